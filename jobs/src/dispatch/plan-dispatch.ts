import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { dayIn, daysAfter } from '../cadence/schedule.ts'
import { organisationSection } from '../craft/organisation.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { chooseAccount, type RotatingAccount } from './choose-account.ts'
import { contentProblem } from './content-problem.ts'
import { dispatchSection } from './dispatch-settings.ts'
import { outgoing } from './frozen-send.ts'
import { inFairOrder } from './in-fair-order.ts'
import type { Holidays } from './load-holidays.ts'
import { type Candidate, type HeldItem, type PlanItem, planItem, routeOf, type SendMotion } from './plan-item.ts'
import { openWindow, type SendWindow } from './send-window.ts'
import { type InLine, whoStepsBack } from './who-steps-back.ts'
import type { Reach } from './window-to-freeze.ts'

/** What a dispatch can be asked for. `ALL` is one after the other: follow-ups before first touches. */
export type DispatchMotion = 'OUTBOUND' | 'CADENCE' | 'REVIVAL' | 'ALL'

/** What ships with the product and every plan needs. */
export type PlanData = { lists: AddressLists; holidays: Holidays }

/** A send that would go out: everything about it is settled. */
export type PlannedItem = Omit<PlanItem, 'person' | 'address' | 'account' | 'zone' | 'windowFrom' | 'windowTo' | 'scheduledAt'> & {
  person: string
  address: string
  account: string
  zone: string
  windowFrom: string
  windowTo: string
  scheduledAt: string
  subject: string | null
  body: string
  footer: string
}

export type DispatchPlan = {
  now: Date
  planned: PlannedItem[]
  held: HeldItem[]
  /** Would go out too, but more were not asked for. */
  beyondLimit: number
  /** Motions that have nothing to plan yet, and why. */
  notes: Record<string, string>
}

/** Most approved drafts that one plan looks at, the best ones first. */
const mostCandidates = 2_000

const order: Record<DispatchMotion, readonly SendMotion[]> = {
  OUTBOUND: ['OUTBOUND'],
  CADENCE: ['CADENCE'],
  REVIVAL: ['REVIVAL'],
  ALL: ['CADENCE', 'OUTBOUND', 'REVIVAL'],
}

const nothingYet: Partial<Record<SendMotion, string>> = {
  CADENCE: 'No follow-up is due today or tomorrow.',
  REVIVAL: 'No revival is due: no lead is queued for one.',
}

/**
 * Email before LinkedIn, who has waited longest first, then tier and score. With ids: those drafts, whatever their status. What a stop or an
 * outage held back for longer than its grace is left to the sweep, which parks it for a person.
 */
export async function loadCandidates(
  db: Sql,
  which: { motion: SendMotion; standingApprovalId?: string | undefined } | { draftIds: readonly string[] },
): Promise<Candidate[]> {
  const chosen =
    'motion' in which
      ? sql`(d.status = 'APPROVED' or (d.status = 'PENDING' and d.is_decided_in_batch)) and not d.is_test and d.motion = ${which.motion}
          and not exists (select from cadence_pulse p where greatest(p.at, t.due_at) < business_now() - make_interval(secs => setting('cadence', '{graceHours}')::float * 3600))
          ${which.standingApprovalId === undefined ? sql`` : sql`and standing_covers(${which.standingApprovalId}, d.id)`}`
      : sql`d.id = any(${sql.param([...which.draftIds])}::uuid[])`
  const { rows } = await db.execute<Candidate>(sql`
    select d.id as "draftId", d.version as "draftVersion", d.lead_id as "leadId", d.channel, d.action, d.motion, d.round, d.step, d.angle, d.subject, d.body, d.footer,
      l.email, l.person_key as "personKey", l.linkedin_key as "linkedinKey", l.tier, l.country_code as "countryCode", l.time_zone as "timeZone", l.account, l.linkedin_account as "linkedinAccount",
      l.is_on_ghl or is_warm(l.id)
        or (d.motion = 'REVIVAL' and exists (select from contact k where k.lead_id = l.id and k.deleted_at is null)) as "isOnGhl", t.due_at as "dueAt",
      (select count(*)::int from send s where s.draft_id = d.id and s.status = 'SKIPPED' and s.code in ('OUTSIDE_WINDOW', 'BATCH_EXPIRED')) as "timesInVain",
      array[c.name, l.company_name] as "companyNames", c.domain as "companyDomain"
    from draft d join lead l on l.id = d.lead_id left join company c on c.id = l.company_id left join enrollment_step t on t.draft_id = d.id
    where ${chosen} order by d.channel, t.due_at nulls last, l.tier nulls last, l.sort_score desc, d.id limit ${mostCandidates}`)
  return inFairOrder(rows)
}

type AccountUse = { address: string; action: string; day: string; used: number }

/** All accounts in the order of the rotation, with the use of each day to come. */
async function loadAccounts(db: Sql): Promise<{ accounts: (RotatingAccount & { isWarm: boolean })[]; uses: AccountUse[] }> {
  const { rows } = await db.execute<RotatingAccount & { isWarm: boolean }>(sql`
    select a.platform, a.address, a.position, account_is_warm(a.platform, a.address, organisation_day(business_now())) as "isWarm",
      case when a.platform <> 'HEYREACH' then account_limit(a.platform, a.address, organisation_day(business_now())) end as limit, a.paused_at is null and (a.platform = 'HEYREACH' or exists (
      select from batch b join send s on s.batch_id = b.id where b.is_test and s.status = 'PROVEN' and s.platform = a.platform and s.account = a.address)) as "isReady"
    from sending_account a order by a.position, a.address`)
  const uses = await db.execute<AccountUse>(sql`
    with use as (
      select name, day, used from ceiling_use where scope = 'ACCOUNT' and day >= organisation_day(business_now())
      union all
      select n.name, organisation_day(greatest(s.window_from, business_now())), 1 from send s join batch b on b.id = s.batch_id
      cross join lateral ceiling_names(s.channel, s.action, s.account, s.domain, s.tier) n
      where s.status = 'PLANNED' and b.status in ('PENDING', 'APPROVED', 'EXECUTING') and b.expires_at > business_now() and n.scope = 'ACCOUNT'
    )
    select a.address, x.action, u.day::text, sum(u.used)::int as used from sending_account a
    cross join unnest(enum_range(null::touch_action)) x(action)
    cross join lateral ceiling_names(case x.action when 'EMAIL' then 'EMAIL' else 'LINKEDIN' end::channel, x.action, a.address, null, null) n
    join use u on u.name = n.name where n.scope = 'ACCOUNT' group by 1, 2, 3`)
  return { accounts: rows, uses: uses.rows }
}

/** The accounts that a route may use. */
const platformsOf: Record<ReturnType<typeof routeOf>, readonly string[]> = {
  COLD: ['INSTANTLY', 'RESEND', 'SMTP'],
  HEYREACH: ['HEYREACH'],
  GHL: ['GHL'],
}

/** Candidates as items with their accounts, in the order of the candidates. `approvedBy`: when a person approves them at the latest; else now. Changes nothing. */
export async function itemsOf(
  db: Sql,
  candidates: readonly Candidate[],
  { lists, holidays }: PlanData,
  isWindowOpen: boolean,
  approvedBy?: Date | undefined,
): Promise<{ now: Date; items: PlanItem[] }> {
  const now = await businessNow(db)
  const { document: settings } = await loadSettings(db, dispatchSection)
  const { document: organisation } = await loadSettings(db, organisationSection)
  const { accounts, uses } = await loadAccounts(db)
  const used = new Map(uses.map(({ address, action, day, used: count }) => [`${address} ${action} ${day}`, count]))
  const opened: SendWindow | null = isWindowOpen ? openWindow(now, settings.batchExpiryHours, organisation.timeZone) : null
  const expiresAt = new Date(now.getTime() + settings.batchExpiryHours * 3_600_000)
  const reach: Reach | null = approvedBy === undefined ? null : { approvedBy, expiresAt }
  const rules = { now, lists, holidays, opened, reach, window: settings.window, organisationZone: organisation.timeZone }
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: organisation.timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const items = candidates.map((candidate) => {
    const item = planItem(candidate, rules)
    const day = dayOf.format(Math.max(now.getTime(), item.windowFrom === null ? 0 : Date.parse(item.windowFrom)))
    const keyOf = (address: string) => `${address} ${item.action} ${day}`
    const route = routeOf(candidate)
    const mine = accounts.filter(({ platform }) => platformsOf[route].includes(platform))
    const kept = route === 'HEYREACH' ? candidate.linkedinAccount : candidate.account
    // Silent people are written to from established accounts alone; where there is none the verdict says so.
    const warm = mine.filter(({ isWarm, address }) => item.motion !== 'REVIVAL' || isWarm || address === kept)
    const account = chooseAccount(warm.length > 0 ? warm : mine, kept, (address) => used.get(keyOf(address)) ?? 0)
    if (account === null) return item
    used.set(keyOf(account.address), (used.get(keyOf(account.address)) ?? 0) + 1)
    return { ...item, account: account.address, platform: account.platform }
  })
  return { now, items }
}

type Blocker = { key: string; code: string; message: string; clearsAt: string | null; onlyTime: boolean }

/** What no guard of the database looks at: the words as they were written, before anything is made harmless, and the parts as they would leave. */
function badContent(candidate: Candidate, bookingLink: string): Omit<Blocker, 'key' | 'onlyTime'> | undefined {
  const { html, headers } = outgoing(candidate, bookingLink)
  const message = contentProblem({ channel: candidate.channel, subject: candidate.subject, text: candidate.body, html, headers })
  return message === null ? undefined : { code: 'INVALID_CONTENT', message, clearsAt: null }
}

/** Says what is missing although no rule said so: such an item must never be frozen. */
export function settled(item: PlanItem, { subject, body, footer }: Candidate): PlannedItem {
  const { person, address, account, zone, windowFrom, windowTo, scheduledAt } = item
  if (
    person === null ||
    address === null ||
    account === null ||
    zone === null ||
    windowFrom === null ||
    windowTo === null ||
    scheduledAt === null ||
    (item.channel === 'EMAIL' && item.domain === null)
  ) {
    throw new Error(`the draft ${item.draftId} passed every rule, but its send is not complete`)
  }
  return { ...item, person, address, account, zone, windowFrom, windowTo, scheduledAt, subject, body, footer }
}

/**
 * What a dispatch would send, by which account, when, and what it would hold back and why. Preview and freezing both ask this and nothing
 * else, so that they can't differ; it reads only (I10).
 */
export async function planDispatch(
  db: Sql,
  data: PlanData,
  {
    motion,
    limit,
    standingApprovalId,
    isWindowOpen = false,
    approvedBy,
  }: {
    motion: DispatchMotion
    limit?: number | null | undefined
    standingApprovalId?: string | undefined
    isWindowOpen?: boolean
    approvedBy?: Date | undefined
  },
): Promise<DispatchPlan> {
  const candidates: Candidate[] = []
  for (const each of order[motion]) candidates.push(...(await loadCandidates(db, { motion: each, standingApprovalId })))
  const { now, items } = await itemsOf(db, candidates, data, isWindowOpen, approvedBy)
  const { rows } = await db.execute<Blocker>(sql`
    select distinct on (key) key, rule as code, message, clears_at as "clearsAt", bool_and(rule in ('CEILING', 'OUTSIDE_WINDOW')) over (partition by key) as "onlyTime"
    from send_verdicts(${JSON.stringify(items)}::jsonb, 'PLAN') where not passed order by key, place`)
  const blockers = new Map(rows.map((row) => [row.key, row]))
  if (approvedBy !== undefined) {
    for (const key of await thoseWhoStepBack(db, now, items, blockers))
      blockers.set(key, {
        key,
        code: 'CEILING',
        message: 'Somebody who has waited longer gets that day’s email.',
        clearsAt: null,
        onlyTime: true,
      })
  }

  const planned: PlannedItem[] = []
  const held: HeldItem[] = []
  const { document: organisation } = await loadSettings(db, organisationSection)
  for (const [place, item] of items.entries()) {
    const candidate = candidates[place]
    const blocker = blockers.get(item.key) ?? (candidate ? badContent(candidate, organisation.bookingLink) : undefined)
    if (blocker) {
      const { code, message, clearsAt } = blocker
      held.push({
        leadId: item.leadId,
        draftId: item.draftId,
        motion: item.motion,
        code,
        message,
        clearsAt: clearsAt === null ? null : new Date(clearsAt).toISOString(),
      })
    } else if (candidate) planned.push(settled(item, candidate))
  }
  const most = limit ?? planned.length
  const empty = order[motion].filter((each) => !candidates.some((candidate) => candidate.motion === each))
  return {
    now,
    planned: planned.slice(0, most),
    held,
    beyondLimit: Math.max(0, planned.length - most),
    notes: Object.fromEntries(empty.flatMap((each) => (nothingYet[each] ? [[each, nothingYet[each]]] : []))),
  }
}

/** Of emails that could be frozen for a later day, those whose place somebody needs who has waited longer. */
async function thoseWhoStepBack(
  db: Sql,
  now: Date,
  items: readonly PlanItem[],
  blockers: ReadonlyMap<string, Blocker>,
): Promise<Set<string>> {
  const { document: organisation } = await loadSettings(db, organisationSection)
  const dayOf = (at: string) => dayIn(new Date(Math.max(now.getTime(), Date.parse(at))), organisation.timeZone)
  const line = items.flatMap(({ key, channel, windowFrom }): InLine[] => {
    const blocker = blockers.get(key)
    if (channel !== 'EMAIL' || windowFrom === null || blocker?.onlyTime === false) return []
    // Whoever finds their day full wants the next one.
    const day = blocker?.code === 'CEILING' ? daysAfter(dayOf(windowFrom), 1) : dayOf(windowFrom)
    return [{ key, day, goes: blocker === undefined }]
  })
  const { rows } = await db.execute<{ limit: number; used: Record<string, number> }>(sql`
    select r.email_limit as limit, coalesce((select json_object_agg(u.day, u.used) from (
      select x.day, sum(x.used)::int as used from (
        select c.day, c.used from ceiling_use c where c.day >= organisation_day(business_now()) and (c.scope, c.name) = ('CHANNEL', 'EMAIL')
        union all
        select organisation_day(greatest(s.window_from, business_now())), 1 from send s join batch b on b.id = s.batch_id
        where s.status = 'PLANNED' and s.channel = 'EMAIL' and b.status in ('PENDING', 'APPROVED', 'EXECUTING') and b.expires_at > business_now()
      ) x group by 1) u), '{}') as used from ramp_state() r`)
  const { limit = 0, used = {} } = rows[0] ?? {}
  return whoStepsBack(line, dayIn(now, organisation.timeZone), limit, (day) => used[day] ?? 0)
}

/** The plan in numbers, by name. */
export function countsOf({ planned, held, beyondLimit, notes }: DispatchPlan): Record<string, unknown> {
  const codes: Record<string, number> = {}
  for (const { code } of held) codes[code] = (codes[code] ?? 0) + 1
  const accounts: Record<string, number> = {}
  for (const { account } of planned) accounts[account] = (accounts[account] ?? 0) + 1
  return { planned: planned.length, held: held.length, beyondLimit, codes, accounts, notes }
}
