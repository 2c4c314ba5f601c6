import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadFacts } from '../enrich/load-facts.ts'
import { resolveFacts } from '../enrich/resolve-facts.ts'
import { type LeadFit, readFit } from '../segment/fit.ts'
import { type IcpProfile, icpSection } from '../segment/icp-profile.ts'
import { intentOf, type ScoreResult, scoreFit } from '../segment/score.ts'
import { STILL_JUDGED } from '../segment/still-judged.ts'
import { TIERS, type Tier } from '../segment/tier.ts'

/** A lead that would stand in another tier, and its drafts that wait for a decision or are approved. */
export type TierChange = {
  leadId: string
  from: Tier | null
  to: Tier | null
  score: number
  pendingDrafts: number
  approvedDrafts: number
}
/** How many leads would go from one tier to another; null: disqualified. */
export type TierMove = { from: Tier | null; to: Tier | null; leads: number; drafts: number }

export type IcpWhatIf = {
  /** All leads with a score. */
  scored: number
  /** Leads that a new profile moves: nobody has written to them yet. In the order of their new scores. */
  changes: TierChange[]
  moves: TierMove[]
  /** Leads that would stand elsewhere too but were written to already: they keep the tier that they had then. */
  written: number
}

/** Leads read at once: an answer of some 3 MB, and the event loop is never held for long. */
const mostAtOnce = 10_000
/** Of leads whose facts must be read first. */
const mostRead = 1_000
const nobody = '00000000-0000-0000-0000-000000000000'

type Row = { id: string; isJudged: boolean; tier: Tier | null; intent: number; fit: LeadFit | null }

/**
 * Which leads another ICP profile would put into another tier, over the stored facts of all that have a score, exactly as `rescoreLeads` would
 * once it is saved. Changes nothing.
 */
export async function whatIfIcp(db: Sql, document: unknown): Promise<IcpWhatIf> {
  const profile: IcpProfile = icpSection.schema.parse(document)
  const moved: (Omit<TierChange, 'pendingDrafts' | 'approvedDrafts'> & { isJudged: boolean })[] = []
  let scored = 0
  for (let after = nobody; ; ) {
    const rows = await loadRows(db, after)
    const fits = await readMissing(db, rows)
    for (const row of rows) {
      const fit = row.fit ?? fits.get(row.id)
      if (!fit) continue
      const result: ScoreResult = scoreFit(fit, profile, intentOf(row.intent))
      if (result.tier !== row.tier)
        moved.push({ leadId: row.id, from: row.tier, to: result.tier, score: result.score, isJudged: row.isJudged })
    }
    scored += rows.length
    const last = rows.at(-1)
    if (!last || rows.length < mostAtOnce) break
    after = last.id
  }
  const open = moved.filter(({ isJudged }) => isJudged)
  const drafts = await loadOpenDrafts(
    db,
    open.map(({ leadId }) => leadId),
  )
  const changes = open
    .map(
      ({ isJudged: _, ...change }): TierChange => ({
        ...change,
        ...(drafts.get(change.leadId) ?? { pendingDrafts: 0, approvedDrafts: 0 }),
      }),
    )
    .toSorted((one, other) => other.score - one.score || (one.leadId < other.leadId ? -1 : 1))
  return { scored, changes, moves: movesOf(changes), written: moved.length - open.length }
}

/** The leads after one, with what was read of them; null where their facts have changed since, or were read before that was kept. */
async function loadRows(db: Sql, after: string): Promise<Row[]> {
  const { rows } = await db.execute<Row>(sql`
    select l.id, l.status = any(${sql.param([...STILL_JUDGED])}::lead_status[]) or (l.status = 'DISQUALIFIED' and l.status_cause = 'score') as "isJudged",
      case when l.status = 'DISQUALIFIED' then null else l.tier end as tier, l.intent, case when not f.is_outdated then f.fit end as fit
    from lead l left join lead_fit f on f.lead_id = l.id
    where l.id > ${after} and l.score is not null and (l.status <> 'DISQUALIFIED' or l.status_cause = 'score')
    order by l.id limit ${mostAtOnce}`)
  return rows
}

async function readMissing(db: Sql, rows: readonly Row[]): Promise<Map<string, LeadFit>> {
  const missing = rows.flatMap(({ id, fit }) => (fit === null ? [id] : []))
  const read = new Map<string, LeadFit>()
  for (let from = 0; from < missing.length; from += mostRead) {
    const observed = await loadFacts(db, missing.slice(from, from + mostRead))
    for (const [id, facts] of observed) read.set(id, readFit(resolveFacts(facts)))
  }
  return read
}

type OpenDrafts = Pick<TierChange, 'pendingDrafts' | 'approvedDrafts'>

async function loadOpenDrafts(db: Sql, leadIds: readonly string[]): Promise<Map<string, OpenDrafts>> {
  if (leadIds.length === 0) return new Map()
  const { rows } = await db.execute<OpenDrafts & { leadId: string }>(sql`
    select lead_id as "leadId", (count(*) filter (where status = 'PENDING'))::int as "pendingDrafts", (count(*) filter (where status = 'APPROVED'))::int as "approvedDrafts"
    from draft where lead_id = any(${sql.param([...leadIds])}::uuid[]) and status in ('PENDING', 'APPROVED') and not is_test group by lead_id`)
  return new Map(rows.map(({ leadId, ...counts }) => [leadId, counts]))
}

/** From the highest tier down, and within it likewise. */
function movesOf(changes: readonly TierChange[]): TierMove[] {
  const steps: readonly (Tier | null)[] = [...TIERS, null]
  return steps.flatMap((from) =>
    steps.flatMap((to) => {
      const those = changes.filter((change) => change.from === from && change.to === to)
      const drafts = those.reduce((sum, { pendingDrafts, approvedDrafts }) => sum + pendingDrafts + approvedDrafts, 0)
      return those.length === 0 ? [] : [{ from, to, leads: those.length, drafts }]
    }),
  )
}
