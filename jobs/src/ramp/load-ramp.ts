import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadTierCriteria } from './tier-criteria.ts'

/** One condition as it stands, with the rows that it was computed from. */
export type RampCriterion = { name: string; passed: boolean; value: string; required: string; evidence: Record<string, unknown> }

export type Tier = 'TIER_1' | 'TIER_2' | 'TIER_3'

/** The supervised first days and the way up after them as they stand, computed from rows each time (I14). */
export type Ramp = {
  active: boolean
  /** Days since the first live send, that one included; 0 before it. */
  day: number
  /** Clean days in a row up to yesterday. */
  cleanDays: number
  required: number
  /** Emails a day now. */
  dailyLimit: number
  /** The only tier that is open; null when more are. */
  tier: Tier | null
  /** Tiers that are open in full. */
  tiers: Tier[]
  /** The tier that gets only a share of the day's emails, and that share from 0 to 1. */
  canaryTier: Tier | null
  canaryShare: number | null
  /** What must hold before the ramp can end. */
  criteria: RampCriterion[]
  canGraduate: boolean
  /** What must hold before the canary's tier opens in full; empty while there is none. */
  tierCriteria: RampCriterion[]
  overriddenBy: string | null
  overriddenAt: string | null
  overrideReason: string | null
}

/** What the guards read: one row. */
export type RampState = {
  isOn: boolean
  emailLimit: number
  tiers: Tier[]
  canaryTier: Tier | null
  canaryShare: number | null
}

export async function loadRampState(db: Sql): Promise<RampState> {
  const { rows } = await db.execute<RampState>(sql`
    select is_on as "isOn", email_limit as "emailLimit", to_json(tiers) as tiers, canary_tier as "canaryTier", canary_share as "canaryShare" from ramp_state()`)
  if (!rows[0]) throw new Error('the ramp has no state')
  return rows[0]
}

/** What must hold before the ramp can end; `graduate_ramp` asks the same function. */
export async function loadRampCriteria(db: Sql): Promise<RampCriterion[]> {
  const { rows } = await db.execute<RampCriterion>(
    sql`select name, coalesce(passed, false) as passed, value, required, evidence from ramp_criteria() order by place`,
  )
  return rows
}

type Facts = {
  required: number
  day: number
  by: string | null
  at: string | null
  overrideReason: string | null
}

/** The ramp as it stands. Without a row that ends it, it is on. An override is shown until the ramp is ended in order. */
export async function loadRamp(db: Sql): Promise<Ramp> {
  const state = await loadRampState(db)
  const criteria = await loadRampCriteria(db)
  const { rows } = await db.execute<Facts>(sql`
    select setting('dispatch', '{ramp,cleanDays}')::int as required, g.by, g.at, g.override_reason as "overrideReason",
      coalesce(organisation_day(business_now()) - (select min(s.ceiling_day) from send s join batch b on b.id = s.batch_id where s.ceiling_day is not null and not b.is_test) + 1, 0) as day
    from (select) x left join lateral (select * from ramp_graduation order by at desc, id desc limit 1) g on true`)
  const [facts] = rows
  if (!facts) throw new Error('the ramp has no facts')
  const overridden = facts.overrideReason !== null
  return {
    active: state.isOn,
    day: facts.day,
    cleanDays: Number(criteria.find(({ name }) => name === 'clean_days')?.value ?? 0),
    required: facts.required,
    dailyLimit: state.emailLimit,
    tier: state.tiers.length === 1 ? (state.tiers[0] ?? null) : null,
    tiers: state.tiers,
    canaryTier: state.canaryTier,
    canaryShare: state.canaryShare,
    criteria,
    canGraduate: (state.isOn || overridden) && criteria.every(({ passed }) => passed),
    tierCriteria: state.canaryTier === null ? [] : await loadTierCriteria(db, state.canaryTier),
    overriddenBy: overridden ? facts.by : null,
    overriddenAt: overridden && facts.at !== null ? new Date(facts.at).toISOString() : null,
    overrideReason: facts.overrideReason,
  }
}
