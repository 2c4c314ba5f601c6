import { randomBytes } from 'node:crypto'
import { newId } from '@swarm/db/new-id'
import type { Sql } from '@swarm/db/write'
import { type Actor, requireAgentAction } from '../actors.ts'
import { guardSection } from '../guard/guard-settings.ts'
import { loadWinners } from '../kpis/stop-experiments.ts'
import type { Reason } from '../reason.ts'
import { loadRejectionMemories } from '../review/queries.ts'
import { NO_REJECTIONS } from '../review/rejection-memory.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { recordTimeline, type TimelineEntry } from '../timeline.ts'
import { loadAngleResults } from './angle-results.ts'
import type { Tier } from './choose-angle.ts'
import { type CraftedDraft, type CraftResult, craft } from './craft.ts'
import { craftFollowUp } from './craft-follow-up.ts'
import type { LeadNow } from './craft-leads.ts'
import { craftRevival } from './craft-revival.ts'
import { evidenceIdsOf } from './evidence.ts'
import { expectedResultOf } from './expected-result.ts'
import { insertDrafts, type NewDraft } from './insert-drafts.ts'
import { loadCraftFacts } from './load-craft-facts.ts'
import { loadTemplates } from './load-templates.ts'
import { organisationSection } from './organisation.ts'
import { channelOf, type MessageKind } from './template.ts'
import { loadColleagueTexts, triplesOnce } from './texts-to-avoid.ts'
import { wordTriplesOf } from './word-triples.ts'

const CRAFTER: Actor = { kind: 'agent', name: 'CRAFTER' }
/** Bytes of an unsubscribe token: 32 characters, well above the 22 that make it unguessable. */
const TOKEN_BYTES = 24
/** The split into subjects A and B of first touches. */
const FIRST_TOUCHES = 'first_touch'

/** One draft to be made. */
export type DraftOrder = {
  lead: LeadNow
  tier: Tier
  motion: 'OUTBOUND' | 'CADENCE' | 'REVIVAL'
  kind: MessageKind
  round: number
  step: number
  /** The template to use; null lets the tier's angles stand to choose. */
  angle: string | null
  runId: string | null
}

/** What became of an order, in the order of the orders. */
export type MadeDraft = { order: DraftOrder } & ({ id: string; draft: CraftedDraft } | { id: null; reasons: Reason[] })

/**
 * Makes drafts and writes them, with an entry on each lead's timeline. Call it in a transaction that has locked the leads; the drafts stay
 * BLOCKED until `guardDrafts` has passed them. `publicUrl` begins the links to unsubscribe.
 */
export async function makeDrafts(tx: Sql, at: Date, publicUrl: string, orders: readonly DraftOrder[]): Promise<MadeDraft[]> {
  if (orders.length === 0) return []
  const { document: organisation } = await loadSettings(tx, organisationSection)
  const { document: review } = await loadSettings(tx, reviewSection)
  const { document: guards } = await loadSettings(tx, guardSection)
  const templates = await loadTemplates(tx)
  const leads = [...new Map(orders.map(({ lead }) => [lead.id, lead])).values()]
  const ids = leads.map(({ id }) => id)
  const facts = await loadCraftFacts(tx, leads, templates, at)
  const memories = await loadRejectionMemories(tx, ids, at, review.memoryDays)
  const results = await loadAngleResults(tx, at)
  const winners = await loadWinners(tx)
  const companies = leads.flatMap(({ companyId }) => companyId ?? [])
  const colleagues = await loadColleagueTexts(tx, companies, at, guards.companyDays)
  const made = orders.map((order): MadeDraft & { token: string | null } => {
    const { lead, kind, angle } = order
    const own = facts.get(lead.id)
    if (!own) throw new Error(`facts of lead ${lead.id} were not loaded`)
    const memory = memories.get(lead.id) ?? NO_REJECTIONS
    const atCompany = colleagues.get(lead.companyId ?? '') ?? []
    const id = newId(at)
    const token = channelOf(kind) === 'EMAIL' ? randomBytes(TOKEN_BYTES).toString('base64url') : null
    const craftOrder = {
      tier: order.tier,
      // Nothing but the lead decides, so that crafting again makes the same draft.
      seed: FIRST_TOUCHES,
      experiment: angle ?? FIRST_TOUCHES,
      winners,
      evidenceIds: evidenceIdsOf(id),
      unsubscribeUrl: token === null ? null : `${publicUrl}/u/${token}`,
      avoid: [
        ...[...memory.texts].map(wordTriplesOf),
        ...atCompany.filter(({ leadId }) => leadId !== lead.id).map(({ triples }) => triples()),
      ],
      alikeFrom: guards.alikeFrom,
    }
    const result = ((): CraftResult => {
      if (kind === 'revival') return craftRevival(own, organisation, templates, memory, craftOrder)
      if (angle !== null) return craftFollowUp(own, organisation, templates, memory, { ...craftOrder, kind, template: angle })
      const expectedResult = expectedResultOf(results, { tier: order.tier, seed: FIRST_TOUCHES, leadId: lead.id })
      return craft(own, organisation, templates, memory, { ...craftOrder, kind, results, ...(expectedResult && { expectedResult }) })
    })()
    if (!result.ok) return { order, id: null, reasons: result.reasons, token: null }
    atCompany.push({ draftId: id, leadId: lead.id, triples: triplesOnce(result.draft.body) })
    return { order, id, draft: result.draft, token }
  })
  const month = new Intl.DateTimeFormat('en-US', { month: 'short', timeZone: organisation.timeZone }).format(at)
  const drafts = made.flatMap((one): NewDraft[] => {
    if (one.id === null) return []
    const { lead, runId, motion, round, step, tier } = one.order
    const { id, draft, token } = one
    // A text belongs to the month's campaign of its tier: "T1-Nov".
    const campaign = `T${tier.slice(-1)}-${month}`
    return [{ id, leadId: lead.id, personKey: lead.personKey, runId, motion, round, step, campaign, score: lead.score ?? 0, draft, token }]
  })
  if (drafts.length > 0) requireAgentAction(CRAFTER, 'draft.crafted')
  if (drafts.length < made.length) requireAgentAction(CRAFTER, 'draft.refused')
  await insertDrafts(tx, at, drafts)
  await recordTimeline(tx, at, made.map(timelineEntryOf))
  return made.map(({ token: _, ...one }) => one)
}

function timelineEntryOf(made: MadeDraft): TimelineEntry {
  const { lead, runId } = made.order
  const entry = { leadId: lead.id, kind: 'draft' as const, actor: CRAFTER.name, runId }
  if (made.id === null)
    return { ...entry, summary: `No draft: ${made.reasons[0]?.message ?? 'nothing to say'}`, detail: { reasons: made.reasons } }
  const { angle, variant, templateVersion, evidence } = made.draft
  return {
    ...entry,
    summary: `Draft made: ${angle}${variant === null ? '' : `, subject ${variant}`}`,
    detail: { draftId: made.id, angle, variant, templateVersion, evidence: evidence.length },
  }
}
