import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import type { Clay, ClayRow } from '../providers/clay.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type VisitorSettings, visitorSection } from './visitor-settings.ts'

/** Questions in one run, and until one is asked again that certainly did not leave, in seconds. */
const mostAtOnce = 50
const againSeconds = 60
/** A table warns when so much of it is used. */
const tableWarnsAt = 0.9

export type ClayHands = { writer: Writer; log: Log; clay: Clay; publicUrl: string }
type Claimed = { id: string; person: Omit<ClayRow, 'correlation_id' | 'callback_url'> }

/**
 * Asks Clay about visitors, each once: the question is a row of ours that is committed as asked before the call, because the same row twice
 * costs twice. Answers come later by a webhook (`take-clay-answers`); what never comes expires.
 */
export async function askClay({ writer, log, clay, publicUrl }: ClayHands): Promise<void> {
  const { document: settings } = await loadSettings(writer.sql, visitorSection)
  await writer.sql.execute(sql`
    update enrichment_request set state = 'EXPIRED', message = 'No answer in time.'
    where provider = 'clay' and state = 'ASKED' and deadline < (select business_now())`)
  if (!settings.askClay) return
  await writer.sql.execute(sql`
    insert into enrichment_request (provider, purpose, lead_id, created_at)
    select 'clay', 'VISITOR', l.id, (select business_now()) from lead l
    where l.source = 'rb2b' and l.stage <> 'TERMINAL' and not exists (select from enrichment_request r where r.lead_id = l.id and r.provider = 'clay' and r.purpose = 'VISITOR')
    order by l.id limit 500 on conflict do nothing`)
  for (let asked = 0; asked < mostAtOnce; asked++) {
    const claimed = await writer.transaction((tx) => claim(tx, clay.destination, settings))
    if (claimed === null) return
    try {
      await clay.push({ correlation_id: claimed.id, callback_url: `${publicUrl}/webhooks/clay`, ...claimed.person })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      log.warn({ err: error, request: claimed.id }, 'Clay was not asked')
      if (error.kind === 'unknown_outcome') continue
      await giveBack(writer, claimed.id, error, settings)
      if (error.kind !== 'rejected') return
    }
  }
}

/** Takes the next question and its credits, unless the month's credits or the table are used up. */
async function claim(tx: Sql, destination: string, settings: VisitorSettings): Promise<Claimed | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.credits.clay'))`)
  const { rows: used } = await tx.execute<{ credits: number; rows: number; month: string }>(sql`
    with zone as (select setting('organisation', '{timeZone}') as name), here as (select business_now() at time zone (select name from zone) as at)
    select (select coalesce(sum(p.credits), 0)::double precision from provider_lookup p, zone, here
        where p.provider = 'clay' and p.at >= date_trunc('month', here.at) at time zone zone.name) as credits,
      (select count(*)::int from enrichment_request where destination = ${destination}) as rows, to_char(here.at, 'YYYY-MM') as month from here`)
  const now = used[0]
  if (!now) throw new Error('nothing is known of the credits')
  const { creditsPerMonth, creditsPerRow, warnAt, rowsPerTable } = settings
  const warn = (cause: string, message: string) => tx.execute(sql`select raise_alert(${cause}, 'WARNING', ${message})`)
  if (now.rows >= rowsPerTable) {
    await warn(`clay:table:${destination}`, `Clay's table has taken its ${rowsPerTable} rows and drops what comes: a new one is needed.`)
    return null
  }
  if (now.credits + creditsPerRow > creditsPerMonth) {
    await warn(
      `credits:clay:${now.month}:spent`,
      `Clay's ${creditsPerMonth} credits of ${now.month} are spent: nobody is asked about until next month.`,
    )
    return null
  }
  const { rows } = await tx.execute<Claimed>(sql`
    update enrichment_request r set state = 'ASKED', destination = ${destination}, asked_at = (select business_now()),
      deadline = (select business_now()) + make_interval(secs => ${settings.answerSeconds})
    from lead l left join company c on c.id = l.company_id
    where l.id = r.lead_id and r.id = (select id from enrichment_request where provider = 'clay' and state = 'WAITING' and (not_before is null or not_before <= (select business_now()))
      order by id limit 1 for update skip locked)
    returning r.id, jsonb_build_object('first_name', l.first_name, 'last_name', l.last_name, 'company_name', coalesce(c.name, l.company_name),
      'company_domain', c.domain, 'linkedin_url', l.linkedin_url, 'email', l.email) as person`)
  const [claimed] = rows
  if (!claimed) return null
  await tx.execute(sql`
    insert into provider_lookup (provider, key, is_found, credits, at) values ('clay', ${claimed.id}, false, ${creditsPerRow}, (select business_now()))
    on conflict (provider, key) do update set credits = provider_lookup.credits + excluded.credits`)
  if (now.rows + 1 === Math.ceil(rowsPerTable * tableWarnsAt))
    await warn(`clay:table:${destination}`, `Clay's table has taken ${now.rows + 1} of its ${rowsPerTable} rows.`)
  const share = creditsPerMonth * warnAt
  if (now.credits < share && now.credits + creditsPerRow >= share)
    await warn(
      `credits:clay:${now.month}:warning`,
      `${now.credits + creditsPerRow} of Clay's ${creditsPerMonth} credits of ${now.month} are spent.`,
    )
  return claimed
}

/** The question certainly had no effect: its credits come back, and so does the question unless Clay refused it. */
async function giveBack(writer: Writer, id: string, error: ProviderError, settings: VisitorSettings): Promise<void> {
  const isRefused = error.kind === 'rejected'
  const waitSeconds = Math.max(againSeconds, (error.retryAfterMs ?? 0) / 1_000)
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      update enrichment_request set state = ${isRefused ? 'REFUSED' : 'WAITING'}, message = ${error.message}, asked_at = null, deadline = null, destination = null,
        not_before = (select business_now()) + make_interval(secs => ${waitSeconds}) where id = ${id} and state = 'ASKED'`)
    await tx.execute(sql`
      update provider_lookup set credits = greatest(0, credits - ${settings.creditsPerRow}) where provider = 'clay' and key = ${id}`)
  })
}
