import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../../business-now.ts'
import { organisationSection } from '../../craft/organisation.ts'
import type { Log } from '../../log.ts'
import { type BetterContact, type ContactQuestion, mostInRequest } from '../../providers/bettercontact.ts'
import { ProviderError } from '../../providers/http/provider-error.ts'
import { enrichmentSection } from '../../settings/enrichment.ts'
import { loadSettings } from '../../settings/load-settings.ts'
import { holdCredits, warnOfCredits } from '../credits.ts'
import { bookLookups } from '../lookups.ts'
import { isAnybodyWaiting, passOver, resumeRuns } from './questions.ts'

/** Requests in one go, and until one is asked again that was too fast, in seconds. */
const mostRequests = 20
const againSeconds = 5
/** Until its state is asked for the first time, in seconds: one person takes about 20 (providers/bettercontact.md, 1). */
export const firstPollSeconds = 20

export type BetterContactHands = {
  writer: Writer
  log: Log
  betterContact: BetterContact
  /** Where it tells that a request has ended; null: no secret makes its address, and it is only asked. */
  hookUrl: string | null
}

/**
 * Asks BetterContact what waits to be asked, many people in a request, each question once: they are committed as asked, with their credits,
 * before the call, and its id is written down before anything else. An unclear outcome is not repeated: if it was taken, its end is told by
 * the webhook with our ids in it. Whoever can't be asked now is passed over with the reason. Returns the runs that can go on.
 */
export async function askBetterContact(hands: BetterContactHands): Promise<string[]> {
  const runs: string[] = []
  let most = mostInRequest
  for (let requests = 0; requests < mostRequests; requests++) {
    const { questions, freed } = await hands.writer.transaction((tx) => claim(tx, most))
    runs.push(...freed)
    if (questions.length === 0) return runs
    const error = await submit(hands, questions)
    if (error === null || error.kind === 'unknown_outcome') continue
    // One question that can't be read spoils all of a request: then they are asked one by one.
    if (error.kind === 'rejected' && questions.length > 1) {
      await giveBack(hands.writer, questions, 0)
      most = 1
      continue
    }
    if (error.kind === 'rate_limited') {
      await giveBack(hands.writer, questions, Math.max(againSeconds, (error.retryAfterMs ?? 0) / 1_000))
      return runs
    }
    runs.push(...(await leaveOut(hands.writer, questions, error)))
    if (error.kind !== 'rejected') return runs
  }
  return runs
}

/** Null: it was taken, and its id is kept. */
async function submit(
  { writer, log, betterContact, hookUrl }: BetterContactHands,
  questions: readonly ContactQuestion[],
): Promise<ProviderError | null> {
  try {
    const reference = await betterContact.submit(questions, hookUrl)
    await writer.sql.execute(sql`
      update enrichment_request set reference = ${reference}, poll_at = (select business_now()) + make_interval(secs => ${firstPollSeconds})
      where id = any(${sql.param(questions.map(({ questionId }) => questionId))}::uuid[])`)
    return null
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    log.warn({ err: error, questions: questions.length }, 'BetterContact was not asked')
    return error
  }
}

async function claim(tx: Sql, most: number): Promise<{ questions: ContactQuestion[]; freed: string[] }> {
  if (!(await isAnybodyWaiting(tx, 'bettercontact'))) return { questions: [], freed: [] }
  // Credits before rows: whoever passes over all that wait must not wait for a row that waits for credits.
  const month = await holdCredits(tx, 'bettercontact')
  const { rows: waiting } = await tx.execute<{ id: string }>(sql`
    select id from enrichment_request where provider = 'bettercontact' and state = 'WAITING' and (not_before is null or not_before <= (select business_now()))
    order by id limit ${most} for update skip locked`)
  if (waiting.length === 0) return { questions: [], freed: [] }
  const { document: settings } = await loadSettings(tx, enrichmentSection)
  const { document: organisation } = await loadSettings(tx, organisationSection)
  const budget = settings.betterContact
  const ids = waiting.map(({ id }) => id).slice(0, Math.max(0, Math.floor(budget.creditsPerMonth - month.spent)))
  const isShort = ids.length < waiting.length
  await warnOfCredits(tx, 'bettercontact', month, { booked: ids.length, isShort }, budget)
  await bookLookups(tx, 'bettercontact', ids, 1, await businessNow(tx), organisation.timeZone)
  const { rows: questions } = await tx.execute<ContactQuestion>(sql`
    update enrichment_request r set state = 'ASKED', asked_at = (select business_now()),
      deadline = (select business_now()) + make_interval(secs => ${budget.answerSeconds})
    from lead l left join company c on c.id = l.company_id where l.id = r.lead_id and r.id = any(${sql.param(ids)}::uuid[])
    returning r.id as "questionId", l.first_name as "firstName", l.last_name as "lastName", coalesce(c.name, l.company_name) as "companyName",
      c.domain as "companyDomain", l.linkedin_url as "linkedinUrl"`)
  const freed = isShort ? await passOver(tx, 'bettercontact', null, 'CREDIT_BUDGET', 'This month’s BetterContact credits are spent.') : []
  return { questions, freed: await resumeRuns(tx, freed) }
}

const idsOf = (questions: readonly ContactQuestion[]): string[] => questions.map(({ questionId }) => questionId)

const returnCredits = (tx: Sql, ids: readonly string[]) =>
  tx.execute(sql`delete from provider_lookup where provider = 'bettercontact' and key = any(${sql.param([...ids])}::text[])`)

/** They certainly had no effect and are asked again. */
async function giveBack(writer: Writer, questions: readonly ContactQuestion[], waitSeconds: number): Promise<void> {
  await writer.transaction(async (tx) => {
    await returnCredits(tx, idsOf(questions))
    await tx.execute(sql`
      update enrichment_request set state = 'WAITING', asked_at = null, deadline = null, not_before = (select business_now()) + make_interval(secs => ${waitSeconds})
      where id = any(${sql.param(idsOf(questions))}::uuid[]) and state = 'ASKED'`)
  })
}

/** They certainly had no effect, and would have none if asked again soon. */
async function leaveOut(writer: Writer, questions: readonly ContactQuestion[], error: ProviderError): Promise<string[]> {
  const [code, message] =
    error.status === 402
      ? ['NO_CREDITS', 'BetterContact has no credits left.']
      : error.kind === 'unauthorized'
        ? ['UNAUTHORIZED', `BetterContact refused our key (${error.status}).`]
        : [error.kind.toUpperCase(), `BetterContact could not be asked (${error.status ?? error.kind}).`]
  return writer.transaction(async (tx) => {
    await returnCredits(tx, idsOf(questions))
    if (error.kind === 'unauthorized')
      await tx.execute(sql`select from raise_alert(${`bettercontact:${code.toLowerCase()}`}, 'WARNING', ${message})`)
    const freed = await passOver(tx, 'bettercontact', idsOf(questions), code, message)
    // What holds for the account holds for everybody who waits.
    if (error.kind !== 'rejected') freed.push(...(await passOver(tx, 'bettercontact', null, code, message)))
    return resumeRuns(tx, freed)
  })
}
