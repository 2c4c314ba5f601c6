/** A week in numbers. `topTag`: the most frequent reason for a rejection; `cost`: null where it is not known. */
export type Week = {
  sent: number
  proven: number
  opens: number
  replies: number
  bounces: number
  unsubscribes: number
  meetings: number
  approved: number
  rejected: number
  cleanDays: number
  topTag: string | null
  cost: number | null
}

/** `12 (9 the week before)`; where nothing changed the number alone. */
const beside = (now: number, before: number): string => (now === before ? `${now}` : `${now} (${before} the week before)`)

/** What the week came to beside the one before, and what a person is asked to look at: the templates, and who is excluded. */
export function digestWords(week: string, now: Week, before: Week, currency: string): string {
  const facts = [
    `Week of ${week}: ${beside(now.sent, before.sent)} sent, ${beside(now.replies, before.replies)} replies, ${beside(now.meetings, before.meetings)} meetings`,
    `${beside(now.bounces, before.bounces)} bounces, ${beside(now.unsubscribes, before.unsubscribes)} unsubscribes`,
    `${beside(now.approved, before.approved)} drafts approved, ${beside(now.rejected, before.rejected)} rejected, ${beside(now.cleanDays, before.cleanDays)} clean days`,
    now.cost === null ? 'what it cost is not known: a price is missing in the settings' : `it cost ${now.cost.toFixed(2)} ${currency}`,
  ]
  const tuning = now.topTag === null ? 'Look over the templates' : `Tune the templates: most rejections said ${now.topTag}`
  return `${facts.join('; ')}. ${tuning}, and review the exclusions.`
}
