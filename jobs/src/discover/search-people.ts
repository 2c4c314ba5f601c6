import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import { businessNow } from '../business-now.ts'
import type { JobContext } from '../context.ts'
import { loadLookups } from '../enrich/lookups.ts'
import { exclusionNameKey } from '../identity/company-name.ts'
import type { FoundPerson } from '../providers/apollo/search.ts'
import { largestPage, lastPage, type PeopleCriteria } from '../providers/apollo/search.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import { markStageFailed } from '../runs/finish-run.ts'
import { MOST_ATTEMPTS } from '../runs/retry-policy.ts'
import type { Run } from '../runs/stages.ts'
import { enrichmentSection } from '../settings/enrichment.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type SearchState, searchStateSchema } from './search-state.ts'

/** What a page of a search brought; booking it is a step of its own, because nothing waits for a provider inside a transaction. */
export type SearchAnswer = { book(writer: Writer): Promise<number> }

/** Asks for the next page of a run's search, without waiting for the answer; null when the search is over, or there is none. */
export async function searchNextPage(run: Run, { writer, apollo, log }: JobContext): Promise<{ call: Promise<SearchAnswer> } | null> {
  const state = await loadState(writer.sql, run, false)
  if (state === null || state.isDone) return null
  if (apollo === null) {
    await markStageFailed(writer, run, 'DISCOVER', 'Apollo has no key here.')
    await saveState(writer.sql, run, { ...state, isDone: true })
    return null
  }
  const call = apollo.searchPeople(criteriaOf(state), state.page).then<SearchAnswer, SearchAnswer>(
    ({ people }) => ({ book: (booking) => booking.transaction((tx) => bookPage(tx, run, state.page, people)) }),
    (error: unknown) => ({
      async book(booking) {
        log.warn({ err: error, run: run.key }, 'apollo: the search failed')
        const attempts = state.attempts + 1
        const isHopeless =
          attempts >= MOST_ATTEMPTS || (error instanceof ProviderError && (error.kind === 'unauthorized' || error.kind === 'rejected'))
        if (isHopeless)
          await markStageFailed(
            booking,
            run,
            'DISCOVER',
            `Apollo's search failed: ${error instanceof ProviderError ? error.kind : 'unexpectedly'}.`,
          )
        await saveState(booking.sql, run, { ...state, attempts, isDone: isHopeless })
        return 1
      },
    }),
  )
  return { call }
}

function criteriaOf({ criteria }: SearchState): PeopleCriteria {
  return Object.fromEntries(Object.entries(criteria).filter(([, value]) => value !== undefined))
}

async function loadState(tx: Sql, run: Run, isLocked: boolean): Promise<SearchState | null> {
  const { rows } = await tx.execute<{ discovery: unknown }>(sql`
    select discovery from pipeline_run where id = ${run.id} and status = 'RUNNING' ${isLocked ? sql`for no key update` : sql``}`)
  const discovery = rows[0]?.discovery ?? null
  return discovery === null ? null : searchStateSchema.parse(discovery)
}

async function saveState(tx: Sql, run: Run, state: SearchState): Promise<void> {
  await tx.execute(sql`update pipeline_run set discovery = ${JSON.stringify(state)}::jsonb where id = ${run.id}`)
}

/** Books one page, once: a second runner that asked for the same page finds it booked. Returns how many people it brought. */
async function bookPage(tx: Sql, run: Run, page: number, people: readonly FoundPerson[]): Promise<number> {
  const state = await loadState(tx, run, true)
  if (state === null || state.isDone || state.page !== page) return 0
  await tx.execute(
    sql`insert into pipeline_run_stage (run_id, stage, started_at) values (${run.id}, 'DISCOVER', business_now()) on conflict do nothing`,
  )
  const judged = await judge(tx, people)
  const rows: { id: string; outcome: string; code: string | null }[] = []
  let taken = state.taken
  for (const { apolloId: id } of people) {
    if (taken >= state.limit) break
    const code = judged.get(id) ?? null
    // Who is known does not count: a run finds as many new people as it was asked for.
    if (code === null) taken += 1
    rows.push({ id, outcome: code === null ? 'WAITING' : 'SKIPPED', code })
  }
  const { rows: entered } = await tx.execute<{ id: string }>(sql`
    insert into pipeline_run_found (run_id, provider_person_id, outcome, code)
    select ${run.id}::uuid, id, outcome, code from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f(id text, outcome stage_outcome, code text)
    on conflict do nothing returning provider_person_id as id`)
  const isDone = taken >= state.limit || people.length < largestPage || page >= lastPage
  await saveState(tx, run, { ...state, page: page + 1, taken, attempts: 0, isDone })
  await announce(tx, 'run', [run.id])
  return Math.max(1, entered.length)
}

/** Who of a page needs no credit, and why: known already, no address to be had, or at a company that is excluded by its name. */
async function judge(tx: Sql, people: readonly FoundPerson[]): Promise<Map<string, string>> {
  const now = await businessNow(tx)
  const { document: settings } = await loadSettings(tx, enrichmentSection)
  const lookups = await loadLookups(
    tx,
    'apollo',
    people.map(({ apolloId }) => `id:${apolloId}`),
    now,
    settings,
  )
  const names = new Map(people.map(({ apolloId, companyName }) => [apolloId, exclusionNameKey(companyName ?? '')]))
  const { rows } = await tx.execute<{ nameKey: string; kind: string }>(sql`
    select name_key as "nameKey", kind::text from exclusion where removed_at is null and name_key = any(${sql.param([...new Set(names.values())])}::text[])`)
  const excluded = new Map(rows.map(({ nameKey, kind }) => [nameKey, kind]))
  return new Map(
    people.flatMap(({ apolloId, hasEmail }): [string, string][] => {
      const lookup = lookups.get(`id:${apolloId}`)
      if (lookup) return [[apolloId, lookup.state === 'missed' ? 'NO_MATCH' : lookup.state === 'found' ? 'KNOWN' : 'ANSWER_LOST']]
      const kind = excluded.get(names.get(apolloId) ?? '')
      if (kind !== undefined) return [[apolloId, kind]]
      return hasEmail ? [] : [[apolloId, 'NO_ADDRESS']]
    }),
  )
}
