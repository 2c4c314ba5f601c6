import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../../actors.ts'
import { announce } from '../../announce.ts'
import { businessNow } from '../../business-now.ts'
import { organisationSection } from '../../craft/organisation.ts'
import type { Log } from '../../log.ts'
import type { ApolloObservation } from '../../providers/apollo/person.ts'
import type { Apollo, PersonKey } from '../../providers/apollo.ts'
import { ProviderError } from '../../providers/http/provider-error.ts'
import { enrichmentSection } from '../../settings/enrichment.ts'
import { loadSettings } from '../../settings/load-settings.ts'
import { recordTimeline } from '../../timeline.ts'
import { holdCredits, warnOfCredits } from '../credits.ts'
import { FAILED_CALL, noteCalls, outcomeOf } from '../enrichment-calls.ts'
import { isAnybodyWaiting } from '../finders/questions.ts'
import type { World } from '../finders/settle-answers.ts'
import { learnFacts } from '../learn-facts.ts'
import { bookLookups } from '../lookups.ts'

const ENRICHER: Actor = { kind: 'agent', name: 'ENRICHER' }
/** Leads asked about in one run, at once, and until one that certainly was not asked is tried again, in seconds. */
const mostInRun = 100
const mostAtOnce = 10
const againSeconds = 60
/** After this a question whose worker died has no answer, in seconds: longer than any call. */
const answerSeconds = 120

export type RefreshHands = { writer: Writer; log: Log; apollo: Apollo | null; world: World }
type Claimed = { id: string; leadId: string; whom: PersonKey }

/** Notes leads in play whose facts went stale, as many a day as the settings say: who changed jobs must not be written to as if they had not. */
export async function noteStaleLeads(writer: Writer): Promise<void> {
  const { document: settings } = await loadSettings(writer.sql, enrichmentSection)
  await writer.sql.execute(sql`
    with here as (select business_now() as now, organisation_day(business_now()) as today),
    room as (
      select ${settings.refresh.perDay}::int - count(*) as free from enrichment_request r, here
      where r.purpose = 'REFRESH' and r.created_at > here.now - interval '2 days' and organisation_day(r.created_at) = here.today
    )
    insert into enrichment_request (provider, purpose, lead_id, created_at)
    select 'apollo', 'REFRESH', s.id, (select now from here) from (
      select l.id from lead l join lead_observation o on o.lead_id = l.id and o.provider = 'apollo', here
      where l.stage in ('OUTREACH', 'ENGAGED', 'AT_RISK') and o.observed_at < here.now - make_interval(days => ${settings.freshDays})
        and (l.email is not null or l.linkedin_url is not null)
        and not exists (select from enrichment_request r where r.lead_id = l.id and r.purpose = 'REFRESH' and r.created_at > here.now - make_interval(days => ${settings.freshDays}))
      order by o.observed_at, l.id limit greatest(0, (select free from room))) s
    on conflict do nothing`)
}

/**
 * Asks Apollo again about known leads, each question once: it is committed as asked, with its credit, before the call, so that a killed worker
 * asks nobody twice; its question then ends without an answer. What is learned becomes facts, and who changed jobs is treated so.
 */
export async function refreshLeads(hands: RefreshHands): Promise<void> {
  const { writer, apollo } = hands
  await writer.sql.execute(sql`
    update enrichment_request set state = 'EXPIRED', code = 'NO_ANSWER', message = 'The answer was lost.'
    where purpose = 'REFRESH' and state = 'ASKED' and deadline < (select business_now())`)
  if (apollo === null) return
  for (let asked = 0; asked < mostInRun; asked += mostAtOnce) {
    const claimed = await writer.transaction((tx) => claim(tx))
    if (claimed.length === 0) return
    const results = await Promise.all(claimed.map((one) => ask(apollo, one)))
    await writer.transaction((tx) => settle(tx, results, hands))
    if (results.some(({ error }) => error?.certainlyNotSent === true)) return
  }
}

async function claim(tx: Sql): Promise<Claimed[]> {
  if (!(await isAnybodyWaiting(tx, 'apollo'))) return []
  const month = await holdCredits(tx, 'apollo')
  const { rows: waiting } = await tx.execute<{ id: string }>(sql`
    select id from enrichment_request where purpose = 'REFRESH' and state = 'WAITING' and (not_before is null or not_before <= (select business_now()))
    order by id limit ${mostAtOnce} for update skip locked`)
  if (waiting.length === 0) return []
  const { document: settings } = await loadSettings(tx, enrichmentSection)
  const { document: organisation } = await loadSettings(tx, organisationSection)
  const ids = waiting.map(({ id }) => id).slice(0, Math.max(0, Math.floor(settings.apollo.creditsPerMonth - month.spent)))
  await warnOfCredits(tx, 'apollo', month, { booked: ids.length, isShort: ids.length < waiting.length }, settings.apollo)
  const late = waiting.map(({ id }) => id).filter((id) => !ids.includes(id))
  await tx.execute(sql`
    update enrichment_request set state = 'REFUSED', code = 'CREDIT_BUDGET', message = 'This month’s Apollo credits are spent.' where id = any(${sql.param(late)}::uuid[])`)
  const { rows } = await tx.execute<{ id: string; leadId: string; email: string | null; linkedinUrl: string | null }>(sql`
    update enrichment_request r set state = 'ASKED', asked_at = (select business_now()), deadline = (select business_now()) + make_interval(secs => ${answerSeconds})
    from lead l where l.id = r.lead_id and r.id = any(${sql.param(ids)}::uuid[])
    returning r.id, r.lead_id as "leadId", l.email, l.linkedin_url as "linkedinUrl"`)
  await bookLookups(
    tx,
    'apollo',
    rows.map(({ id }) => `refresh:${id}`),
    1,
    await businessNow(tx),
    organisation.timeZone,
  )
  return rows.flatMap(({ id, leadId, email, linkedinUrl }): Claimed[] => {
    // The profile stays with a person who changes employers; the address does not.
    if (linkedinUrl !== null) return [{ id, leadId, whom: { linkedinUrl } }]
    return email === null ? [] : [{ id, leadId, whom: { email } }]
  })
}

type Result = { claimed: Claimed; tookMs: number; person: ApolloObservation | null; credits: number; error: ProviderError | null }

async function ask(apollo: Apollo, claimed: Claimed): Promise<Result> {
  const startedAt = performance.now()
  const took = () => Math.round(performance.now() - startedAt)
  try {
    const { person, credits } = await apollo.matchPerson(claimed.whom)
    return { claimed, tookMs: took(), person, credits, error: null }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return { claimed, tookMs: took(), person: null, credits: 0, error }
  }
}

async function settle(tx: Sql, results: readonly Result[], { log, world }: RefreshHands): Promise<void> {
  requireAgentAction(ENRICHER, 'lead.enriched')
  const at = await businessNow(tx)
  for (const { claimed, error } of results)
    if (error) log.warn({ err: error, lead: claimed.leadId }, 'apollo: a lead could not be asked about again')
  const rows = results.map(({ claimed, person, credits, error }) => ({
    id: claimed.id,
    // An unclear one may have been charged: it ends by its deadline.
    state: error === null ? (person === null ? 'EMPTY' : 'ANSWERED') : error.certainlyNotSent ? 'WAITING' : 'ASKED',
    credits: error === null ? credits : error.certainlyNotSent ? 0 : 1,
    is_found: person !== null,
    wait: error?.certainlyNotSent ? Math.max(againSeconds, (error.retryAfterMs ?? 0) / 1_000) : null,
  }))
  await tx.execute(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(id uuid, state enrichment_state, credits numeric, is_found boolean, wait double precision)
    ), paid as (
      update provider_lookup p set credits = g.credits, is_found = g.is_found from given g where p.provider = 'apollo' and p.key = 'refresh:' || g.id returning 1
    )
    update enrichment_request r set state = g.state, answered_at = case when g.state in ('ANSWERED', 'EMPTY') then ${at.toISOString()}::timestamptz end,
      answers = case when g.state in ('ANSWERED', 'EMPTY') then 1 else 0 end,
      not_before = case when g.wait is not null then ${at.toISOString()}::timestamptz + make_interval(secs => g.wait) end
    from given g where r.id = g.id and r.state = 'ASKED'`)
  const found = results.flatMap(({ claimed, person }) => (person === null ? [] : [{ leadId: claimed.leadId, facts: person.facts }]))
  const changed = await learnFacts(tx, at, 'apollo', found, world)
  await noteCalls(
    tx,
    'apollo',
    'REFRESH',
    at,
    results.map(({ claimed, tookMs, person, credits, error }) => ({
      leadId: claimed.leadId,
      tookMs,
      ...(error === null ? outcomeOf({ person, credits }) : FAILED_CALL),
    })),
  )
  const answered = results.filter(({ error }) => error === null)
  await recordTimeline(
    tx,
    at,
    answered.map(({ claimed, person }) => ({
      leadId: claimed.leadId,
      kind: 'facts' as const,
      actor: ENRICHER.name,
      summary:
        person === null
          ? 'Apollo does not know them now.'
          : changed.has(claimed.leadId)
            ? 'Apollo knew something new.'
            : 'Apollo knew nothing new.',
    })),
  )
  if (answered.length > 0)
    await announce(
      tx,
      'lead',
      answered.map(({ claimed }) => claimed.leadId),
    )
}
