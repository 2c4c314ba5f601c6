import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { leadColumnsOf } from '../enrich/lead-columns.ts'
import { loadFacts } from '../enrich/load-facts.ts'
import { resolveFacts } from '../enrich/resolve-facts.ts'
import { saveLeadColumns } from '../enrich/save-lead-columns.ts'
import { saveObservations } from '../enrich/save-observations.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import type { Places } from '../place/load-places.ts'
import { keptForWaterfall } from '../signals/enrichment-events.ts'
import { payloadOf } from '../signals/store-deliveries.ts'
import { recordTimeline } from '../timeline.ts'
import { readClayAnswer } from './clay-answer.ts'

const ENRICHER: Actor = { kind: 'agent', name: 'ENRICHER' }
const mostAtOnce = 200

type World = { places: Places; addressLists: AddressLists }

/**
 * Joins Clay's answers with our questions. The first answer counts, also one that came late; a repeat, and one that nobody asked for, is kept as
 * its delivery and changes nothing. Repeatable.
 */
export async function takeClayAnswers(writer: Writer, world: World): Promise<void> {
  for (;;) if ((await writer.transaction((tx) => takeSome(tx, world))) < mostAtOnce) return
}

async function takeSome(tx: Sql, world: World): Promise<number> {
  const { rows } = await tx.execute<{ id: string; body: Buffer | null }>(sql`
    select id, body from delivery where provider = 'clay' and effect = ${keptForWaterfall} and applied_at is not null
    order by id limit ${mostAtOnce} for update skip locked`)
  if (rows.length === 0) return 0
  const now = await businessNow(tx)
  const read = rows.map(({ id, body }) => ({ id, answer: body === null ? null : readClayAnswer(payloadOf(body)) }))
  const asked = [...new Set(read.flatMap(({ answer }) => answer?.requestId ?? []))].toSorted()
  const { rows: open } = await tx.execute<{ id: string; leadId: string; isOpen: boolean }>(sql`
    select id, lead_id as "leadId", state in ('ASKED', 'EXPIRED') as "isOpen" from enrichment_request
    where provider = 'clay' and id = any(${sql.param(asked)}::uuid[]) order by id for update`)
  const requests = new Map(open.map((one) => [one.id, one]))
  const taken: { requestId: string; leadId: string; facts: object; isEmpty: boolean }[] = []
  const verdicts = read.map(({ id, answer }) => {
    const request = answer === null ? undefined : requests.get(answer.requestId)
    if (answer === null || request === undefined) return { id, effect: 'Kept: no question of ours waits for it.' }
    if (!request.isOpen) return { id, effect: 'A repeat: the question was answered before.' }
    request.isOpen = false
    const isEmpty = Object.keys(answer.facts).length === 0
    taken.push({ requestId: request.id, leadId: request.leadId, facts: answer.facts, isEmpty })
    return { id, effect: isEmpty ? 'Nothing was found.' : 'The lead was enriched.' }
  })
  await tx.execute(sql`
    update delivery d set effect = v.effect from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as v(id uuid, effect text) where d.id = v.id`)
  await tx.execute(sql`
    update enrichment_request r set state = case when t."isEmpty" then 'EMPTY' else 'ANSWERED' end::enrichment_state, answers = r.answers + 1, answered_at = ${now.toISOString()}, message = null
    from jsonb_to_recordset(${JSON.stringify(taken)}::jsonb) as t("requestId" uuid, "isEmpty" boolean) where r.id = t."requestId"`)
  await enrich(
    tx,
    now,
    taken.filter(({ isEmpty }) => !isEmpty),
    world,
  )
  return rows.length
}

async function enrich(
  tx: Sql,
  now: Date,
  answered: readonly { requestId: string; leadId: string; facts: object }[],
  world: World,
): Promise<void> {
  if (answered.length === 0) return
  await saveObservations(tx, 'clay', now, answered)
  const ids = [...new Set(answered.map(({ leadId }) => leadId))].toSorted()
  const facts = await loadFacts(tx, ids)
  await saveLeadColumns(
    tx,
    now,
    ids.map((leadId) => ({ leadId, columns: leadColumnsOf(resolveFacts(facts.get(leadId) ?? []), world) })),
  )
  for (const { requestId, leadId } of answered) {
    await writeAudit(tx, ENRICHER, {
      action: 'lead.enriched',
      subjectType: 'lead',
      subjectId: leadId,
      detail: { provider: 'clay', requestId },
    })
  }
  await recordTimeline(
    tx,
    now,
    answered.map(({ requestId, leadId, facts: found }) => ({
      leadId,
      kind: 'facts',
      actor: ENRICHER.name,
      summary: `Clay knew: ${Object.keys(found).join(', ')}`,
      detail: { requestId },
    })),
  )
  await tx.execute(sql`
    update provider_lookup set is_found = true where provider = 'clay' and key = any(${sql.param(answered.map(({ requestId }) => requestId))}::text[])`)
  await announce(tx, 'lead', ids)
}
