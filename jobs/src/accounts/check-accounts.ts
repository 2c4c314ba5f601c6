import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import type { Instantly } from '../providers/instantly.ts'
import type { Resend } from '../providers/resend.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type AccountSettings, accountSection } from './account-settings.ts'
import { checkDomain, type DomainVerdicts } from './check-domain.ts'
import type { LookUpText } from './dns-lookup.ts'
import { hearResend, hearSmtp } from './hear-backends.ts'

export type AccountWatch = { writer: Writer; log: Log; instantly: Instantly | null; resend: Resend | null; lookUpText: LookUpText }

type Due = { id: string; platform: string; address: string; domain: string; now: string }

/** What was looked up of one account, and what its platform counted; `check_accounts` reads it. */
type Observed = { accountId: string; evidence: DomainVerdicts & { platform: PlatformCounts | null } }

/** Of the days that are judged; null: the platform does not tell. */
type PlatformCounts = { sent: number; bounced: number | null; complained: number | null }

/** Records are looked up again after an hour; where one is not right after five minutes, so that a repaired one shows soon. Real time. */
const again = { right: '1 hour', wrong: '5 minutes' }

/**
 * Looks up the records of the accounts that are due, asks the platform for its word, and lets the database judge all accounts by that and by
 * their own sends. A name server or platform that does not answer makes nobody unhealthy. Answers the accounts that were paused by it.
 */
export async function checkAccounts(watch: AccountWatch): Promise<string[]> {
  const { writer } = watch
  await hearSmtp(writer, watch.log)
  const { rows: due } = await writer.sql.execute<Due>(sql`
    select a.id, a.platform, a.address, a.domain, to_char(organisation_day(business_now()), 'YYYY-MM-DD') as now
    from sending_account a left join account_health h on h.account_id = a.id
    where a.platform <> 'HEYREACH' and (h.dns_checked_at is null or h.dns_checked_at < now() -
      case when h.spf = 'PASS' and h.dkim = 'PASS' and h.dmarc = 'PASS' then interval '${sql.raw(again.right)}' else interval '${sql.raw(again.wrong)}' end)
    order by a.position, a.id`)
  const observed = due.length === 0 ? [] : await observe(watch, due)
  const { rows: paused } = await writer.transaction((tx) =>
    tx.execute<{ id: string; message: string }>(
      sql`select account_id as id, message from check_accounts(${JSON.stringify(observed)}::jsonb)`,
    ),
  )
  for (const { id, message } of paused) watch.log.warn({ account: id, why: message }, 'accounts: one paused itself')
  return paused.map(({ id }) => id)
}

async function observe(watch: AccountWatch, due: readonly Due[]): Promise<Observed[]> {
  const { document: settings } = await loadSettings(watch.writer.sql, accountSection)
  const word = await platformWord(watch, due, settings)
  const domains = new Map(
    await Promise.all(
      [...new Set(due.map(({ domain }) => domain))].map(async (domain) => {
        const verdicts = await checkDomain(watch.lookUpText, domain, {
          named: settings.dkimSelectors[domain] ?? null,
          platformSays: word.hasKey.get(domain) ?? null,
        })
        return [domain, verdicts] as const
      }),
    ),
  )
  return due.flatMap(({ id, address, domain }) => {
    const verdicts = domains.get(domain)
    return verdicts ? [{ accountId: id, evidence: { ...verdicts, platform: word.counts.get(address) ?? null } }] : []
  })
}

type PlatformWord = { hasKey: Map<string, boolean>; counts: Map<string, PlatformCounts> }

/** What the platforms say of their accounts: whether they find their keys, and what they counted. Who doesn't answer says nothing. */
async function platformWord(watch: AccountWatch, due: readonly Due[], { windowDays }: AccountSettings): Promise<PlatformWord> {
  const of = (name: string) => due.filter(({ platform }) => platform === name).map(({ address }) => address)
  const counts: PlatformWord['counts'] = new Map()
  const { resend } = watch
  if (resend !== null) {
    for (const address of of('RESEND')) {
      const heard = await orNothing(watch.log, 'what Resend says', hearResend(watch.writer, watch.log, resend, address, windowDays))
      if (heard !== null) counts.set(address, heard)
    }
  }
  const emails = of('INSTANTLY')
  const [first] = due
  if (watch.instantly === null || first === undefined || emails.length === 0) return { hasKey: new Map(), counts }
  const from = new Date(Date.parse(first.now) - windowDays * 86_400_000).toISOString().slice(0, 10)
  const { accounts } = watch.instantly
  const [vitals, days] = await Promise.all([
    orNothing(watch.log, 'vitals', accounts.vitals(emails)),
    orNothing(watch.log, 'daily counts', accounts.daily(emails, { from, to: first.now })),
  ])
  for (const day of days ?? []) {
    const sum = counts.get(day.email) ?? { sent: 0, bounced: 0, complained: null }
    // One day without a number makes the sum unknown. Complaints Instantly never tells (instantly.md, 6): unknown, which is not none.
    const bounced = sum.bounced === null || day.bounced === null ? null : sum.bounced + day.bounced
    counts.set(day.email, { sent: sum.sent + day.sent, bounced, complained: null })
  }
  return { hasKey: new Map((vitals ?? []).map(({ domain, dkim }) => [domain, dkim])), counts }
}

/** Null where the platform did not answer. */
async function orNothing<T>(log: Log, what: string, asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    log.warn({ err: error }, `accounts: ${what} not known`)
    return null
  }
}
