import type { EvidenceKind } from './evidence.ts'
import { stableShare } from './stable-share.ts'
import type { ParsedTemplate } from './template.ts'

export type Tier = 'TIER_1' | 'TIER_2' | 'TIER_3'

export type AngleChoice = {
  leadId: string
  tier: Tier
  /** Drawn per run or experiment; the same seed gives the same order. */
  seed: string
  kind: ParsedTemplate['kind']
  /** Kinds of which there is at least one piece of evidence. */
  evidenceKinds: ReadonlySet<EvidenceKind>
  /** Angles that a reviewer rejected for this lead. */
  rejectedAngles: ReadonlySet<string>
  /**
   * What an angle can be expected to bring for a lead like this one, higher is better (a draw of Thompson sampling over past outcomes).
   * Absent until there are 100 sends: then every angle is as likely as any other.
   */
  expectedResult?: (angle: string) => number
}

/** The templates that fit, best first. The caller takes the first one that can be rendered for this lead. */
export function chooseAngle(templates: readonly ParsedTemplate[], choice: AngleChoice): ParsedTemplate[] {
  const rank = choice.expectedResult ?? ((angle: string) => stableShare('angle', choice.seed, choice.leadId, angle))
  return templates
    .filter(
      (template) =>
        template.kind === choice.kind &&
        template.tiers.includes(choice.tier) &&
        !choice.rejectedAngles.has(template.angle) &&
        template.requires.every((kind) => choice.evidenceKinds.has(kind)),
    )
    .map((template) => ({ template, rank: rank(template.angle) }))
    .sort((a, b) => b.rank - a.rank || (a.template.angle < b.template.angle ? -1 : 1) || b.template.version - a.template.version)
    .map(({ template }) => template)
}
