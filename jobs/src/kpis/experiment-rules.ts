/** How the subjects A and B of an angle are compared. */
export const experimentRules = {
  /** Older first emails say little about today. Days. */
  windowDays: 180,
  /** How long an answer to a first email is waited for: what comes later belongs to a follow-up. Days. */
  answerDays: 7,
} as const

/** What an experiment counts, for whoever reads it. */
export const experimentDefinition = {
  numerator: `Of these, emails that were answered within ${experimentRules.answerDays} days.`,
  denominator: `First emails that the platform has proven to be sent, ${experimentRules.answerDays} days ago or earlier, with the subject that was drawn.`,
  window: `The last ${experimentRules.windowDays} days.`,
  exclusions: 'Internal test sends. Emails that carry the other subject because the drawn one did not fit. Automatic answers.',
} as const
