import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../../log.ts'
import type { Clay, ClayRow } from '../../providers/clay.ts'
import { ProviderError } from '../../providers/http/provider-error.ts'
import { loadSettings } from '../../settings/load-settings.ts'
import { type VisitorSettings, visitorSection } from '../../visitors/visitor-settings.ts'
import { holdCredits, warnOfCredits } from '../credits.ts'
import { isAnybodyWaiting, passOver, resumeRuns } from './questions.ts'

/** Questions in one run, and until one is asked again that certainly did not leave, in seconds. */
const mostAtOnce = 50
const againSeconds = 60
/** A table warns when so much of it is used. */
const tableWarnsAt = 0.9

export type ClayHands = { writer: Writer; log: Log; clay: Clay; publicUrl: string }
type Claimed = { id: string; purpose: string; person: Omit<ClayRow, 'correlation_id' | 'callback_url'> }

/** Notes whom to ask Clay about because they visited our site. */
export async function noteVisitors(writer: Writer): Promise<void> {
  const { document: settings } = await loadSettings(writer.sql, visitorSection)
  if (!settings.askClay) return
  await writer.sql.execute(sql`
    insert into enrichment_request (provider, purpose, lead_id, created_at)
    select 'clay', 'VISITOR', l.id, (select business_now()) from lead l
    where l.source = 'rb2b' and l.stage <> 'TERMINAL' and not exists (select from enrichment_request r where r.lead_id = l.id and r.provider = 'clay' and r.purpose = 'VISITOR')
    order by l.id limit 500 on conflict do nothing`)
}

/**
 * Asks Clay what waits to be asked, each question once: it is a row of ours that is committed as asked before the call, because the same row
 * twice costs twice. Answers come later by a webhook (`take-clay-answers`); what never comes expires. A lead of a run does not wait for
 * credits or for a Clay that does not answer: it is passed over with that reason. Returns the runs that can go on.
 */
export async function askClay({ writer, log, clay, publicUrl }: ClayHands): Promise<string[]> {
  const { document: settings } = await loadSettings(writer.sql, visitorSection)
  const runs: string[] = []
  for (let asked = 0; asked < mostAtOnce; asked++) {
    const { claimed, freed } = await writer.transaction((tx) => claim(tx, clay.destination, settings))
    runs.push(...freed)
    if (claimed === null) return runs
    try {
      await clay.push({ correlation_id: claimed.id, callback_url: `${publicUrl}/webhooks/clay`, ...claimed.person })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      log.warn({ err: error, request: claimed.id }, 'Clay was not asked')
      if (error.kind === 'unknown_outcome') continue
      runs.push(...(await giveBack(writer, claimed, error, settings)))
      if (error.kind !== 'rejected') return runs
    }
  }
  return runs
}

/** Takes the next question and its credits; none where the month's credits or the table are used up, and then no run waits for them. */
async function claim(tx: Sql, destination: string, settings: VisitorSettings): Promise<{ claimed: Claimed | null; freed: string[] }> {
  const { creditsPerMonth, creditsPerRow, warnAt, rowsPerTable } = settings
  if (!(await isAnybodyWaiting(tx, 'clay'))) return { claimed: null, freed: [] }
  // Credits before rows: whoever passes over all that wait must not wait for a row that waits for credits.
  const month = await holdCredits(tx, 'clay')
  const { rows: waiting } = await tx.execute<{ id: string }>(sql`
    select id from enrichment_request where provider = 'clay' and state = 'WAITING' and (not_before is null or not_before <= (select business_now()))
    order by purpose, id limit 1 for update skip locked`)
  const next = waiting[0]
  if (!next) return { claimed: null, freed: [] }
  const budget = { creditsPerMonth, warnAt }
  const { rows: used } = await tx.execute<{ rows: number }>(
    sql`select count(*)::int as rows from enrichment_request where destination = ${destination}`,
  )
  const rowsTaken = used[0]?.rows ?? 0
  const warnOfTable = (message: string) => tx.execute(sql`select from raise_alert(${`clay:table:${destination}`}, 'WARNING', ${message})`)
  if (rowsTaken >= rowsPerTable) {
    await warnOfTable(`Clay’s table has taken its ${rowsPerTable} rows and drops what comes: a new one is needed.`)
    return { claimed: null, freed: await resumeRuns(tx, await passOver(tx, 'clay', null, 'TABLE_FULL', 'Clay’s table is full.')) }
  }
  if (month.spent + creditsPerRow > creditsPerMonth) {
    await warnOfCredits(tx, 'clay', month, { booked: 0, isShort: true }, budget)
    const freed = await passOver(tx, 'clay', null, 'CREDIT_BUDGET', 'This month’s Clay credits are spent.')
    return { claimed: null, freed: await resumeRuns(tx, freed) }
  }
  const { rows } = await tx.execute<Claimed>(sql`
    update enrichment_request r set state = 'ASKED', destination = ${destination}, asked_at = (select business_now()),
      deadline = (select business_now()) + make_interval(secs => ${settings.answerSeconds})
    from lead l left join company c on c.id = l.company_id
    where l.id = r.lead_id and r.id = ${next.id}
    returning r.id, r.purpose, jsonb_build_object('first_name', l.first_name, 'last_name', l.last_name, 'company_name', coalesce(c.name, l.company_name),
      'company_domain', c.domain, 'linkedin_url', l.linkedin_url, 'email', l.email) as person`)
  const [claimed] = rows
  if (!claimed) return { claimed: null, freed: [] }
  await tx.execute(sql`
    insert into provider_lookup (provider, key, is_found, credits, at) values ('clay', ${claimed.id}, false, ${creditsPerRow}, (select business_now()))
    on conflict (provider, key) do update set credits = provider_lookup.credits + excluded.credits`)
  if (rowsTaken + 1 === Math.ceil(rowsPerTable * tableWarnsAt))
    await warnOfTable(`Clay’s table has taken ${rowsTaken + 1} of its ${rowsPerTable} rows.`)
  await warnOfCredits(tx, 'clay', month, { booked: creditsPerRow, isShort: false }, budget)
  return { claimed, freed: [] }
}

/** The question certainly had no effect: its credits come back. A visitor's is asked again unless Clay refused it; a run does not wait for that. */
async function giveBack(writer: Writer, { id, purpose }: Claimed, error: ProviderError, settings: VisitorSettings): Promise<string[]> {
  const waitSeconds = Math.max(againSeconds, (error.retryAfterMs ?? 0) / 1_000)
  return writer.transaction(async (tx) => {
    await tx.execute(sql`
      update provider_lookup set credits = greatest(0, credits - ${settings.creditsPerRow}) where provider = 'clay' and key = ${id}`)
    if (purpose === 'PIPELINE' && error.kind !== 'rate_limited')
      return resumeRuns(
        tx,
        await passOver(tx, 'clay', [id], error.kind.toUpperCase(), `Clay could not be asked (${error.status ?? error.kind}).`),
      )
    const isRefused = error.kind === 'rejected'
    await tx.execute(sql`
      update enrichment_request set state = ${isRefused ? 'REFUSED' : 'WAITING'}, message = ${error.message}, asked_at = null, deadline = null, destination = null,
        not_before = (select business_now()) + make_interval(secs => ${waitSeconds}) where id = ${id} and state = 'ASKED'`)
    return []
  })
}
