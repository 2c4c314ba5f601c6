import { type AngleChoiceRecord, angleChoiceSchema, angleChoiceWords } from '@swarm/jobs/craft/angle-choice'
import type { Claim } from '@swarm/jobs/craft/render'
import { contextZoneOf } from '@swarm/jobs/craft/rewrite/context-zone'
import type { ComplianceCheck } from '@swarm/jobs/review/compliance-check'
import { afterWorkingTime } from '@swarm/jobs/review/working-time'
import { builder, needs } from '../builder.ts'
import { Channel, DraftStatus, Platform, Tier } from '../enums.ts'
import { ReasonType } from '../errors.ts'
import { Lead } from '../lead-type.ts'
import type { RejectionRow } from './rejection-rows.ts'
import type { ReviewClock } from './review-clock.ts'
import { type DraftRow, type EvidenceRow, loadDrafts, loadEvidence, type ReadingRow, type ReviewRow, type RewriteRow } from './rows.ts'

const Evidence = builder.objectRef<EvidenceRow>('Evidence')
builder.node(Evidence, {
  description: 'One fact that a draft rests on.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadEvidence(reader, ids),
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'technologies, growth, role, company or engagement.' }),
    text: t.exposeString('text', { description: 'The fact as a sentence.' }),
    source: t.exposeString('source', { description: 'The provider that said so.' }),
    foundAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was said; null where the source gives no time.',
      resolve: (row) => row.foundAt,
    }),
  }),
})

const ClaimType = builder.objectRef<Claim & { draftId: string }>('Claim').implement({
  description: 'Words of a draft that state a fact, and what they rest on.',
  extensions: needs('read'),
  fields: (t) => ({
    field: t.exposeString('field', { description: 'subject or body.' }),
    start: t.exposeInt('start', { description: 'Where the words begin, in UTF-16 units.' }),
    end: t.exposeInt('end', { description: 'Where they end, not included, in UTF-16 units.' }),
    evidence: t.field({
      type: Evidence,
      nullable: true,
      description: 'What they rest on; null stands for GUARD-009.',
      resolve: async (claim, _, { loaders }) =>
        (await loaders.evidenceOf.load(claim.draftId)).find(({ id }) => id === claim.evidenceId) ?? null,
    }),
  }),
})

export const ComplianceCheckType = builder.objectRef<ComplianceCheck>('ComplianceCheck').implement({
  description: 'One check of the law or our own rules on a text.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Stable name, such as postal_address.' }),
    applies: t.exposeBoolean('applies', { description: 'Whether it is for this channel at all.' }),
    passed: t.exposeBoolean('passed', { description: 'Whether it holds; one that does not apply holds.' }),
    message: t.exposeString('message', { nullable: true, description: 'What is wrong and what would mend it.' }),
  }),
})

const Review = builder.objectRef<ReviewRow>('Review').implement({
  description: 'One decision on one version of a draft.',
  extensions: needs('read'),
  fields: (t) => ({
    decision: t.exposeString('decision', { description: 'APPROVE, REJECT, EDIT, UNDO or UNAPPROVE.' }),
    tag: t.exposeString('tag', { nullable: true, description: 'Of a rejection: its kind, see rejectionTags.' }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, or the note of an approval.' }),
    actor: t.exposeString('actor', { description: 'Who decided.' }),
    at: t.field({ type: 'DateTime', description: 'When, in business time.', resolve: (row) => row.at }),
  }),
})

const EarlierRejection = builder.objectRef<RejectionRow>('EarlierRejection').implement({
  description: 'A rejection of another draft for the same lead, as it is remembered.',
  extensions: needs('read'),
  fields: (t) => ({
    tag: t.exposeString('tag', { description: 'Its kind, see rejectionTags.' }),
    reason: t.exposeString('reason', { description: 'Why, in the reviewer’s words.' }),
    angle: t.exposeString('angle', { description: 'The message strategy that was rejected.' }),
    opener: t.exposeString('opener', { description: 'The first sentence that was rejected.' }),
    actor: t.exposeString('actor', { description: 'Who rejected it.' }),
    at: t.field({ type: 'DateTime', description: 'When, in business time.', resolve: (row) => row.at }),
  }),
})

const Reading = builder.objectRef<ReadingRow>('DraftReader').implement({
  description: 'Somebody who has a draft open.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.exposeString('actor', { description: 'Who.' }),
    since: t.field({ type: 'DateTime', description: 'Since when, in business time.', resolve: (row) => row.since }),
  }),
})

const Route = builder
  .objectRef<{ platform: typeof Platform.$inferType; account: string | null; campaign: string | null }>('Route')
  .implement({
    description: 'Which way a draft would leave.',
    extensions: needs('read'),
    fields: (t) => ({
      platform: t.expose('platform', { type: Platform, description: 'Where it would go.' }),
      account: t.exposeString('account', { nullable: true, description: 'The sending account.' }),
      campaign: t.exposeString('campaign', { nullable: true, description: 'The named plan it belongs to, such as T1-Nov.' }),
    }),
  })

const AngleOption = builder.objectRef<AngleChoiceRecord['options'][number]>('AngleOption').implement({
  description: 'An angle that stood to choose.',
  extensions: needs('read'),
  fields: (t) => ({
    angle: t.exposeString('angle', { description: 'The message strategy.' }),
    sent: t.exposeInt('sent', { description: 'First emails of it to this tier in the 180 days before.' }),
    answered: t.exposeInt('answered', { description: 'How many of those people answered well (a question counts) or booked.' }),
    drawn: t.exposeFloat('drawn', {
      nullable: true,
      description:
        'What was drawn for this lead from what the results allow, 0 to 1; null while all are equally likely, or for one that could not be used.',
    }),
    code: t.exposeString('code', { nullable: true, description: 'REJECTED, NO_EVIDENCE or NOT_SAYABLE; null for one that could be used.' }),
    message: t.exposeString('message', { nullable: true, description: 'Why it could not be used.' }),
  }),
})

const AngleChoice = builder.objectRef<AngleChoiceRecord>('AngleChoice').implement({
  description: 'How the angle of a first email was chosen, as it stood when the draft was made.',
  extensions: needs('read'),
  fields: (t) => ({
    sentence: t.string({ description: 'The choice for a person.', resolve: angleChoiceWords }),
    way: t.exposeString('way', { description: 'uniform until 100 first emails were sent, then results (Thompson sampling).' }),
    sent: t.exposeInt('sent', { description: 'First emails of all angles and tiers that there were to learn from.' }),
    options: t.field({ type: [AngleOption], description: 'In the order in which they were tried.', resolve: ({ options }) => options }),
  }),
})

const DraftRewrite = builder.objectRef<RewriteRow>('DraftRewrite').implement({
  description: 'What a language model was asked to do with a draft, and what came of it.',
  extensions: needs('read'),
  fields: (t) => ({
    state: t.exposeString('state', { description: 'WAITING for an answer, REPHRASED, or KEPT in the words of its text.' }),
    code: t.exposeString('code', { nullable: true, description: 'Why it was kept.' }),
    message: t.exposeString('message', { nullable: true, description: 'The same for a person.' }),
    model: t.exposeString('model', { nullable: true, description: 'Which model, as the endpoint names it.' }),
    promptTokens: t.exposeInt('promptTokens', { nullable: true, description: 'Tokens of the prompt.' }),
    contextTokens: t.exposeInt('contextTokens', { nullable: true, description: 'Tokens that the model holds (setting).' }),
    zone: t.string({
      nullable: true,
      description: 'How full the context was: SMART below 40 %, CAUTION below 60, DUMB below 80, CRITICAL above, which is not sent.',
      resolve: ({ promptTokens, contextTokens }) =>
        promptTokens === null || contextTokens === null ? null : contextZoneOf(promptTokens, contextTokens),
    }),
    at: t.field({ type: 'DateTime', nullable: true, description: 'When it ended, in business time.', resolve: ({ endedAt }) => endedAt }),
  }),
})

/** Who was heard of within the presence time. */
const present = (readings: readonly ReadingRow[], { now, settings }: ReviewClock): ReadingRow[] =>
  readings.filter(({ seenAt }) => seenAt.getTime() >= now.getTime() - settings.presenceMinutes * 60_000)

const isDecided = (row: DraftRow): boolean => row.status === 'APPROVED' || row.status === 'REJECTED'

function undoUntil(row: DraftRow, { now, settings }: ReviewClock): Date | null {
  if (!isDecided(row) || row.decidedAt === null) return null
  const until = new Date(row.decidedAt.getTime() + settings.undoMinutes * 60_000)
  return until >= now ? until : null
}

export const Draft = builder.objectRef<DraftRow>('Draft')
builder.node(Draft, {
  description: 'One message waiting for a decision, with its evidence, score and checks.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadDrafts(reader, ids),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Counts every change and decision. A decision names the version that was seen.' }),
    status: t.expose('status', { type: DraftStatus, description: 'Where it stands.' }),
    lead: t.field({
      type: Lead,
      description: 'Whom it is for.',
      resolve: async (row, _, { loaders }) => {
        const lead = await loaders.lead.load(row.leadId)
        if (!lead) throw new Error(`draft ${row.id} without its lead`)
        return lead
      },
    }),
    channel: t.expose('channel', { type: Channel, description: 'How it would travel.' }),
    angle: t.exposeString('angle', { description: 'The message strategy.' }),
    angleChoice: t.field({
      type: AngleChoice,
      nullable: true,
      description: 'Why this angle; null where the plan names the text, and for drafts from before this was kept.',
      resolve: ({ angleChoice }) => (angleChoice === null ? null : angleChoiceSchema.parse(angleChoice)),
    }),
    rewrite: t.field({
      type: DraftRewrite,
      nullable: true,
      description: 'What a language model made of it; null where none was asked.',
      resolve: (row, _, { loaders }) => loaders.rewriteOf.load(row.id),
    }),
    variant: t.exposeString('variant', { nullable: true, description: 'A or B; emails with two subjects only.' }),
    step: t.exposeInt('step', { nullable: true, description: 'Step of the cadence; 1 is the first touch.' }),
    tier: t.expose('tier', { type: Tier, nullable: true, description: 'The tier it was made for.' }),
    score: t.exposeInt('score', { description: 'The score it was made with, 0 to 100.' }),
    subject: t.exposeString('subject', { nullable: true, description: 'Emails only.' }),
    body: t.exposeString('body', { description: 'The text as it would be sent, without the footer.' }),
    originalSubject: t.exposeString('originalSubject', { nullable: true, description: 'As it was crafted, before edits.' }),
    originalBody: t.exposeString('originalBody', { description: 'As it was crafted, before edits.' }),
    edited: t.exposeBoolean('isEdited', { description: 'Whether a person changed the text.' }),
    footer: t.exposeString('footer', { description: 'Signature, postal address and ways to unsubscribe; empty on LinkedIn.' }),
    evidence: t.field({
      type: [Evidence],
      description: 'The facts it rests on.',
      resolve: (row, _, { loaders }) => loaders.evidenceOf.load(row.id),
    }),
    claims: t.field({
      type: [ClaimType],
      description: 'Which words rest on which evidence.',
      resolve: (row) => row.claims.map((claim) => ({ ...claim, draftId: row.id })),
    }),
    compliance: t.field({
      type: [ComplianceCheckType],
      description: 'Every check, as it stood when the text last changed.',
      resolve: (row) => row.compliance,
    }),
    guardNotes: t.field({ type: [ReasonType], description: 'What the guards said, blocking or not.', resolve: (row) => row.guardNotes }),
    readBy: t.string({
      nullable: true,
      description: 'Who opened it last and is still reading; locks nothing.',
      resolve: async (row, _, { loaders }) => present(await loaders.readingsOf.load(row.id), await loaders.reviewClock())[0]?.actor ?? null,
    }),
    readSince: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when they are reading, in business time.',
      resolve: async (row, _, { loaders }) => present(await loaders.readingsOf.load(row.id), await loaders.reviewClock())[0]?.since ?? null,
    }),
    readers: t.field({
      type: [Reading],
      description: 'Everybody who is reading it, latest first.',
      resolve: async (row, _, { loaders }) => present(await loaders.readingsOf.load(row.id), await loaders.reviewClock()),
    }),
    route: t.field({
      type: Route,
      nullable: true,
      description: 'Which way it goes: as it was planned, else by its channel and the account that its lead keeps.',
      resolve: (row, _, { loaders }) => loaders.routeOf.load(row.id),
    }),
    undoUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when its decision can be taken back, in business time; null when there is none or it is too late.',
      resolve: async (row, _, { loaders }) => undoUntil(row, await loaders.reviewClock()),
    }),
    reviews: t.field({
      type: [Review],
      description: 'Every decision on it, first to last.',
      resolve: (row, _, { loaders }) => loaders.reviewsOf.load(row.id),
    }),
    earlierRejections: t.field({
      type: [EarlierRejection],
      description:
        'What was rejected for this lead in the last 30 days (setting), newest first; this draft’s own rejection is among `reviews`.',
      resolve: async (row, _, { loaders }) => {
        const { now, settings } = await loaders.reviewClock()
        const since = now.getTime() - settings.memoryDays * 86_400_000
        return (await loaders.rejectionsOf.load(row.leadId)).filter(({ draftId, at }) => draftId !== row.id && at.getTime() >= since)
      },
    }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was crafted, in business time.', resolve: (row) => row.createdAt }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When its text or status last changed, in business time.',
      resolve: (row) => row.updatedAt,
    }),
    openedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When somebody first looked at it, in business time.',
      resolve: (row) => row.openedAt,
    }),
    dueAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a decision is due: two working hours after it was crafted (setting). Null unless it is pending.',
      resolve: async (row, _, { loaders }) => {
        if (row.status !== 'PENDING') return null
        const { settings, zone } = await loaders.reviewClock()
        return afterWorkingTime(row.createdAt, settings.decisionMinutes, settings.workingHours, zone)
      },
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When it leaves the queue undecided: 72 hours (setting) after it was crafted, or its approval fell. Null unless it is pending.',
      resolve: async (row, _, { loaders }) => {
        if (row.status !== 'PENDING') return null
        const { settings } = await loaders.reviewClock()
        const fell = (await loaders.reviewsOf.load(row.id)).findLast(({ decision }) => decision === 'UNAPPROVE')
        return new Date((fell?.at ?? row.createdAt).getTime() + settings.staleHours * 3_600_000)
      },
    }),
  }),
})

export const DraftConnection = builder.connectionObject(
  { type: Draft, name: 'DraftConnection', description: 'A page of drafts.' },
  { name: 'DraftEdge', description: 'One row of it.' },
)
