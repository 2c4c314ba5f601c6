import { prepared, type Reader } from '@swarm/db/read'
import { accountCheck, accountHealth } from '@swarm/db/schema/account-health'
import { sendingAccount } from '@swarm/db/schema/dispatch'
import type { RecordVerdict } from '@swarm/jobs/accounts/dns-records'
import type { Reason } from '@swarm/jobs/reason'
import { asc, eq, type SQL, sql } from 'drizzle-orm'
import { groupsInOrder, rowsInOrder } from './rows-in-order.ts'

type Evidence = Partial<Record<'spf' | 'dkim' | 'dmarc', RecordVerdict>>

const accountColumns = {
  id: sendingAccount.id,
  platform: sendingAccount.platform,
  address: sendingAccount.address,
  domain: sendingAccount.domain,
  position: sendingAccount.position,
  warmupScore: sendingAccount.warmupScore,
  pausedAt: sendingAccount.pausedAt,
  pauseReason: sendingAccount.pauseReason,
  checkedAt: sendingAccount.checkedAt,
  isTested: sql<boolean>`exists (select from batch b join send s on s.batch_id = b.id
    where b.is_test and s.status = 'PROVEN' and s.platform = "sending_account"."platform" and s.account = "sending_account"."address")`,
  verdict: accountHealth.verdict,
  reasons: sql<Reason[] | null>`${accountHealth.reasons}`,
  spf: accountHealth.spf,
  dkim: accountHealth.dkim,
  dmarc: accountHealth.dmarc,
  evidence: sql<Evidence | null>`${accountHealth.dnsEvidence}`,
  dnsCheckedAt: accountHealth.dnsCheckedAt,
  sent: accountHealth.sent,
  bounced: accountHealth.bounced,
  complained: accountHealth.complained,
  healthCheckedAt: accountHealth.checkedAt,
  /** The organisation's days, YYYY-MM-DD: on which its warm-up began, and today. Profiles and the established nurture mailbox have none. */
  warmupStartedOn: sql<string | null>`case when "sending_account"."platform" not in ('GHL', 'HEYREACH')
    then organisation_day(coalesce("account_health"."warmup_started_at", "sending_account"."created_at"))::text end`,
  today: sql<string>`organisation_day(business_now())::text`,
  /** Sends of it that its platform was asked to give back and that reading has not confirmed yet. */
  recallsOpen: sql<number>`(select count(*)::int from recall r join send s on s.id = r.send_id or (r.send_id is null and s.campaign_id = r.campaign_id)
    where r.confirmed_at is null and s.recalled_at is null and s.status in ('IN_FLIGHT', 'ACCEPTED', 'UNKNOWN')
      and s.platform = "sending_account"."platform" and s.account = "sending_account"."address")`,
  // LinkedIn accounts have ceilings of their own.
  dailyLimit: sql<
    number | null
  >`case when "sending_account"."platform" <> 'HEYREACH' then account_limit("sending_account"."platform", "sending_account"."address", organisation_day(business_now())) end`,
  sentToday: sql<number>`coalesce((select u.used from ceiling_use u
    where u.day = organisation_day(business_now()) and u.scope = 'ACCOUNT' and u.name = "sending_account"."address"), 0)`,
}

const inRotation = prepared((db) =>
  db
    .select(accountColumns)
    .from(sendingAccount)
    .leftJoin(accountHealth, eq(accountHealth.accountId, sendingAccount.id))
    .orderBy(asc(sendingAccount.position), asc(sendingAccount.address))
    .prepare('accounts_in_rotation'),
)

export type AccountRow = Awaited<ReturnType<ReturnType<typeof inRotation>['execute']>>[number]

/** Every account, in the order of the rotation. */
export function loadAllAccounts(reader: Reader): Promise<AccountRow[]> {
  return reader.read((db) => inRotation(db).execute())
}

const byIds = prepared((db) =>
  db
    .select(accountColumns)
    .from(sendingAccount)
    .leftJoin(accountHealth, eq(accountHealth.accountId, sendingAccount.id))
    .where(sql`${sendingAccount.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('accounts_by_ids'),
)

export async function loadAccounts(reader: Reader, ids: readonly string[]): Promise<(AccountRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

/** What an account or a campaign sent, and what came back of it. */
export type AnswerCounts = {
  sends: number
  /** Null where no open was ever told: then nobody tracks them. */
  opens: number | null
  replies: number
  bounces: number
  unsubscribes: number
}

const noAnswers: AnswerCounts = { sends: 0, opens: null, replies: 0, bounces: 0, unsubscribes: 0 }

/** Counts of sends that went out or may have, by `key`, in one statement. Internal tests are left out. */
export async function countAnswers(reader: Reader, keys: readonly string[], key: SQL, from: SQL): Promise<AnswerCounts[]> {
  const { rows } = await reader.read((db) =>
    db.execute<AnswerCounts & { key: string }>(sql`
      with counted as materialized (
        select s.id, ${key} as key from ${from} and s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN') and not exists (select from batch b where b.id = s.batch_id and b.is_test)
      )
      select n.key, count(*)::int as sends, case when bool_or(c.told_of_open) then count(*) filter (where c.opened)::int end as opens,
        count(*) filter (where c.replied)::int as replies, count(*) filter (where c.bounced)::int as bounces, count(*) filter (where c.unsubscribed)::int as unsubscribes
      from counted n left join what_came_back(array(select id from counted)) c on c.send_id = n.id group by n.key`),
  )
  return rowsInOrder(keys, rows, (row) => row.key).map((row) => row ?? noAnswers)
}

/** Of the days that health is judged by. */
export function loadAccountCounts(reader: Reader, ids: readonly string[]): Promise<AnswerCounts[]> {
  return countAnswers(
    reader,
    ids,
    sql`a.id`,
    sql`sending_account a join send s on s.platform = a.platform and s.account = a.address
      where a.id = any(${sql.param([...ids])}::uuid[]) and s.accepted_at >= (select business_now() - make_interval(days => setting('accounts', '{windowDays}')::integer))`,
  )
}

const latestChecks = prepared((db) =>
  db
    .select({
      id: accountCheck.id,
      accountId: accountCheck.accountId,
      at: accountCheck.at,
      effect: accountCheck.effect,
      verdict: accountCheck.verdict,
      reasons: sql<Reason[]>`${accountCheck.reasons}`,
      spf: accountCheck.spf,
      dkim: accountCheck.dkim,
      dmarc: accountCheck.dmarc,
      warmupScore: accountCheck.warmupScore,
      sent: accountCheck.sent,
      bounced: accountCheck.bounced,
      complained: accountCheck.complained,
    })
    .from(accountCheck)
    .where(
      sql`${accountCheck.id} in (select c.id from unnest(${sql.placeholder('ids')}::uuid[]) k(id)
        cross join lateral (select c.id from account_check c where c.account_id = k.id order by c.at desc, c.id desc limit ${sql.placeholder('first')}) c)`,
    )
    .orderBy(sql`${accountCheck.at} desc, ${accountCheck.id} desc`)
    .prepare('latest_account_checks'),
)

export type AccountCheckRow = Awaited<ReturnType<ReturnType<typeof latestChecks>['execute']>>[number]

/** How many accounts stood, newest first, `first` of each. */
export async function loadLatestChecks(reader: Reader, ids: readonly string[], first: number): Promise<AccountCheckRow[][]> {
  const rows = await reader.read((db) => latestChecks(db).execute({ ids: [...ids], first }))
  return groupsInOrder(ids, rows, (row) => row.accountId)
}
