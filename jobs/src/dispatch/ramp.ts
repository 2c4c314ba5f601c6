import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadSettings } from '../settings/load-settings.ts'
import { dispatchSection } from './dispatch-settings.ts'

export type RampCriterion = { name: string; passed: boolean; value: string; required: string; evidence: Record<string, unknown> }

/** The supervised first days as they stand, computed from rows each time (I14). */
export type Ramp = {
  active: boolean
  /** Days since the first live send, that one included; 0 before it. */
  day: number
  cleanDays: number
  required: number
  dailyLimit: number
  tier: 'TIER_1' | null
  criteria: RampCriterion[]
  canGraduate: boolean
  overriddenBy: string | null
  overriddenAt: string | null
  overrideReason: string | null
}

/** Most bounces of all ramp days, as a share, exclusive (dispatch.md). */
const mostBounces = 0.05
const draftsReviewed = 5

type Facts = {
  graduatedAt: string | null
  graduatedBy: string | null
  overrideReason: string | null
  today: string
  firstDay: string | null
  days: { day: string; sent: number; troubled: number; decided: number; stops: number }[]
  sent: number
  bounced: number
  reviewed: number
  recentRejectedShare: number | null
  earlierRejectedShare: number | null
  hearing: { provider: string; isHearing: boolean }[]
}

async function loadFacts(db: Sql): Promise<Facts> {
  const { rows } = await db.execute<Facts>(sql`
    with live as (
      select s.*, organisation_day(s.reserved_at) as on_day from send s join batch b on b.id = s.batch_id
      where not b.is_test and s.reserved_at is not null and s.status in ('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN', 'REFUSED')
    ), verdict as (
      select r.at, r.decision = 'REJECT' as is_rejected, ntile(2) over (order by r.at) as half from review r
      where r.decision in ('APPROVE', 'REJECT') and r.tag is distinct from 'queue_hygiene_non_actionable'
    )
    select
      (select min(at) from ramp_graduation) as "graduatedAt", (select by from ramp_graduation order by at limit 1) as "graduatedBy",
      (select override_reason from ramp_graduation order by at limit 1) as "overrideReason",
      organisation_day(business_now())::text as today,
      (select min(on_day)::text from live) as "firstDay",
      coalesce((select json_agg(d order by d.day desc) from (
        select l.on_day::text as day, count(*)::int as sent,
          (count(*) filter (where l.status in ('UNKNOWN', 'REFUSED') or (l.status = 'ACCEPTED' and business_now() > l.window_to + interval '1 hour')))::int as troubled,
          (select count(*)::int from review r where organisation_day(r.at) = l.on_day) as decided,
          (select count(*)::int from emergency_stop e where not e.is_drill and organisation_day(e.set_at) <= l.on_day and (e.lifted_at is null or organisation_day(e.lifted_at) >= l.on_day)) as stops
        from live l group by l.on_day) d), '[]') as days,
      (select count(*)::int from live where status in ('ACCEPTED', 'PROVEN')) as sent,
      (select count(distinct l.id)::int from live l where exists (select from signal g where g.lead_id = l.lead_id and g.kind = 'EMAIL_BOUNCED')) as bounced,
      (select count(distinct draft_id)::int from review where decision in ('APPROVE', 'REJECT')) as reviewed,
      (select avg(is_rejected::int)::float from verdict where half = 2) as "recentRejectedShare",
      (select avg(is_rejected::int)::float from verdict where half = 1) as "earlierRejectedShare",
      coalesce((select json_agg(json_build_object('provider', provider, 'isHearing', is_hearing)) from provider_hook), '[]') as hearing`)
  const facts = rows[0]
  if (!facts) throw new Error('the ramp has no facts')
  return facts
}

/** Clean days in a row, the last live day first: one with a live send, a decision by a person, nothing refused, unknown or unproven, and no stop. */
export function cleanDaysInARow(days: Facts['days'], today: string): number {
  // Today is not over: it can't be clean yet.
  const past = days.filter(({ day }) => day < today)
  const broken = past.findIndex(({ sent, troubled, decided, stops }) => sent === 0 || troubled > 0 || decided === 0 || stops > 0)
  return broken < 0 ? past.length : broken
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

function criteriaOf(facts: Facts, cleanDays: number, required: number): RampCriterion[] {
  const share = facts.sent === 0 ? null : facts.bounced / facts.sent
  const cleanOnes = facts.days.filter(({ day }) => day < facts.today).slice(0, cleanDays)
  const stops = cleanOnes.reduce((sum, day) => sum + day.stops, 0)
  const { recentRejectedShare: recent, earlierRejectedShare: earlier } = facts
  const deaf = facts.hearing.filter(({ isHearing }) => !isHearing)
  return [
    {
      name: 'clean_days',
      passed: cleanDays >= required,
      value: String(cleanDays),
      required: `${required} in a row`,
      evidence: { days: facts.days },
    },
    {
      name: 'bounce_rate',
      passed: share !== null && share < mostBounces,
      value: share === null ? 'no live send yet' : percent(share),
      required: `below ${percent(mostBounces)}`,
      evidence: { sent: facts.sent, bounced: facts.bounced },
    },
    {
      name: 'no_emergency_stop',
      passed: cleanOnes.length > 0 && stops === 0,
      value: String(stops),
      required: 'none but drills since the first clean day',
      evidence: { days: cleanOnes.map(({ day }) => day) },
    },
    {
      name: 'drafts_reviewed',
      passed: facts.reviewed >= draftsReviewed,
      value: String(facts.reviewed),
      required: `${draftsReviewed} or more`,
      evidence: { reviewed: facts.reviewed },
    },
    {
      name: 'rejections_not_rising',
      passed: recent !== null && (earlier === null || recent <= earlier),
      value: recent === null ? 'no decision yet' : percent(recent),
      required: earlier === null ? 'not rising' : `at most ${percent(earlier)}`,
      evidence: { recent, earlier },
    },
    {
      name: 'webhooks_healthy',
      passed: facts.hearing.length > 0 && deaf.length === 0,
      value:
        facts.hearing.length === 0
          ? 'none is set up'
          : deaf.length === 0
            ? 'all are heard'
            : `${deaf.map(({ provider }) => provider).join(', ')} not heard`,
      required: 'all are heard',
      evidence: { hooks: facts.hearing },
    },
    // Their verdicts are recorded by recordCheck; as long as none is, they have not passed.
    { name: 'smoke_and_replay', passed: false, value: 'not recorded', required: 'green on the running version', evidence: {} },
  ]
}

/** The ramp as it stands. Without a row that ends it, it is on. */
export async function loadRamp(db: Sql): Promise<Ramp> {
  const { document: settings } = await loadSettings(db, dispatchSection)
  const facts = await loadFacts(db)
  const active = facts.graduatedAt === null
  const cleanDays = cleanDaysInARow(facts.days, facts.today)
  const criteria = criteriaOf(facts, cleanDays, settings.ramp.cleanDays)
  const daysSince = facts.firstDay === null ? 0 : Math.round((Date.parse(facts.today) - Date.parse(facts.firstDay)) / 86_400_000) + 1
  const overridden = facts.overrideReason !== null
  return {
    active,
    day: daysSince,
    cleanDays,
    required: settings.ramp.cleanDays,
    dailyLimit: active ? Math.min(settings.ramp.emailPerDay, settings.ceilings.emailPerDay) : settings.ceilings.emailPerDay,
    tier: active ? 'TIER_1' : null,
    criteria,
    canGraduate: active && criteria.every(({ passed }) => passed),
    overriddenBy: overridden ? facts.graduatedBy : null,
    overriddenAt: overridden && facts.graduatedAt !== null ? new Date(facts.graduatedAt).toISOString() : null,
    overrideReason: facts.overrideReason,
  }
}
