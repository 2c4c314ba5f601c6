import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { dispatchSection } from '../dispatch/dispatch-settings.ts'
import type { Holidays } from '../dispatch/load-holidays.ts'
import { loadSettings } from '../settings/load-settings.ts'
import type { PlanDocument } from './cadence-plan.ts'
import { cadenceSection } from './cadence-settings.ts'
import { type DayLimits, type ForecastDay, type ForecastInput, type ForecastLead, forecastDays } from './forecast.ts'
import { loadPlan } from './load-plan.ts'
import { loadStepFacts } from './load-step-facts.ts'
import { loadEnrolled } from './load-ways.ts'
import { nextWindowFrom } from './schedule.ts'
import { loadCalendar } from './schedule-enrollments.ts'

/** Leads that a forecast looks at; those that it leaves out come later than its last day at any ceiling that we allow. */
const mostLeads = 20_000

/** What the next days will bring as things stand: days are the organisation's, today is the first. `plan`: what first touches would begin instead. */
export async function loadForecast(db: Sql, holidays: Holidays, days: number, plan?: PlanDocument): Promise<ForecastDay[]> {
  return forecastDays(await loadForecastInput(db, holidays, days, false, plan))
}

/**
 * Everything that a forecast is made of; a what-if changes its limits or windows and asks `forecastDays` again. `isRampEnded`: as if the ramp
 * ended today and every sending day from then on were clean.
 */
export async function loadForecastInput(
  db: Sql,
  holidays: Holidays,
  days: number,
  isRampEnded = false,
  plan?: PlanDocument,
): Promise<ForecastInput> {
  const now = await businessNow(db)
  const { findWindow, organisationZone, rules } = await loadCalendar(db, holidays)
  const limits = await loadLimits(db, days, isRampEnded)
  const last = limits.at(-1)
  if (!last) throw new Error('a forecast needs at least one day')
  const leads = [...(await loadRunning(db)), ...(await loadFirstTouches(db, plan))]
  return {
    now,
    days,
    organisationZone,
    findWindow,
    nextWindow: nextWindowFrom(now, rules),
    leads,
    limitsOn: (_, index) => limits[index] ?? last,
  }
}

/** Running enrollments, the longest due first; paused ones only come back when somebody says when. */
async function loadRunning(db: Sql): Promise<ForecastLead[]> {
  const enrolled = await loadEnrolled(db, sql`e.state = 'ACTIVE' order by e.next_due_at nulls first, e.id limit ${mostLeads}`)
  const facts = await loadStepFacts(
    db,
    enrolled.map(({ leadId }) => leadId),
  )
  const domains = await loadDomains(
    db,
    enrolled.map(({ leadId }) => leadId),
  )
  return enrolled.flatMap((way) => {
    const own = facts.get(way.leadId)
    return own ? [{ way, facts: own, domain: domains.get(way.leadId) ?? null, isFirstTouch: false }] : []
  })
}

/** Approved first touches that wait, in the order of planning, each with the plan that it will begin. */
async function loadFirstTouches(db: Sql, other?: PlanDocument): Promise<ForecastLead[]> {
  const plan = other ?? (await loadPlanInForce(db))
  const { rows } = await db.execute<{ leadId: string; zone: string | null; countryCode: string | null; domain: string | null }>(sql`
    select d.lead_id as "leadId", l.time_zone as zone, l.country_code as "countryCode", split_part(l.email, '@', 2) as domain
    from draft d join lead l on l.id = d.lead_id
    where d.status = 'APPROVED' and d.motion = 'OUTBOUND' and not d.is_test and l.stage <> 'TERMINAL' and l.time_zone is not null
    order by d.channel, l.tier nulls last, l.sort_score desc, d.id limit ${mostLeads}`)
  const facts = await loadStepFacts(
    db,
    rows.map(({ leadId }) => leadId),
  )
  const steps = plan.steps.map((step, index) => ({ ...step, place: index + 1, doneAt: null, isOpen: true }))
  return rows.flatMap(({ leadId, zone, countryCode, domain }) => {
    const own = facts.get(leadId)
    const way = { anchorAt: new Date(0), heldMs: 0, connectedAt: null, zone, countryCode, steps }
    return own ? [{ way, facts: own, domain, isFirstTouch: true }] : []
  })
}

async function loadPlanInForce(db: Sql): Promise<PlanDocument> {
  const { document: settings } = await loadSettings(db, cadenceSection)
  const plan = await loadPlan(db, settings.plan, null)
  if (!plan) throw new Error(`there is no plan ${settings.plan}`)
  return plan.document
}

async function loadDomains(db: Sql, leadIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.execute<{ id: string; domain: string }>(
    sql`select id, split_part(email, '@', 2) as domain from lead where id = any(${sql.param([...leadIds])}::uuid[]) and email is not null`,
  )
  return new Map(rows.map(({ id, domain }) => [id, domain]))
}

/** What each of the next days allows, as the ramp and the accounts stand; of today only what is left. */
async function loadLimits(db: Sql, days: number, isRampEnded: boolean): Promise<DayLimits[]> {
  const { document: settings } = await loadSettings(db, dispatchSection)
  type Row = Omit<DayLimits, 'emailsPerDomain' | 'canaryEmails'> & { canaryShare: number | null; emailLimit: number; motions: string[] }
  const { rows } = await db.execute<Row>(sql`
    select least(r.email_limit, coalesce(a.emails, 0)) - case when d.place = 0 then coalesce(u.emails, 0) else 0 end as emails, r.email_limit as "emailLimit",
      to_json(r.tiers) as tiers, r.canary_tier as "canaryTier", r.canary_share as "canaryShare", to_json(r.motions) as motions,
      case when o.is_open then coalesce(a.requests, 0) else 0 end as "linkedinRequests", coalesce(a.requests_left, 0) as "linkedinRequestsIn7Days",
      case when o.is_open then coalesce(a.messages, 0) else 0 end as "linkedinMessages"
    from generate_series(0, ${days - 1}) d(place) cross join lateral (
      select * from ramp_state() where not ${isRampEnded}::boolean
      union all
      select w.* from ramp_way_up((
        select count(*)::int from generate_series(0, d.place - 1) b(place)
        where extract(isodow from organisation_day(business_now()) + b.place) between ${settings.window.mondayAndFriday ? 1 : 2} and ${settings.window.mondayAndFriday ? 5 : 4})) w
      where ${isRampEnded}::boolean
    ) r cross join (select linkedin_is_open() as is_open) o
    left join lateral (
      select sum(case when s.platform <> 'HEYREACH' then account_limit(s.platform, s.address, organisation_day(business_now()) + d.place) end)::int as emails,
        sum(case when s.platform = 'HEYREACH' then greatest(0, linkedin_requests_on(s.address, organisation_day(business_now()) + d.place) - case when d.place = 0 then coalesce(t.used, 0) else 0 end) end)::int as requests,
        sum(case when s.platform = 'HEYREACH' then greatest(0, linkedin_requests_left(s.address, organisation_day(business_now()) + d.place) - case when d.place = 0 then coalesce(t.used, 0) else 0 end) end)::int as requests_left,
        sum(case when s.platform = 'HEYREACH' then linkedin_limit(s.address, 'LINKEDIN_MESSAGE', organisation_day(business_now()) + d.place) end)::int as messages
      from sending_account s
      left join ceiling_use t on t.day = organisation_day(business_now()) and t.scope = 'ACCOUNT' and t.name = s.address || ' requests'
      where s.paused_at is null) a on true
    left join lateral (select used as emails from ceiling_use c where c.day = organisation_day(business_now()) and c.scope = 'CHANNEL' and c.name = 'EMAIL') u on true
    order by d.place`)
  return rows.map(({ emails, emailLimit, canaryShare, motions, ...row }) => ({
    ...row,
    emails: Math.max(0, emails),
    emailsPerDomain: settings.ceilings.emailPerDomainPerDay,
    canaryEmails: Math.floor(emailLimit * (canaryShare ?? 0)),
    isCadenceOpen: motions.includes('CADENCE'),
    isOutboundOpen: motions.includes('OUTBOUND'),
  }))
}
