import { createHash, randomBytes } from 'node:crypto'
import { newId } from '@swarm/db/new-id'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'
import { businessNow } from '../business-now.ts'
import type { JobContext } from '../context.ts'
import { loadFacts } from '../enrich/load-facts.ts'
import { resolveFacts } from '../enrich/resolve-facts.ts'
import type { Reason } from '../reason.ts'
import { loadRejectionMemories } from '../review/queries.ts'
import { NO_REJECTIONS } from '../review/rejection-memory.ts'
import type { StageWork } from '../runs/run-batch.ts'
import type { StageOutcome } from '../runs/stages.ts'
import { JUDGED_STATUSES } from '../segment/segment-stage.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { recordTimeline, type TimelineEntry } from '../timeline.ts'
import type { Tier } from './choose-angle.ts'
import { type CraftedDraft, craft } from './craft.ts'
import { evidenceIdsOf } from './evidence.ts'
import { factsDigestOf } from './facts-digest.ts'
import { organisationSection } from './organisation.ts'
import { type CraftLead, readCraftFacts } from './read-craft-facts.ts'
import { shippedTemplates } from './shipped-templates.ts'
import type { MessageKind } from './template.ts'

const CRAFTER: Actor = { kind: 'agent', name: 'CRAFTER' }
const TEMPLATES = shippedTemplates()
/** Bytes of an unsubscribe token: 32 characters, well above the 22 that make it unguessable. */
const TOKEN_BYTES = 24
/** The split into subjects A and B of first touches. */
const EXPERIMENT = 'first_touch'

type LeadNow = CraftLead & {
  status: string
  tier: Tier | null
  score: number | null
  email: string | null
  emailStatus: string | null
  personKey: string | null
  linkedinKey: string | null
  hasOpenDraft: boolean
}

/** How the first message to a lead travels: its channel, its kind and its step of the cadence. */
export type FirstTouch = { kind: MessageKind; step: number }

/** By email where there is an address that may be right, else by a LinkedIn request, which tier 3 does not get (dispatch.md, Routing). */
export function firstTouchOf(lead: Pick<LeadNow, 'email' | 'emailStatus' | 'linkedinKey' | 'tier'>): FirstTouch | null {
  if (lead.email !== null && lead.emailStatus !== 'INVALID') return { kind: 'first_touch', step: 1 }
  return lead.linkedinKey !== null && lead.tier !== 'TIER_3' ? { kind: 'connection_note', step: 2 } : null
}

type Made = { id: string; lead: LeadNow; step: number; draft: CraftedDraft; token: string | null }

/** Makes one draft for each lead, with the evidence it rests on. It can't be seen in the queue before the guards have passed it. */
export function craftStage({ publicUrl }: Pick<JobContext, 'publicUrl'>): StageWork {
  return async (tx, run, leads) => {
    const ids = leads.map(({ leadId }) => leadId)
    const at = await businessNow(tx)
    const { document: organisation } = await loadSettings(tx, organisationSection)
    const { document: review } = await loadSettings(tx, reviewSection)
    const now = await lockLeads(tx, ids)
    const observed = await loadFacts(tx, ids)
    const memories = await loadRejectionMemories(tx, ids, at, review.memoryDays)

    const made: Made[] = []
    const refused: { lead: LeadNow; reasons: Reason[] }[] = []
    for (const lead of now) {
      const touch = firstTouchOf(lead)
      const refusal = refusalOf(lead, touch)
      if (refusal !== null || touch === null || lead.tier === null) {
        refused.push({ lead, reasons: refusal === null ? [] : [refusal] })
        continue
      }
      const id = newId(at)
      const token = touch.kind === 'first_touch' ? randomBytes(TOKEN_BYTES).toString('base64url') : null
      const result = craft(
        readCraftFacts(lead, resolveFacts(observed.get(lead.id) ?? []), at),
        organisation,
        TEMPLATES,
        memories.get(lead.id) ?? NO_REJECTIONS,
        {
          tier: lead.tier,
          kind: touch.kind,
          // Nothing but the lead decides, so that crafting again makes the same draft.
          seed: EXPERIMENT,
          experiment: EXPERIMENT,
          evidenceIds: evidenceIdsOf(id),
          unsubscribeUrl: token === null ? null : `${publicUrl}/u/${token}`,
        },
      )
      if (result.ok) made.push({ id, lead, step: touch.step, draft: result.draft, token })
      else refused.push({ lead, reasons: result.reasons })
    }
    if (made.length > 0) requireAgentAction(CRAFTER, 'draft.crafted')
    if (refused.length > 0) requireAgentAction(CRAFTER, 'draft.refused')
    await insertDrafts(tx, at, run.id, made, campaignMonth(at, organisation.timeZone))
    await recordTimeline(tx, at, [
      ...made.map(
        ({ id, lead, draft }): TimelineEntry => ({
          leadId: lead.id,
          kind: 'draft',
          actor: CRAFTER.name,
          runId: run.id,
          summary: `Draft made: ${draft.angle}${draft.variant === null ? '' : `, subject ${draft.variant}`}`,
          detail: {
            draftId: id,
            angle: draft.angle,
            variant: draft.variant,
            templateVersion: draft.templateVersion,
            evidence: draft.evidence.length,
          },
        }),
      ),
      ...refused.map(
        ({ lead, reasons }): TimelineEntry => ({
          leadId: lead.id,
          kind: 'draft',
          actor: CRAFTER.name,
          runId: run.id,
          summary: `No draft: ${reasons[0]?.message ?? 'nothing to say'}`,
          detail: { reasons },
        }),
      ),
    ])
    return [
      ...made.map(({ lead }): StageOutcome => ({ leadId: lead.id, to: 'next' })),
      ...refused.map(({ lead, reasons }): StageOutcome => ({ leadId: lead.id, to: 'skipped', code: reasons[0]?.code ?? 'NO_ANGLE' })),
    ]
  }
}

function refusalOf(lead: LeadNow, touch: FirstTouch | null): Reason | null {
  if (!JUDGED_STATUSES.some((status) => status === lead.status))
    return { code: 'ALREADY_CONTACTED', message: `The lead is ${lead.status}.` }
  if (lead.hasOpenDraft) return { code: 'OPEN_DRAFT', message: 'A draft of this lead waits for a decision, or was approved.' }
  if (touch === null) return { code: 'NO_ADDRESS', message: 'There is no address to write to by a channel that its tier gets.' }
  return null
}

/** The leads, locked so that two runs make their drafts one after the other. */
async function lockLeads(tx: Sql, ids: readonly string[]): Promise<LeadNow[]> {
  await tx.execute(sql`select from lead where id = any(${sql.param([...ids])}::uuid[]) order by id for no key update`)
  // A second statement: only it sees what another run committed while this one waited for the locks.
  const { rows } = await tx.execute<LeadNow>(sql`
    select l.id, l.status, l.tier, l.score, l.email, l.email_status as "emailStatus", l.person_key as "personKey", l.linkedin_key as "linkedinKey",
      l.first_name as "firstName", l.last_name as "lastName", l.full_name as "fullName", l.seniority, l.country_code as "countryCode",
      exists (select from draft d where d.lead_id = l.id and d.status in ('PENDING', 'APPROVED', 'SENT')) as "hasOpenDraft"
    from lead l where l.id = any(${sql.param([...ids])}::uuid[])`)
  return rows
}

/** "Nov": a first touch belongs to the month's campaign of its tier, `T1-Nov`. */
function campaignMonth(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { month: 'short', timeZone }).format(at)
}

const NOT_GUARDED: Reason[] = [{ code: 'NOT_GUARDED', message: 'The guards have not seen it yet.' }]

/** Blocked until the guards have spoken: a crash between the stages must never leave an unguarded draft where somebody can approve it. */
async function insertDrafts(tx: Sql, at: Date, runId: string, made: readonly Made[], month: string): Promise<void> {
  if (made.length === 0) return
  const instant = at.toISOString()
  const drafts = made.map(({ id, lead, step, draft }) => ({
    id,
    lead_id: lead.id,
    channel: draft.channel,
    step,
    angle: draft.angle,
    variant: draft.variant,
    template_version: draft.templateVersion,
    campaign: `T${draft.tier.slice(-1)}-${month}`,
    subject: draft.subject,
    body: draft.body,
    footer: draft.footer,
    claims: draft.claims,
    guard_notes: [...NOT_GUARDED, ...draft.notes],
    fingerprint: draft.fingerprint,
    opener: draft.opener,
    tier: draft.tier,
    score: lead.score ?? 0,
    facts_digest: factsDigestOf(draft.evidence, draft.claims),
  }))
  await tx.execute(sql`
    insert into draft (id, lead_id, run_id, status, channel, step, angle, variant, template_version, campaign, subject, body, original_subject, original_body,
      footer, claims, compliance, is_compliant, guard_notes, fingerprint, opener, tier, score, facts_digest, created_at, updated_at)
    select id, lead_id, ${runId}::uuid, 'BLOCKED', channel, step, angle, variant, template_version, campaign, subject, body, subject, body,
      footer, claims, '[]', false, guard_notes, decode(fingerprint, 'hex'), opener, tier, score, decode(facts_digest, 'hex'), ${instant}::timestamptz, ${instant}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) as d(id uuid, lead_id uuid, channel channel, step smallint, angle text, variant text,
      template_version integer, campaign text, subject text, body text, footer text, claims jsonb, guard_notes jsonb, fingerprint text, opener text, tier tier,
      score smallint, facts_digest text)`)
  const evidence = made.flatMap(({ id, draft }) =>
    draft.evidence.map((piece) => ({
      id: piece.id,
      draft_id: id,
      kind: piece.kind,
      text: piece.text,
      source: piece.source,
      found_at: piece.foundAt,
    })),
  )
  await tx.execute(sql`
    insert into evidence (id, draft_id, kind, text, source, found_at)
    select id, draft_id, kind, text, source, found_at
    from jsonb_to_recordset(${JSON.stringify(evidence)}::jsonb) as e(id uuid, draft_id uuid, kind text, text text, source text, found_at timestamptz)`)
  // The token itself stands in the footer alone; here is what finds it again.
  const tokens = made.flatMap(({ id, lead, token }) =>
    token === null
      ? []
      : [{ hash: createHash('sha256').update(token).digest('hex'), draft_id: id, lead_id: lead.id, person_key: lead.personKey }],
  )
  await tx.execute(sql`
    insert into unsubscribe_token (token_hash, draft_id, lead_id, person_key, created_at)
    select decode(hash, 'hex'), draft_id, lead_id, person_key, ${instant}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(tokens)}::jsonb) as t(hash text, draft_id uuid, lead_id uuid, person_key text)`)
}
