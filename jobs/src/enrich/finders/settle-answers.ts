import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../actors.ts'
import { announce } from '../../announce.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { AddressLists } from '../../identity/load-address-lists.ts'
import type { Places } from '../../place/load-places.ts'
import type { ObservedFacts } from '../../providers/observation.ts'
import { recordTimeline } from '../../timeline.ts'
import { enricherNames } from '../credits.ts'
import { learnFacts } from '../learn-facts.ts'
import type { Finder } from './next-finder.ts'
import { holdRunLeads, resumeRuns } from './questions.ts'

const ENRICHER: Actor = { kind: 'agent', name: 'ENRICHER' }

export type World = { places: Places; addressLists: AddressLists }
/** What came back for one question; no facts: nothing was found. `credits`: what it cost; null: what was booked stands. */
export type Answer = { requestId: string; facts: ObservedFacts; credits: number | null }
export type Settled = { effects: Map<string, string>; runs: string[] }

type Request = { id: string; leadId: string; purpose: string; askedAt: string | null; isOpen: boolean }

/**
 * Joins answers with our questions, in the caller's transaction: the first answer to a question counts, also one that came late; a repeat, and
 * one that nobody asked for, changes nothing. Facts, credits, figures and the release of a run's lead are one step. `effects`: what
 * became of each, by request, for its delivery; `runs`: those that can go on.
 */
export async function settleAnswers(tx: Sql, now: Date, provider: Finder, answers: readonly Answer[], world: World): Promise<Settled> {
  const effects = new Map<string, string>()
  const asked = [...new Set(answers.map(({ requestId }) => requestId))].toSorted()
  const { rows } = await tx.execute<Request>(sql`
    select id, lead_id as "leadId", purpose, asked_at as "askedAt", state in ('ASKED', 'EXPIRED') as "isOpen" from enrichment_request
    where provider = ${provider} and id = any(${sql.param(asked)}::uuid[]) order by id for update`)
  const requests = new Map(rows.map((one) => [one.id, one]))
  const taken: (Answer & { request: Request; isEmpty: boolean })[] = []
  for (const answer of answers) {
    const request = requests.get(answer.requestId)
    if (request === undefined) effects.set(answer.requestId, 'Kept: no question of ours waits for it.')
    else if (!request.isOpen) {
      if (!effects.has(request.id)) effects.set(request.id, 'A repeat: the question was answered before.')
    } else {
      request.isOpen = false
      const isEmpty = Object.keys(answer.facts).length === 0
      taken.push({ ...answer, request, isEmpty })
      effects.set(request.id, isEmpty ? 'Nothing was found.' : 'The lead was enriched.')
    }
  }
  if (taken.length === 0) return { effects, runs: [] }
  await holdRunLeads(
    tx,
    taken.map(({ request }) => request.leadId),
  )

  const settled = taken.map(({ request, facts, credits, isEmpty }) => ({
    id: request.id,
    isEmpty,
    hasEmail: facts.email !== undefined,
    credits,
  }))
  await tx.execute(sql`
    with answered as (
      update enrichment_request r set state = case when t."isEmpty" then 'EMPTY' else 'ANSWERED' end::enrichment_state, answers = r.answers + 1,
        answered_at = ${now.toISOString()}, poll_at = null, code = null, message = null
      from jsonb_to_recordset(${JSON.stringify(settled)}::jsonb) as t(id uuid, "isEmpty" boolean, "hasEmail" boolean, credits numeric) where r.id = t.id
      returning r.id, r.provider, r.purpose, r.lead_id, r.asked_at, t."isEmpty" as is_empty, t."hasEmail" as has_email, t.credits
    ), paid as (
      update provider_lookup p set is_found = not a.is_empty, credits = coalesce(a.credits, p.credits) from answered a
      where p.provider = a.provider and p.key = a.id::text returning p.key, p.credits
    )
    insert into enrichment_call (provider, purpose, lead_id, outcome, has_email, credits, took_ms, at)
    select a.provider, a.purpose, a.lead_id, case when a.is_empty then 'MISSED' else 'FOUND' end, a.has_email, coalesce(p.credits, 0),
      least(extract(epoch from ${now.toISOString()}::timestamptz - a.asked_at) * 1000, 2000000000)::int, ${now.toISOString()}::timestamptz
    from answered a left join paid p on p.key = a.id::text order by a.id`)
  await tell(
    tx,
    now,
    provider,
    taken.filter(({ isEmpty }) => !isEmpty),
    world,
  )
  return {
    effects,
    runs: await resumeRuns(
      tx,
      taken.map(({ request }) => request.leadId),
    ),
  }
}

async function tell(tx: Sql, now: Date, provider: Finder, found: readonly (Answer & { request: Request })[], world: World): Promise<void> {
  if (found.length === 0) return
  await learnFacts(
    tx,
    now,
    provider,
    found.map(({ request, facts }) => ({ leadId: request.leadId, facts })),
    world,
  )
  for (const { request } of found) {
    await writeAudit(tx, ENRICHER, {
      action: 'lead.enriched',
      subjectType: 'lead',
      subjectId: request.leadId,
      detail: { provider, requestId: request.id },
    })
  }
  await recordTimeline(
    tx,
    now,
    found.map(({ request, facts }) => ({
      leadId: request.leadId,
      kind: 'facts',
      actor: ENRICHER.name,
      summary: `${enricherNames[provider] ?? provider} knew: ${Object.keys(facts).join(', ')}`,
      detail: { requestId: request.id },
    })),
  )
  await announce(tx, 'lead', [...new Set(found.map(({ request }) => request.leadId))])
}
