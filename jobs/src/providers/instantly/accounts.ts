import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { pageOf, pageSize, readAll } from './page.ts'

export type AccountStatus = 'ACTIVE' | 'PAUSED' | 'MAINTENANCE' | 'CONNECTION_ERROR' | 'SOFT_BOUNCE_ERROR' | 'SENDING_ERROR' | 'OTHER'
export type WarmupStatus = 'PAUSED' | 'ACTIVE' | 'BANNED' | 'SPAM_FOLDER_UNKNOWN' | 'SUSPENDED' | 'OTHER'

const statuses = new Map<number, AccountStatus>([
  [1, 'ACTIVE'],
  [2, 'PAUSED'],
  [3, 'MAINTENANCE'],
  [-1, 'CONNECTION_ERROR'],
  [-2, 'SOFT_BOUNCE_ERROR'],
  [-3, 'SENDING_ERROR'],
])

const warmupStatuses = new Map<number, WarmupStatus>([
  [0, 'PAUSED'],
  [1, 'ACTIVE'],
  [-1, 'BANNED'],
  [-2, 'SPAM_FOLDER_UNKNOWN'],
  [-3, 'SUSPENDED'],
])

export type SendingAccount = {
  email: string
  status: AccountStatus
  warmupStatus: WarmupStatus
  /** 0 to 100; null: not known. */
  warmupScore: number | null
  /** When its warm-up began; null: not known. */
  warmupStartedAt: Date | null
  /** Mails a day that Instantly lets it send; null: not known. */
  dailyLimit: number | null
}

const accountSchema = z
  .object({
    email: z.string().min(1),
    status: z.number(),
    warmup_status: z.number().nullish(),
    stat_warmup_score: z.number().nullish(),
    timestamp_warmup_start: z.iso.datetime({ offset: true }).nullish().catch(null),
    daily_limit: z.number().nullish(),
  })
  .transform(
    (wire): SendingAccount => ({
      email: wire.email,
      status: statuses.get(wire.status) ?? 'OTHER',
      warmupStatus: warmupStatuses.get(wire.warmup_status ?? Number.NaN) ?? 'OTHER',
      warmupScore: wire.stat_warmup_score ?? null,
      warmupStartedAt: wire.timestamp_warmup_start ? new Date(wire.timestamp_warmup_start) : null,
      dailyLimit: wire.daily_limit ?? null,
    }),
  )

/** Warm-up mails of the time that Instantly looks at. */
export type Warmup = { sent: number; landedInbox: number; landedSpam: number; healthScore: number | null }

const warmupSchema = z.object({
  aggregate_data: z.record(
    z.string(),
    z.object({
      sent: z.number().nullish(),
      landed_inbox: z.number().nullish(),
      landed_spam: z.number().nullish(),
      health_score: z.number().nullish(),
    }),
  ),
})

/** DNS of a sending domain as Instantly sees it. */
export type DomainVitals = { domain: string; isAllPassing: boolean; mx: boolean; spf: boolean; dkim: boolean; dmarc: boolean }

const vitalsSchema = z
  .object({ domain: z.string(), allPass: z.boolean(), mx: z.boolean(), spf: z.boolean(), dkim: z.boolean(), dmarc: z.boolean() })
  .transform(({ allPass, ...records }): DomainVitals => ({ ...records, isAllPassing: allPass }))

/** One account on one day (UTC); null: not told. */
export type AccountDay = { email: string; sent: number; bounced: number | null }

const accountDaySchema = z
  .object({ email_account: z.string().min(1), sent: z.int().min(0).nullish(), bounced: z.int().min(0).nullish() })
  .transform((wire): AccountDay => ({ email: wire.email_account.toLowerCase(), sent: wire.sent ?? 0, bounced: wire.bounced ?? null }))

/** Sending accounts and their health. */
export type Accounts = {
  list(): Promise<SendingAccount[]>
  /** By account, for 1 to 100 of them; who isn't in the answer is not known. */
  warmup(emails: readonly string[]): Promise<Map<string, Warmup>>
  vitals(emails: readonly string[]): Promise<DomainVitals[]>
  /** What was sent and came back by day, both ends included, at most 31 days, for 1 to 200 of them. */
  daily(emails: readonly string[], days: { from: string; to: string }): Promise<AccountDay[]>
}

export function createAccounts(http: HttpClient): Accounts {
  return {
    list(): Promise<SendingAccount[]> {
      return readAll((after) =>
        http.call({
          kind: 'read',
          method: 'GET',
          path: '/accounts',
          // The cursor holds an `&` here.
          query: new URLSearchParams({ limit: String(pageSize), ...(after === null ? {} : { starting_after: after }) }),
          schema: pageOf(accountSchema),
        }),
      )
    },

    async warmup(emails: readonly string[]): Promise<Map<string, Warmup>> {
      const answer = await http.call({
        kind: 'read',
        method: 'POST',
        path: '/accounts/warmup-analytics',
        body: { emails },
        schema: warmupSchema,
      })
      return new Map(
        Object.entries(answer.aggregate_data).map(([email, data]) => [
          email,
          {
            sent: data.sent ?? 0,
            landedInbox: data.landed_inbox ?? 0,
            landedSpam: data.landed_spam ?? 0,
            healthScore: data.health_score ?? null,
          },
        ]),
      )
    },

    async vitals(emails: readonly string[]): Promise<DomainVitals[]> {
      const schema = z.object({ success_list: z.array(vitalsSchema), failure_list: z.array(vitalsSchema) })
      const answer = await http.call({ kind: 'read', method: 'POST', path: '/accounts/test/vitals', body: { accounts: emails }, schema })
      return [...answer.success_list, ...answer.failure_list]
    },

    async daily(emails: readonly string[], { from, to }: { from: string; to: string }): Promise<AccountDay[]> {
      const query = new URLSearchParams({ emails: emails.join(','), start_date: from, end_date: to })
      return http.call({ kind: 'read', method: 'GET', path: '/accounts/analytics/daily', query, schema: z.array(accountDaySchema) })
    },
  }
}
