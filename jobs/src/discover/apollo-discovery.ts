import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'
import { announce } from '../announce.ts'
import { businessNow } from '../business-now.ts'
import type { JobContext } from '../context.ts'
import { organisationSection } from '../craft/organisation.ts'
import { FAILED_CALL, noteCalls, outcomeOf } from '../enrich/enrichment-calls.ts'
import { bookCredits, loadLookups, releaseLookups, settleLookups } from '../enrich/lookups.ts'
import type { ApolloObservation } from '../providers/apollo/person.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import type { ProviderStage } from '../runs/advance-run.ts'
import { markStageFailed } from '../runs/finish-run.ts'
import { createFlights } from '../runs/flights.ts'
import { HOLD_MS, keepHolding } from '../runs/holding.ts'
import { afterFailure } from '../runs/retry-policy.ts'
import type { Run } from '../runs/stages.ts'
import { enrichmentSection } from '../settings/enrichment.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { readCachedPerson } from './cached-person.ts'
import { saveFound } from './save-found.ts'
import { type SearchAnswer, searchNextPage } from './search-people.ts'

const HUNTER: Actor = { kind: 'agent', name: 'HUNTER' }
/** After this a call that another process makes has ended, one way or the other, in milliseconds. */
const LONGEST_CALL_MS = 60_000
/** When to look again for an answer that somebody else waits for, in milliseconds. */
const LOOK_AGAIN_MS = 500
/** How long to leave a provider alone that could not be reached, in milliseconds: three tries outlast its breaker's minute. */
const UNAVAILABLE_PAUSE_MS = 25_000

type Asked = { apolloId: string; key: string; attempts: number }
type Answer = { person: ApolloObservation | null; credits: number }
type FoundOutcome = { id: string; leadId?: string | null } & (
  | { outcome: 'LEFT' }
  | { outcome: 'SKIPPED' | 'FAILED'; code: string }
  | { outcome: 'WAITING'; code: string; pauseMs: number; attempts: number }
)

const keyOf = (apolloId: string): string => `id:${apolloId}`

/**
 * Finds new people at Apollo: the search is free and read page by page, each person of it is revealed for one credit, and only who is not
 * known yet, not excluded, and within the month's budget. Nobody is asked for twice: not by two runners, and not after a crash.
 */
export function createApolloDiscovery(run: Run, context: JobContext): ProviderStage {
  const { writer, log, apollo } = context
  const flights = createFlights<Asked, Answer>(apollo?.matchesPerSecond ?? 0)
  const searches = createFlights<'search', SearchAnswer>(1)
  const holding = keepHolding(writer, log, (tx) => renew(tx, run, flights.asked()))

  async function take(): Promise<number> {
    const room = flights.most() - flights.asked().length
    if (room <= 0) return 0
    const asking: Asked[] = []
    const taken = await writer.transaction(async (tx) => {
      const { rows } = await tx.execute<{ id: string; attempts: number; wasAsked: boolean }>(sql`
        select provider_person_id as id, attempts, code is not distinct from 'ASKED' as "wasAsked" from pipeline_run_found
        where run_id = ${run.id} and outcome = 'WAITING' and (held_until is null or held_until < clock_timestamp())
          and exists (select from pipeline_run where id = ${run.id} and status = 'RUNNING')
        order by provider_person_id limit ${room} for update skip locked`)
      if (rows.length === 0) return 0
      const now = await businessNow(tx)
      const { document: settings } = await loadSettings(tx, enrichmentSection)
      const { document: organisation } = await loadSettings(tx, organisationSection)
      const lookups = await loadLookups(
        tx,
        'apollo',
        rows.map(({ id }) => keyOf(id)),
        now,
        settings,
      )
      const open = rows.filter(({ id }) => !lookups.has(keyOf(id)))
      const { booked, elsewhere } =
        apollo === null
          ? { booked: new Set<string>(), elsewhere: new Set<string>() }
          : await bookCredits(
              tx,
              open.map(({ id }) => keyOf(id)),
              now,
              settings,
              organisation.timeZone,
            )
      const cached: ApolloObservation[] = []
      const outcomes = rows.flatMap(({ id, attempts, wasAsked }): FoundOutcome[] => {
        const lookup = lookups.get(keyOf(id))
        const person = lookup?.state === 'found' ? readCachedPerson(lookup.answer) : null
        if (person) {
          cached.push(person)
          return []
        }
        if (lookup?.state === 'missed' || lookup?.state === 'found') return [{ id, outcome: 'SKIPPED', code: 'NO_MATCH' }]
        // Another run asks for the same person right now: its answer serves both.
        const isUnderWay = lookup?.state === 'unanswered' && !wasAsked && now.getTime() - lookup.at.getTime() < LONGEST_CALL_MS
        if (isUnderWay || elsewhere.has(keyOf(id)))
          return [{ id, outcome: 'WAITING', code: 'ASKED_ELSEWHERE', pauseMs: LOOK_AGAIN_MS, attempts }]
        // The credit may have been charged, and the answer is lost with whoever asked: asking again could cost it twice.
        if (lookup?.state === 'unanswered') return [{ id, outcome: 'FAILED', code: 'ANSWER_LOST' }]
        if (apollo === null) return [{ id, outcome: 'FAILED', code: 'NO_KEY' }]
        if (!booked.has(keyOf(id))) return [{ id, outcome: 'SKIPPED', code: 'CREDIT_BUDGET' }]
        asking.push({ apolloId: id, key: keyOf(id), attempts })
        return [{ id, outcome: 'WAITING', code: 'ASKED', pauseMs: HOLD_MS, attempts }]
      })
      await moveFound(tx, run, [...outcomes, ...(await enter(tx, now, cached))])
      await announce(tx, 'run', [run.id])
      return rows.length
    })
    if (apollo) for (const asked of asking) flights.start(asked, apollo.matchPerson({ apolloId: asked.apolloId }))
    return taken
  }

  async function enter(tx: Sql, now: Date, people: readonly ApolloObservation[]): Promise<FoundOutcome[]> {
    if (people.length === 0) return []
    requireAgentAction(HUNTER, 'lead.created')
    const saved = await saveFound(tx, run, now, people, context)
    await announce(tx, 'lead', null)
    return saved.map(
      ({ providerPersonId: id, leadId, code }): FoundOutcome =>
        code === null ? { id, leadId, outcome: 'LEFT' } : { id, leadId, outcome: 'SKIPPED', code },
    )
  }

  async function book(): Promise<number> {
    const landed = flights.collect()
    if (landed.length === 0) return 0
    const answers = landed.flatMap((one) => ('answer' in one ? [one] : []))
    const failed = landed.flatMap((one) => ('error' in one ? [one] : []))
    const refusal = failed.find(({ error }) => error instanceof ProviderError && error.kind === 'unauthorized')
    await writer.transaction(async (tx) => {
      const now = await businessNow(tx)
      await settleLookups(
        tx,
        answers.map(({ asked, answer }) => ({
          key: asked.key,
          isFound: answer.person !== null,
          answer: answer.person,
          credits: answer.credits,
        })),
      )
      const entered = await enter(
        tx,
        now,
        answers.flatMap(({ answer }) => answer.person ?? []),
      )
      const leadOf = new Map(entered.map((one) => [one.id, one.leadId ?? null]))
      await noteCalls(
        tx,
        'apollo',
        'DISCOVER',
        now,
        landed.map((one) => ({
          leadId: 'answer' in one ? (leadOf.get(one.answer.person?.apolloId ?? '') ?? null) : null,
          tookMs: one.tookMs,
          ...('answer' in one ? outcomeOf(one.answer) : FAILED_CALL),
        })),
      )
      const missed = answers.flatMap(({ asked, answer }): FoundOutcome[] =>
        answer.person ? [] : [{ id: asked.apolloId, outcome: 'SKIPPED', code: 'NO_MATCH' }],
      )
      const ended = failed.map(({ asked, error }) => {
        log.warn({ err: error, run: run.key, person: asked.apolloId }, 'apollo: a person could not be revealed')
        return afterError(asked, error)
      })
      await releaseLookups(
        tx,
        ended.flatMap(({ key, isUnsent }) => (isUnsent ? [key] : [])),
      )
      // Somebody who answers to another id than was asked for is still the answer to that question.
      const ids = new Map(answers.map(({ asked, answer }) => [answer.person?.apolloId ?? '', asked.apolloId]))
      await moveFound(tx, run, [
        ...entered.map((one) => ({ ...one, id: ids.get(one.id) ?? one.id })),
        ...missed,
        ...ended.map(({ outcome }) => outcome),
      ])
      await announce(tx, 'run', [run.id])
    })
    if (refusal?.error instanceof ProviderError) await giveUp(refusal.error)
    return landed.length
  }

  /** Apollo will not work with our key: what waits would only be refused as well. */
  async function giveUp(error: ProviderError): Promise<void> {
    await markStageFailed(writer, run, 'DISCOVER', `Apollo refused our key (${error.status ?? error.kind}).`)
    await writer.transaction(async (tx) => {
      await tx.execute(
        sql`update pipeline_run_found set outcome = 'FAILED', code = 'UNAUTHORIZED' where run_id = ${run.id} and outcome = 'WAITING' and code is distinct from 'ASKED'`,
      )
      await tx.execute(sql`update pipeline_run set discovery = discovery || '{"isDone": true}' where id = ${run.id}`)
    })
  }

  async function search(): Promise<number> {
    const [landed] = searches.collect()
    if (landed) return 'answer' in landed ? landed.answer.book(writer) : Promise.reject(landed.error)
    if (searches.underWay() > 0) return 0
    const next = await searchNextPage(run, context)
    if (next === null) return 0
    searches.start('search', next.call)
    return 0
  }

  return {
    async step() {
      return (await search()) + (await book()) + (await take())
    },
    book,
    underWay: () => flights.underWay() + searches.underWay(),
    next: () =>
      Promise.race(
        [flights.underWay() > 0 ? flights.next() : null, searches.underWay() > 0 ? searches.next() : null].filter((one) => one !== null),
      ),
    end: holding.stop,
  }
}

/** What becomes of a person whose call failed: given back and tried again when certainly nothing was charged, else left as it is. */
function afterError(asked: Asked, error: unknown): { key: string; isUnsent: boolean; outcome: FoundOutcome } {
  const { apolloId: id, key } = asked
  const failure = error instanceof ProviderError ? error : null
  const isUnsent = failure !== null && (failure.certainlyNotSent || failure.kind === 'rate_limited' || failure.kind === 'unauthorized')
  if (!isUnsent)
    return { key, isUnsent, outcome: { id, outcome: 'FAILED', code: failure?.kind === 'rejected' ? 'REJECTED' : 'ANSWER_LOST' } }
  if (failure.kind === 'unauthorized') return { key, isUnsent, outcome: { id, outcome: 'FAILED', code: 'UNAUTHORIZED' } }
  const after = afterFailure(asked.attempts + 1)
  if (after.isFinal)
    return { key, isUnsent, outcome: { id, outcome: 'FAILED', code: failure.kind === 'rate_limited' ? 'RATE_LIMITED' : 'UNAVAILABLE' } }
  const pauseMs = failure.retryAfterMs ?? (failure.kind === 'unavailable' ? UNAVAILABLE_PAUSE_MS : after.pauseMs)
  return { key, isUnsent, outcome: { id, outcome: 'WAITING', code: failure.kind.toUpperCase(), pauseMs, attempts: asked.attempts + 1 } }
}

/** Writes what became of found people; only those that still wait, so that a late answer decides nothing twice. */
async function moveFound(tx: Sql, run: Run, outcomes: readonly FoundOutcome[]): Promise<void> {
  if (outcomes.length === 0) return
  const rows = outcomes.map((one) => ({
    id: one.id,
    outcome: one.outcome,
    code: one.outcome === 'LEFT' ? null : one.code,
    attempts: one.outcome === 'WAITING' ? one.attempts : null,
    pause_ms: one.outcome === 'WAITING' ? one.pauseMs : null,
    lead_id: one.leadId ?? null,
  }))
  await tx.execute(sql`
    update pipeline_run_found f set outcome = o.outcome, code = o.code, attempts = coalesce(o.attempts, f.attempts), lead_id = coalesce(o.lead_id, f.lead_id),
      held_until = case when o.pause_ms is null then null else clock_timestamp() + make_interval(secs => o.pause_ms / 1000.0) end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o(id text, outcome stage_outcome, code text, attempts integer, pause_ms double precision, lead_id uuid)
    where f.run_id = ${run.id} and f.provider_person_id = o.id and f.outcome = 'WAITING'`)
}

async function renew(tx: Sql, run: Run, asked: readonly Asked[]): Promise<void> {
  if (asked.length === 0) return
  await tx.execute(sql`
    update pipeline_run_found set held_until = clock_timestamp() + make_interval(secs => ${HOLD_MS / 1000})
    where run_id = ${run.id} and provider_person_id = any(${sql.param(asked.map(({ apolloId }) => apolloId))}::text[]) and outcome = 'WAITING'
      and held_until > clock_timestamp()`)
}
