import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'
import { announce } from '../announce.ts'
import { businessNow } from '../business-now.ts'
import { type Organisation, organisationSection } from '../craft/organisation.ts'
import type { ResolvedFacts } from '../enrich/facts.ts'
import { loadFacts } from '../enrich/load-facts.ts'
import { resolveFacts } from '../enrich/resolve-facts.ts'
import { lawRegionOf } from '../place/time-zone.ts'
import type { Reason } from '../reason.ts'
import type { StageWork } from '../runs/run-batch.ts'
import type { StageOutcome } from '../runs/stages.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type LeadStatus, nextStatus } from '../signals/lead-status.ts'
import { loadRecipients, type Recipient } from '../suppression/recipients.ts'
import { recordTimeline, type TimelineEntry } from '../timeline.ts'
import { type LeadFit, readFit } from './fit.ts'
import { type IcpProfile, icpSection } from './icp-profile.ts'
import { saveScores } from './save-scores.ts'
import { intentOf, type ScoreResult, scoreFit } from './score.ts'

const SEGMENTOR: Actor = { kind: 'agent', name: 'SEGMENTOR' }

/** Statuses in which a lead is still the pipeline's to judge: nobody has written to it yet. */
export const JUDGED_STATUSES = ['PENDING', 'REJECTED', 'DISQUALIFIED'] as const

type LeadNow = { id: string; status: LeadStatus; statusCause: string | null; intent: number }

/** What segmenting says of one lead. */
export type Segmented =
  | { kind: 'closed'; reason: Reason }
  | { kind: 'disqualified'; cause: 'exclusion' | 'region'; reason: Reason; result: null }
  | { kind: 'disqualified'; cause: 'score'; reason: Reason; result: ScoreResult; fit: LeadFit }
  | { kind: 'fit'; result: ScoreResult; fit: LeadFit }

/** Why a lead is left alone whatever its score: it is not the pipeline's to judge, it is excluded, or the law forbids it; null where none of that holds. */
export function leftAlone(
  lead: { status: string; statusCause: string | null },
  recipient: Pick<Recipient, 'suppressed' | 'excluded' | 'countryCode'>,
  organisation: Pick<Organisation, 'regionRules'>,
): Extract<Segmented, { result: null } | { kind: 'closed' }> | null {
  if (!JUDGED_STATUSES.some((status) => status === lead.status) || lead.statusCause === 'not_interested') {
    return {
      kind: 'closed',
      reason: { code: 'ALREADY_CONTACTED', message: `The lead is ${lead.status}: it is no longer the pipeline's to judge.` },
    }
  }
  if (recipient.suppressed !== null) {
    return {
      kind: 'disqualified',
      cause: 'exclusion',
      result: null,
      reason: { code: 'SUPPRESSED', message: `Suppressed: ${recipient.suppressed}.` },
    }
  }
  if (recipient.excluded !== null) {
    return {
      kind: 'disqualified',
      cause: 'exclusion',
      result: null,
      reason: { code: recipient.excluded, message: `On the exclusion list as ${recipient.excluded}.` },
    }
  }
  const region = lawRegionOf(recipient.countryCode) ?? 'UNKNOWN'
  if (organisation.regionRules[region] === 'block') {
    const reason =
      region === 'UNKNOWN'
        ? { code: 'UNKNOWN_REGION', message: 'Nobody knows which country’s law applies to this lead.' }
        : { code: 'UNLAWFUL_REGION', message: `No lawful basis is recorded for ${region}.` }
    return { kind: 'disqualified', cause: 'region', result: null, reason }
  }
  return null
}

/** Exclusions and law first, the score last: somebody who must be left alone is not even weighed. */
export function segmentLead(
  lead: { status: string; statusCause: string | null; intent: number },
  recipient: Pick<Recipient, 'suppressed' | 'excluded' | 'countryCode'>,
  facts: ResolvedFacts,
  profile: IcpProfile,
  organisation: Pick<Organisation, 'regionRules'>,
): Segmented {
  const alone = leftAlone(lead, recipient, organisation)
  if (alone !== null) return alone
  const fit = readFit(facts)
  const result = scoreFit(fit, profile, intentOf(lead.intent))
  if (result.tier !== null) return { kind: 'fit', result, fit }
  return {
    kind: 'disqualified',
    cause: 'score',
    result,
    fit,
    reason: { code: 'SCORE_TOO_LOW', message: `Score ${result.score}, below ${profile.tiers.tier3}.` },
  }
}

/** Scores leads, sorts out those that must not or need not be written to, and says why, point by point. */
export function segmentStage(): StageWork {
  return async (tx, run, leads) => {
    const ids = leads.map(({ leadId }) => leadId)
    const at = await businessNow(tx)
    const profile = await loadSettings(tx, icpSection)
    const { document: organisation } = await loadSettings(tx, organisationSection)
    const now = await lockLeads(tx, ids)
    const recipients = await loadRecipients(tx, ids)
    const observed = await loadFacts(tx, ids)

    const decided = now.flatMap((lead) => {
      const recipient = recipients.get(lead.id)
      const facts = resolveFacts(observed.get(lead.id) ?? [])
      return recipient ? [{ lead, facts, verdict: segmentLead(lead, recipient, facts, profile.document, organisation) }] : []
    })
    const judged = decided.flatMap(({ lead, facts, verdict }) => (verdict.kind === 'closed' ? [] : [{ lead, facts, verdict }]))
    for (const action of new Set(judged.map(({ lead, verdict }) => actionOf(lead, verdict)))) requireAgentAction(SEGMENTOR, action)
    await saveScores(
      tx,
      at,
      profile.version,
      judged.flatMap(({ lead, facts, verdict }) =>
        verdict.result === null
          ? []
          : [{ leadId: lead.id, resolved: facts, fit: verdict.fit, intent: intentOf(lead.intent), result: verdict.result }],
      ),
    )
    await writeStatuses(tx, at, judged)
    await recordTimeline(
      tx,
      at,
      judged.map(
        ({ lead, verdict }): TimelineEntry => ({
          leadId: lead.id,
          actor: SEGMENTOR.name,
          runId: run.id,
          ...told(lead, verdict, profile.version),
        }),
      ),
    )
    await announce(tx, 'lead', null)
    return decided.map(
      ({ lead, verdict }): StageOutcome =>
        verdict.kind === 'fit' ? { leadId: lead.id, to: 'next' } : { leadId: lead.id, to: 'skipped', code: verdict.reason.code },
    )
  }
}

type Judged = { lead: LeadNow; facts: ResolvedFacts; verdict: Exclude<Segmented, { kind: 'closed' }> }

function actionOf(lead: LeadNow, verdict: Judged['verdict']): string {
  if (verdict.kind === 'disqualified') return 'lead.disqualified'
  return lead.status === 'DISQUALIFIED' ? 'lead.requalified' : 'lead.scored'
}

const moveOf = ({ status }: LeadNow, signal: 'DISQUALIFIED' | 'REQUALIFIED') => ({ from: status, to: nextStatus(status, signal), signal })

function told(lead: LeadNow, verdict: Judged['verdict'], profileVersion: number): Pick<TimelineEntry, 'kind' | 'summary' | 'detail'> {
  if (verdict.kind === 'fit') {
    const { score, tier } = verdict.result
    // Who was sorted out before comes back with it.
    const back =
      lead.status === 'DISQUALIFIED'
        ? { ...moveOf(lead, 'REQUALIFIED'), reason: `Score ${score}, and nothing else speaks against it.` }
        : {}
    return { kind: 'score', summary: `Score ${score}, ${tier}`, detail: { ...back, score, tier, profileVersion } }
  }
  const { reason, cause, result } = verdict
  return {
    kind: 'status',
    summary: `Disqualified: ${reason.message}`,
    detail: {
      ...moveOf(lead, 'DISQUALIFIED'),
      reason: reason.message,
      code: reason.code,
      cause,
      score: result?.score ?? null,
      profileVersion,
    },
  }
}

async function lockLeads(tx: Sql, ids: readonly string[]): Promise<LeadNow[]> {
  const { rows } = await tx.execute<LeadNow>(sql`
    select id, status, status_cause as "statusCause", intent from lead where id = any(${sql.param([...ids])}::uuid[]) order by id for no key update`)
  return rows
}

async function writeStatuses(tx: Sql, at: Date, judged: readonly Judged[]): Promise<void> {
  const rows = judged.map(({ lead, verdict }) => ({
    id: lead.id,
    from_status: lead.status,
    // A rejected lead stays rejected until a new draft of it waits in the queue.
    to_status: nextStatus(lead.status, verdict.kind === 'disqualified' ? 'DISQUALIFIED' : 'REQUALIFIED'),
    cause: verdict.kind === 'disqualified' ? verdict.cause : null,
    score: verdict.result?.score ?? null,
    tier: verdict.kind === 'fit' ? verdict.result.tier : null,
    seniority: verdict.result?.seniority ?? null,
  }))
  if (rows.length === 0) return
  await tx.execute(sql`
    update lead l set score = coalesce(r.score, l.score), tier = r.tier, seniority = coalesce(r.seniority, l.seniority),
      status = r.to_status, status_cause = r.cause, version = l.version + 1, updated_at = ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, from_status lead_status, to_status lead_status, cause text, score smallint, tier tier, seniority seniority)
    where l.id = r.id and l.status = r.from_status`)
}
