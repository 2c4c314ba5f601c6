type Step = {
  title: string
  /** What a person does so that it holds. */
  next: string
  /** Where: a page of ours, and what it is called. */
  where?: readonly [href: string, words: string]
}

const steps: Record<string, Step> = {
  email_graduated: { title: 'Email has graduated', next: 'End the ramp once its own criteria hold.', where: ['/dispatch', 'the ramp'] },
  warm_up: {
    title: 'Four weeks of warm-up',
    next: 'Save the day on which the profile began to be used by hand; 28 days count from it.',
    where: ['/settings?section=linkedin', 'the LinkedIn settings'],
  },
  webhook_secret: {
    title: 'Webhooks heard',
    next: 'Set HEYREACH_WEBHOOK_SECRET and start again: the hooks are made by themselves and looked at every five minutes.',
    where: ['/health', 'health'],
  },
  unsigned_allowlist: {
    title: 'Nobody believed unsigned',
    next: 'Empty UNSIGNED_ALLOWLIST in the environment and start again.',
    where: ['/health', 'health'],
  },
  campaigns: {
    title: 'Campaigns active and checked',
    next: 'At HeyReach give each campaign one action with {{swarm_text}} as its text, and activate it. It is read every five minutes.',
    where: ['/settings?section=linkedin', 'the LinkedIn settings'],
  },
  test_profiles: {
    title: 'Five profiles of ours proven',
    next: 'Name five profiles of your own people in the dispatch settings, then send a test to each. One is proven when HeyReach shows that its request went out.',
    where: ['/settings?section=dispatch', 'the dispatch settings'],
  },
  native_sync_off: {
    title: 'HeyReach’s own sync is off',
    next: 'Look at HeyReach that its sync with Instantly is off, as it would send past the gate, then save that it is.',
    where: ['/settings?section=linkedin', 'the LinkedIn settings'],
  },
}

/** A criterion of LinkedIn's checklist in words, with what to do until it holds. */
export function linkedinStep(name: string): Step {
  const words = name.replaceAll('_', ' ')
  return steps[name] ?? { title: words.charAt(0).toUpperCase() + words.slice(1), next: '' }
}
