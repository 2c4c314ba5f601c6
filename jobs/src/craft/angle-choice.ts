import { z } from 'zod'
import type { Tier } from './choose-angle.ts'
import type { EvidenceKind } from './evidence.ts'
import type { AngleResult } from './expected-result.ts'
import type { ParsedTemplate } from './template.ts'

const option = z.object({
  angle: z.string(),
  /** First emails of this angle to this tier in the window of `loadAngleResults`, and how many of those people answered well or booked. */
  sent: z.number(),
  answered: z.number(),
  /** What was drawn for this lead from what those results allow, 0 to 1; null while every angle is as likely as any other. */
  drawn: z.number().nullable(),
  /** Why it was passed over: a code, and a sentence. Null for the chosen one, and for those that came after it. */
  code: z.string().nullable(),
  message: z.string().nullable(),
})

/** How the angle of a first touch was chosen, as it stood when the draft was made. Kept with the draft: results change. */
export const angleChoiceSchema = z.object({
  chosen: z.string(),
  /** `uniform`: too few first emails to learn from. `results`: one draw of Thompson sampling for each angle. */
  way: z.enum(['uniform', 'results']),
  /** First emails of all angles and tiers that there were to learn from. */
  sent: z.number(),
  /** Those of the tier: in the order in which they were tried, then those that could not be. */
  options: z.array(option),
})
export type AngleChoiceRecord = z.infer<typeof angleChoiceSchema>

/** What stood to choose, and why it came to this one. Pure. */
export function angleChoiceOf(
  chosen: string,
  ranked: readonly ParsedTemplate[],
  offered: readonly ParsedTemplate[],
  known: {
    tier: Tier
    kind: ParsedTemplate['kind']
    results: readonly AngleResult[]
    evidenceKinds: ReadonlySet<EvidenceKind>
    rejectedAngles: ReadonlySet<string>
    /** Why an angle that was tried before the chosen one could not be written to this lead. */
    refusals: ReadonlyMap<string, string>
    expectedResult: ((angle: string) => number) | undefined
  },
): AngleChoiceRecord {
  const fitting = offered.filter(({ kind, tiers }) => kind === known.kind && tiers.includes(known.tier))
  const left = fitting.filter(({ angle }) => !ranked.some((one) => one.angle === angle))
  const optionOf = ({ angle, requires }: ParsedTemplate, isRanked: boolean): AngleChoiceRecord['options'][number] => {
    const result = known.results.find((one) => one.tier === known.tier && one.angle === angle)
    const missing = requires.filter((kind) => !known.evidenceKinds.has(kind))
    const refusal = known.refusals.get(angle)
    const why: [string, string] | null = known.rejectedAngles.has(angle)
      ? ['REJECTED', 'It was rejected for this lead.']
      : missing.length > 0
        ? ['NO_EVIDENCE', `Nothing is known of ${missing.join(' and ')}.`]
        : refusal !== undefined
          ? ['NOT_SAYABLE', refusal]
          : null
    return {
      angle,
      sent: result?.sent ?? 0,
      answered: result?.answered ?? 0,
      drawn: isRanked && known.expectedResult ? known.expectedResult(angle) : null,
      code: why?.[0] ?? null,
      message: why?.[1] ?? null,
    }
  }
  return {
    chosen,
    way: known.expectedResult ? 'results' : 'uniform',
    sent: known.results.reduce((sum, { sent }) => sum + sent, 0),
    options: [...ranked.map((one) => optionOf(one, true)), ...left.map((one) => optionOf(one, false))],
  }
}

/** The choice in one sentence. */
export function angleChoiceWords({ chosen, way, sent, options }: AngleChoiceRecord): string {
  const words = (angle: string): string => angle.replaceAll('_', ' ')
  const own = options.find(({ angle }) => angle === chosen)
  const passed = options.filter(({ code }) => code !== null).length
  const open = options.length - passed
  const others = passed === 0 ? '' : passed === 1 ? ' One other could not be used.' : ` ${passed} others could not be used.`
  if (open <= 1) return `The only angle of this tier that could be written to this lead.${others}`
  if (way === 'uniform')
    return `One of ${open} angles that fit, each as likely as the other: ${sent} first emails are too few to tell them apart.${others}`
  return own === undefined || own.sent === 0
    ? `Tried because nobody has sent ${words(chosen)} to this tier yet.${others}`
    : `Best draw of ${open} from past results: ${own.answered} of ${own.sent} who got ${words(chosen)} answered well or booked.${others}`
}
