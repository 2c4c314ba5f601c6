const criteria: Record<string, string> = {
  clean_days: 'Clean days',
  bounce_rate: 'Bounce rate',
  no_emergency_stop: 'Emergency stops',
  drafts_reviewed: 'Drafts reviewed',
  rejections_not_rising: 'Rejections not rising',
  mismatch_not_rising: 'Mismatches not rising',
  webhooks_healthy: 'Webhooks heard',
  smoke_and_replay: 'Smoke and replay',
  canary_sent: 'Emails of the canary',
  open_rate: 'Open rate',
  reply_rate: 'Reply rate',
  unsubscribe_rate: 'Unsubscribe rate',
}

/** A criterion of the ramp in words. */
export function criterionWords(name: string): string {
  const words = name.replaceAll('_', ' ')
  return criteria[name] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

/** Whether nothing speaks for or against a criterion so far, as before the first clean day: no fault yet. */
export function isNotYet(value: string): boolean {
  return /^no .* yet$/.test(value)
}

const steps: Record<string, [words: string, href: string]> = {
  run: ['Run', '/runs'],
  review: ['Review', '/queue'],
  approve: ['Approve', '/queue'],
  dispatch_live: ['Dispatch live', '/dispatch'],
  approve_batch: ['Approve batch', '/dispatch'],
  activate: ['Activate', '/sends'],
  clean_days: ['Clean days', '/day'],
  graduate: ['Graduate', '/dispatch'],
}

/** A step of the way to going live: what it is called, and where it is done. */
export function goLiveStep(name: string): { words: string; href: string } {
  const [words, href] = steps[name] ?? [criterionWords(name), '/']
  return { words, href }
}

/** `TIER_2` as people write it. */
export function tierWords(tier: string): string {
  return `tier ${tier.slice(-1)}`
}
