import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { loadFacts } from '../enrich/load-facts.ts'
import { resolveFacts } from '../enrich/resolve-facts.ts'
import { decideDrafts } from '../review/decide.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { type LeadStatus, nextStatus } from '../signals/lead-status.ts'
import { recordTimeline } from '../timeline.ts'
import { type LeadFit, readFit } from './fit.ts'
import { icpSection } from './icp-profile.ts'
import { type Scored, saveScores } from './save-scores.ts'
import { intentOf, scoreFit } from './score.ts'
import { isStillJudged } from './still-judged.ts'
import type { Tier } from './tier.ts'

const SEGMENTOR: Actor = { kind: 'agent', name: 'SEGMENTOR' }
const GATEKEEPER: Actor = { kind: 'agent', name: 'GATEKEEPER' }
/** Leads in one transaction: whoever waits for one of their rows waits less than a second. */
const mostAtOnce = 500
/** Leads that open pages are told of by name; more are "many". */
const mostNamed = 200

type Due = {
  id: string
  fit: LeadFit
  isOutdated: boolean
  status: LeadStatus
  statusCause: string | null
  tier: Tier | null
  intent: number
}
type Moved = Scored & { from: Tier | null; status: LeadStatus }

/**
 * Scores leads again that were scored by an older profile, or whose facts have changed since: those that nobody has written to yet; what the
 * others were when we wrote to them stays. In parts, each a transaction of its own, until none is due: killed anywhere, the rest comes with the
 * next call. Rows that somebody holds are passed over. Returns how many leads were scored.
 */
export async function rescoreLeads(writer: Writer): Promise<number> {
  let scored = 0
  for (;;) {
    const part = await writer.transaction(rescorePart)
    scored += part.scored
    if (part.taken < mostAtOnce) return scored
  }
}

async function rescorePart(tx: Sql): Promise<{ taken: number; scored: number }> {
  const { version, document: profile } = await loadSettings(tx, icpSection)
  const due = await takeDue(tx, version)
  if (due.length === 0) return { taken: 0, scored: 0 }
  const at = await businessNow(tx)
  const observed = await loadFacts(
    tx,
    due.flatMap(({ id, isOutdated }) => (isOutdated ? [id] : [])),
  )
  const read = due.map((lead) => {
    if (!lead.isOutdated) return { lead, fit: lead.fit }
    const resolved = resolveFacts(observed.get(lead.id) ?? [])
    return { lead, resolved, fit: readFit(resolved) }
  })
  const judged = read.flatMap(({ lead, ...seen }): Moved[] => {
    if (!isStillJudged(lead.status, lead.statusCause)) return []
    const intent = intentOf(lead.intent)
    return [{ ...seen, leadId: lead.id, from: lead.tier, status: lead.status, intent, result: scoreFit(seen.fit, profile, intent) }]
  })
  await saveScores(tx, at, version, judged)
  await keepFits(tx, version, read)
  await saveLeads(tx, at, judged)
  const moved = judged.filter(({ from, result }) => result.tier !== from)
  if (moved.length > 0) await followTiers(tx, at, version, moved)
  return { taken: due.length, scored: judged.length }
}

/** Leads before what is kept of them, and without waiting: everybody else locks leads first. */
async function takeDue(tx: Sql, version: number): Promise<Due[]> {
  const { rows } = await tx.execute<Due>(sql`
    with due as (
      (select lead_id from lead_fit where profile_version < ${version} order by profile_version, lead_id limit ${mostAtOnce})
      union (select lead_id from lead_fit where is_outdated order by lead_id limit ${mostAtOnce})
    )
    select l.id, f.fit, f.is_outdated as "isOutdated", l.status, l.status_cause as "statusCause",
      case when l.status = 'DISQUALIFIED' then null else l.tier end as tier, l.intent
    from due d join lead_fit f on f.lead_id = d.lead_id join lead l on l.id = d.lead_id
    where f.profile_version < ${version} or f.is_outdated
    order by l.id limit ${mostAtOnce} for no key update of l, f skip locked`)
  return rows
}

/** Leads that are no longer to be judged are only read anew, so that they are not taken again and again. */
async function keepFits(tx: Sql, version: number, read: readonly { lead: Due; fit: LeadFit }[]): Promise<void> {
  const rows = read.flatMap(({ lead, fit }) => (isStillJudged(lead.status, lead.statusCause) ? [] : [{ lead_id: lead.id, fit }]))
  if (rows.length === 0) return
  await tx.execute(sql`
    update lead_fit f set fit = r.fit, profile_version = ${version}, is_outdated = false
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(lead_id uuid, fit jsonb) where f.lead_id = r.lead_id`)
}

/** Score and tier, and who fits again is the pipeline's again. Who fits no more leaves by `leave_alone`, with their drafts. */
async function saveLeads(tx: Sql, at: Date, judged: readonly Moved[]): Promise<void> {
  const rows = judged.map(({ leadId, result }) => ({ id: leadId, score: result.score, tier: result.tier, seniority: result.seniority }))
  if (rows.length === 0) return
  await tx.execute(sql`
    update lead l set score = r.score, tier = r.tier, seniority = r.seniority, version = l.version + 1, updated_at = ${at.toISOString()}::timestamptz,
      status = case when r.tier is null then l.status else next_lead_status(l.status, 'REQUALIFIED') end,
      status_cause = case when r.tier is null then l.status_cause end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, score smallint, tier tier, seniority seniority)
    where l.id = r.id and (l.score, l.tier, l.seniority) is distinct from (r.score, r.tier, r.seniority)`)
}

const tierWords = (tier: Tier | null): string => tier?.replace('TIER_', 'tier ') ?? 'no tier'

/** What follows from another tier: told on the timeline; who has none any more leaves; an approval that was given for another tier falls. */
async function followTiers(tx: Sql, at: Date, version: number, moved: readonly Moved[]): Promise<void> {
  const summaryOf = ({ result, from }: Moved): string =>
    `Score ${result.score}: ${tierWords(from)} → ${tierWords(result.tier)}, by ICP profile version ${version} and the facts of today.`
  const leaving = moved.filter(({ result, status }) => result.tier === null && status !== 'DISQUALIFIED')
  if (leaving.length > 0) {
    const moves = leaving.map((one) => ({
      lead_id: one.leadId,
      status: 'DISQUALIFIED',
      cause: 'score',
      summary: `Disqualified. ${summaryOf(one)}`,
    }))
    await tx.execute(sql`select leave_alone(${JSON.stringify(moves)}::jsonb, ${SEGMENTOR.name})`)
  }
  const staying = moved.filter(({ result }) => result.tier !== null)
  await recordTimeline(
    tx,
    at,
    staying.map((one) => ({
      leadId: one.leadId,
      kind: one.status === 'DISQUALIFIED' ? 'status' : 'score',
      actor: SEGMENTOR.name,
      summary: summaryOf(one),
      detail: {
        score: one.result.score,
        from: one.from,
        tier: one.result.tier,
        profileVersion: version,
        ...(one.status === 'DISQUALIFIED' && {
          from: one.status,
          to: nextStatus(one.status, 'REQUALIFIED'),
          signal: 'REQUALIFIED',
          reason: summaryOf(one),
        }),
      },
    })),
  )
  await unapprove(tx, staying, summaryOf)
  await writeAudit(tx, SEGMENTOR, {
    action: 'leads.rescored',
    subjectType: 'lead',
    subjectId: 'many',
    detail: {
      profileVersion: version,
      moved: moved.map(({ leadId, from, result }) => ({ lead: leadId, from, to: result.tier, score: result.score })),
    },
  })
  await announce(tx, 'lead', moved.length > mostNamed ? null : moved.map(({ leadId }) => leadId))
}

/** What was approved for a lead of one tier was not approved for one of another (review.md: a changed fact un-approves, with the reason). */
async function unapprove(tx: Sql, moved: readonly Moved[], reasonOf: (moved: Moved) => string): Promise<void> {
  const byLead = new Map(moved.map((one) => [one.leadId, one]))
  const { rows } = await tx.execute<{ draftId: string; leadId: string; version: number }>(sql`
    select id as "draftId", lead_id as "leadId", version from draft
    where lead_id = any(${sql.param([...byLead.keys()])}::uuid[]) and status = 'APPROVED' and not is_test order by lead_id, id`)
  if (rows.length === 0) return
  const { document: settings } = await loadSettings(tx, reviewSection)
  await decideDrafts(
    tx,
    GATEKEEPER,
    rows.flatMap(({ draftId, leadId, version }) => {
      const one = byLead.get(leadId)
      return one ? [{ draftId, version, decision: 'UNAPPROVE', reason: `Its tier changed. ${reasonOf(one)}` }] : []
    }),
    settings.undoMinutes,
  )
}
