import type { touchAction } from '@swarm/db/schema/draft'
import { experimentKey } from '../kpis/experiment-rules.ts'
import type { Reason } from '../reason.ts'
import type { RejectionMemory } from '../review/rejection-memory.ts'
import { type AngleChoiceRecord, angleChoiceOf } from './angle-choice.ts'
import { chooseAngle, type Tier } from './choose-angle.ts'
import type { CraftFacts } from './craft-facts.ts'
import type { Evidence, EvidenceIds } from './evidence.ts'
import type { AngleResult } from './expected-result.ts'
import { fingerprintOf, normalisedText } from './fingerprint.ts'
import { footerOf } from './footer.ts'
import { lengthProblems } from './length-rules.ts'
import type { Organisation } from './organisation.ts'
import type { PlaceholderValues } from './placeholders.ts'
import { type Claim, renderMessage, renderOpener, type SubjectVariant } from './render.ts'
import { openerOf } from './sentences.ts'
import { spokenOf } from './spoken.ts'
import { channelOf, type MessageKind, type ParsedTemplate } from './template.ts'
import { assignVariant } from './variant.ts'
import { ALIKE_FROM, areAlike, wordTriplesOf } from './word-triples.ts'

/** What a touch does; LinkedIn requests and messages have ceilings of their own. */
export const TOUCH_ACTIONS = ['EMAIL', 'LINKEDIN_REQUEST', 'LINKEDIN_MESSAGE'] as const satisfies Readonly<typeof touchAction.enumValues>
export type TouchAction = (typeof TOUCH_ACTIONS)[number]

/** What sending a text of this kind does. */
export function actionOf(kind: MessageKind): TouchAction {
  if (channelOf(kind) === 'EMAIL') return 'EMAIL'
  return kind === 'connection_note' ? 'LINKEDIN_REQUEST' : 'LINKEDIN_MESSAGE'
}

/** A message as it was made, before any guard has seen it. */
export type CraftedDraft = {
  leadId: string
  channel: 'EMAIL' | 'LINKEDIN'
  action: TouchAction
  kind: MessageKind
  tier: Tier
  angle: string
  templateVersion: number
  /** Which subject it carries; null for LinkedIn. */
  variant: SubjectVariant | null
  /** It carries another subject than was drawn (none there, or too long): no part of the experiment. */
  variantFellBack: boolean
  subject: string | null
  body: string
  opener: string
  /** Empty for LinkedIn. */
  footer: string
  /** All that was found, what the text rests on first. */
  evidence: Evidence[]
  claims: Claim[]
  fingerprint: string
  notes: Reason[]
  /** How its angle was chosen; null where the plan names the text. */
  angleChoice: AngleChoiceRecord | null
}

/** What is to be made. With the same facts, profile, templates, memory and order, the same draft comes out. */
export type CraftOrder = {
  tier: Tier
  kind: MessageKind
  /** Decides between angles of equal worth. */
  seed: string
  /** Names the split into A and B: another experiment deals the variants anew. */
  experiment: string
  /** The subjects that ended experiments go on with, by `experimentKey`. */
  winners?: ReadonlyMap<string, SubjectVariant>
  evidenceIds: EvidenceIds
  /** This draft's one-click link; null for LinkedIn. */
  unsubscribeUrl: string | null
  /** Once there are outcomes: see `chooseAngle`. */
  expectedResult?: (angle: string) => number
  /** The outcomes themselves, to be told with the choice. */
  results?: readonly AngleResult[]
  /** The one template to use, where the plan names it; else the tier's angles stand to choose. */
  angle?: string
  /** Texts that nothing may nearly repeat: rejected ones of this lead, and what others at this company got. */
  avoid?: readonly ReadonlySet<string>[]
  /** How alike a text may be to one of them, 0 to 1 (GUARD-008). */
  alikeFrom?: number
}

export type CraftResult = { ok: true; draft: CraftedDraft } | { ok: false; reasons: Reason[] }

/** The first opener and subject of a template that can be said, are short enough, were not rejected and repeat nothing; else every reason why not. */
function composed(template: ParsedTemplate, values: PlaceholderValues, memory: RejectionMemory, facts: CraftFacts, order: CraftOrder) {
  const winner = order.winners?.get(experimentKey(template.angle, template.version))
  const assigned = assignVariant(template, facts.leadId, order.experiment, winner)
  const drawn = assigned?.variant ?? 'A'
  const subjects: SubjectVariant[] = drawn === 'A' ? ['A', ...(template.subjectB ? (['B'] as const) : [])] : ['B', 'A']
  const avoid = [...(order.avoid ?? []), ...facts.earlier.map(({ body }) => wordTriplesOf(body))]
  const reasons: Reason[] = []
  for (const opener of openersInOrder(template, values, facts)) {
    const spoken = renderOpener(template, opener, values)
    if (!spoken.ok) {
      reasons.push(...spoken.reasons)
      continue
    }
    if (memory.openers.has(normalisedText(spoken.value.text))) {
      reasons.push({ code: 'OPENER_REJECTED', message: `This opener was rejected for this lead: ${spoken.value.text}` })
      continue
    }
    for (const subject of subjects) {
      const message = renderMessage(template, { opener, subject }, values)
      const problems = message.ok ? lengthProblems(order.kind, message.value.subject, message.value.body) : message.reasons
      if (message.ok && isRepeat(message.value.body, avoid, order.alikeFrom ?? ALIKE_FROM)) problems.push(REPEATED)
      if (!message.ok || problems.length > 0) {
        reasons.push(...problems)
        continue
      }
      const fellBack = assigned !== null && (assigned.fellBack || subject !== drawn)
      return { message: message.value, variant: assigned && subject, fellBack, reasons }
    }
  }
  return { message: null, reasons }
}

/** Words that tell how a text begins. */
const BEGINNING_WORDS = 3

/**
 * The openers of a template, best first, but those that begin as a text that this lead got before last: four mails in a row that open with
 * "Since you lead sales" are read as a machine's.
 */
function openersInOrder(template: ParsedTemplate, values: PlaceholderValues, facts: CraftFacts): number[] {
  const beginningOf = (text: string): string => normalisedText(text).split(' ').slice(0, BEGINNING_WORDS).join(' ')
  const heard = new Set(facts.earlier.map(({ body }) => beginningOf(openerOf(body))))
  const isHeard = (opener: number): boolean => {
    const spoken = renderOpener(template, opener, values)
    return spoken.ok && heard.has(beginningOf(spoken.value.text))
  }
  const places = [...template.openers.keys()]
  return heard.size === 0 ? places : [...places.filter((place) => !isHeard(place)), ...places.filter(isHeard)]
}

const REPEATED: Reason = {
  code: 'NEARLY_THE_SAME',
  message: 'It is nearly what this lead got or rejected before, or what somebody else at this company got.',
}

function isRepeat(body: string, avoid: readonly ReadonlySet<string>[], alikeFrom: number): boolean {
  if (avoid.length === 0) return false
  const triples = wordTriplesOf(body)
  return avoid.some((other) => areAlike(triples, other, alikeFrom))
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [`${reason.code} ${reason.message}`, reason])).values()]
}

/** Makes one draft, or says why none can be made for this lead. Pure: time, chance and ids come with the arguments. */
export function craft(
  facts: CraftFacts,
  organisation: Organisation,
  templates: readonly ParsedTemplate[],
  memory: RejectionMemory,
  order: CraftOrder,
): CraftResult {
  const rule = organisation.regionRules[facts.region]
  if (rule === 'block') {
    const code = facts.region === 'UNKNOWN' ? 'UNKNOWN_REGION' : 'UNLAWFUL_REGION'
    const message =
      facts.region === 'UNKNOWN'
        ? 'Nobody knows which country’s law applies to this lead.'
        : `No lawful basis is recorded for ${facts.region}.`
    return { ok: false, reasons: [{ code, message }] }
  }
  const { evidence, values } = spokenOf(facts, organisation, order.evidenceIds)
  const offered = order.angle === undefined ? templates : templates.filter(({ angle }) => angle === order.angle)
  const evidenceKinds = new Set(evidence.map((piece) => piece.kind))
  const candidates = chooseAngle(offered, {
    leadId: facts.leadId,
    tier: order.tier,
    seed: order.seed,
    kind: order.kind,
    evidenceKinds,
    rejectedAngles: memory.angles,
    ...(order.expectedResult && { expectedResult: order.expectedResult }),
  })
  const refusals: Reason[] = []
  const unsayable = new Map<string, string>()
  for (const template of candidates) {
    const { message, variant, fellBack, reasons } = composed(template, values, memory, facts, order)
    if (!message) {
      unsayable.set(template.angle, reasons[0]?.message ?? 'It can’t be said to this lead.')
      refusals.push(...reasons.map((reason) => ({ code: reason.code, message: `${template.angle}: ${reason.message}` })))
      continue
    }
    const unsubscribeUrl = order.unsubscribeUrl ?? ''
    const channel = channelOf(order.kind)
    const footer =
      channel === 'LINKEDIN'
        ? ({ ok: true, footer: '' } as const)
        : footerOf(organisation, { unsubscribeUrl, rule, contactSource: facts.contactSource })
    if (!footer.ok) return { ok: false, reasons: [footer.reason] }
    const used = new Set(message.claims.map((claim) => claim.evidenceId))
    const fellBackNote = {
      code: 'VARIANT_FELL_BACK',
      message: `The drawn subject can’t be used for this lead; it carries subject ${variant}.`,
    }
    return {
      ok: true,
      draft: {
        leadId: facts.leadId,
        channel,
        action: actionOf(order.kind),
        kind: order.kind,
        tier: order.tier,
        angle: template.angle,
        templateVersion: template.version,
        variant,
        variantFellBack: fellBack,
        ...message,
        footer: footer.footer,
        evidence: [...evidence.filter((piece) => used.has(piece.id)), ...evidence.filter((piece) => !used.has(piece.id))],
        fingerprint: fingerprintOf(message.subject, message.body),
        notes: fellBack ? [fellBackNote] : [],
        angleChoice:
          order.angle === undefined && order.kind === 'first_touch'
            ? angleChoiceOf(template.angle, candidates, offered, {
                tier: order.tier,
                kind: order.kind,
                results: order.results ?? [],
                evidenceKinds,
                rejectedAngles: memory.angles,
                refusals: unsayable,
                expectedResult: order.expectedResult,
              })
            : null,
      },
    }
  }
  const none =
    order.angle === undefined
      ? { code: 'NO_ANGLE', message: 'No angle of this tier is left that has its evidence and was not rejected for this lead.' }
      : { code: 'NO_ANGLE', message: `The text “${order.angle}” can’t be written to this lead: evidence is missing, or it was rejected.` }
  return { ok: false, reasons: distinct([none, ...refusals]) }
}
