import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { forgottenKeys, keysNamedIn } from '../erasure/forgotten.ts'
import type { EnrichmentSettings } from '../settings/enrichment.ts'
import { holdCredits, warnOfCredits } from './credits.ts'

/** What is known of having asked a provider about one person. */
export type Lookup = {
  key: string
  /** `unanswered`: a credit was booked, and the answer was lost: it may have been charged, so the same is not asked again soon. */
  state: 'found' | 'missed' | 'unanswered'
  answer: unknown
  at: Date
}

/** Lookups that still count: answers for `freshDays`, misses and lost answers for `missDays`. */
export async function loadLookups(
  tx: Sql,
  provider: string,
  keys: readonly string[],
  now: Date,
  { freshDays, missDays }: EnrichmentSettings,
): Promise<Map<string, Lookup>> {
  const { rows } = await tx.execute<{ key: string; isFound: boolean; answer: unknown; credits: string; at: string }>(sql`
    select key, is_found as "isFound", answer, credits, at from provider_lookup
    where provider = ${provider} and key = any(${sql.param([...keys])}::text[])
      and at > ${now.toISOString()}::timestamptz - make_interval(days => case when is_found then ${freshDays}::int else ${missDays}::int end)`)
  return new Map(
    rows.map(({ key, isFound, answer, credits, at }) => [
      key,
      { key, state: isFound ? 'found' : Number(credits) > 0 ? 'unanswered' : 'missed', answer, at: new Date(at) },
    ]),
  )
}

export type Booking = {
  /** Whom to ask. */
  booked: Set<string>
  /** Whom somebody else asks, or has asked meanwhile. */
  elsewhere: Set<string>
}

/**
 * Books one credit for each key, as many as the month's budget still has, before anybody is asked. One caller at a time, so that the budget
 * holds and nobody is asked twice with any number of runners: who is being asked already is looked up once more under the lock. What is in
 * neither set is beyond the budget. At the warning share and at the end an alert is raised.
 */
export async function bookCredits(
  tx: Sql,
  wanted: readonly string[],
  now: Date,
  settings: EnrichmentSettings,
  timeZone: string,
): Promise<Booking> {
  if (wanted.length === 0) return { booked: new Set(), elsewhere: new Set() }
  const { apollo } = settings
  const month = await holdCredits(tx, 'apollo')
  const elsewhere = new Set((await loadLookups(tx, 'apollo', wanted, now, settings)).keys())
  const keys = [...new Set(wanted)].filter((key) => !elsewhere.has(key))
  const booked = keys.slice(0, Math.max(0, Math.floor(apollo.creditsPerMonth - month.spent)))
  await bookLookups(tx, 'apollo', booked, 1, now, timeZone)
  await warnOfCredits(tx, 'apollo', month, { booked: booked.length, isShort: booked.length < keys.length }, apollo)
  return { booked: new Set(booked), elsewhere }
}

/** Writes down what each question may cost, before it is asked. A key that was asked earlier this month keeps what it cost then. */
export async function bookLookups(
  tx: Sql,
  provider: string,
  keys: readonly string[],
  credits: number,
  now: Date,
  timeZone: string,
): Promise<void> {
  if (keys.length === 0) return
  const instant = now.toISOString()
  await tx.execute(sql`
    insert into provider_lookup as p (provider, key, is_found, answer, credits, at)
    select ${provider}, k, false, null, ${credits}, ${instant}::timestamptz from unnest(${sql.param([...keys])}::text[]) k order by k
    on conflict (provider, key) do update set is_found = false, answer = null, at = excluded.at,
      credits = ${credits} + case when p.at >= date_trunc('month', ${instant}::timestamptz at time zone ${timeZone}) at time zone ${timeZone} then p.credits else 0 end`)
}

export type BookedAnswer = { key: string; isFound: boolean; answer: unknown; credits: number }

/** Answers with what they say of people who were erased taken out: that there was one stays, so that it is not paid for again. */
async function withoutForgotten<Answered extends { answer: unknown }>(
  tx: Sql,
  answers: readonly Answered[],
): Promise<(Answered | (Omit<Answered, 'answer'> & { answer: null }))[]> {
  const named = answers.map(({ answer }) => keysNamedIn(answer))
  const keys = await forgottenKeys(tx, named.flat())
  return answers.map((one, place) => (named[place]?.some((key) => keys.has(key)) ? { ...one, answer: null } : one))
}

/** Writes down what was answered, and what it cost in place of the credit that was booked. */
export async function settleLookups(tx: Sql, answers: readonly BookedAnswer[]): Promise<void> {
  if (answers.length === 0) return
  const rows = (await withoutForgotten(tx, answers)).map(({ key, isFound, answer, credits }) => ({
    key,
    is_found: isFound,
    answer,
    credits,
  }))
  await tx.execute(sql`
    update provider_lookup p set is_found = r.is_found, answer = r.answer, credits = greatest(0, p.credits - 1 + r.credits)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(key text, is_found boolean, answer jsonb, credits numeric)
    where p.provider = 'apollo' and p.key = r.key`)
}

/** Gives booked credits back where the provider was certainly not asked. */
export async function releaseLookups(tx: Sql, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await tx.execute(sql`
    with released as (
      update provider_lookup set credits = greatest(0, credits - 1) where provider = 'apollo' and key = any(${sql.param([...keys])}::text[]) and not is_found returning key, credits
    ) delete from provider_lookup p using released r where p.provider = 'apollo' and p.key = r.key and r.credits = 0`)
}

/** Remembers whom Apollo's answers were about by its own ids, so that a search that finds them again costs nothing. */
export async function rememberPeople(tx: Sql, people: readonly { apolloId: string }[], now: Date): Promise<void> {
  if (people.length === 0) return
  const told = [...new Map(people.map((person) => [person.apolloId, { key: `id:${person.apolloId}`, answer: person }])).values()]
  const rows = await withoutForgotten(tx, told)
  await tx.execute(sql`
    insert into provider_lookup (provider, key, is_found, answer, credits, at)
    select 'apollo', key, true, answer, 0, ${now.toISOString()}::timestamptz from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(key text, answer jsonb) order by key
    on conflict do nothing`)
}
