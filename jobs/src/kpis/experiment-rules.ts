/** How the subjects A and B of an angle are compared. */
export const experimentRules = {
  /** Older first emails say little about today. Days. */
  windowDays: 180,
  /** How long an answer to a first email is waited for: what comes later belongs to a follow-up. Days. */
  answerDays: 7,
  /** It is not ended before this many days, or so many emails a day. */
  stopAfterDays: 30,
  stopFromEmailsPerDay: 100,
} as const

/** Whether an experiment may be ended by its verdict: there must be data enough, by time or by number. */
export function mayStop({ since, counted }: { since: Date; counted: number }, now: Date): boolean {
  const days = (now.getTime() - since.getTime()) / 86_400_000
  return days >= experimentRules.stopAfterDays || counted >= experimentRules.stopFromEmailsPerDay * Math.max(1, days)
}

/** What an experiment counts, for whoever reads it. */
export const experimentDefinition = {
  numerator: `Of these, emails that were answered within ${experimentRules.answerDays} days.`,
  denominator: `First emails that the platform has proven to be sent, ${experimentRules.answerDays} days ago or earlier, with the subject that was drawn.`,
  window: `The last ${experimentRules.windowDays} days.`,
  exclusions:
    'Internal test sends. Emails that carry the other subject because the drawn one did not fit, or one that a reviewer wrote. Automatic answers.',
} as const

/** The name of an experiment among those that have ended: one version of an angle's text. */
export function experimentKey(angle: string, templateVersion: number): string {
  return `${angle} v${templateVersion}`
}
