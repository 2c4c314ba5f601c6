/** What must be so before the first message to a real person; each item says what was found, and what to do. */
export type GoLiveItem = {
  name: GoLiveItemName
  title: string
  passed: boolean
  /** What was found, in a few words. */
  value: string
  required: string
  /** Without it shadow mode stays on; false: advice. */
  isBlocking: boolean
  /** The rows or answers that it was computed from. */
  evidence: unknown
  /** When the oldest of them was written or looked up; null where any tells none. */
  checkedAt: Date | null
  /** A person may answer for it where no row can. */
  isConfirmable: boolean
  confirmedBy: string | null
  confirmationNote: string | null
  todo: string
  /** The page where it is done. */
  href: string
}

type Words = { title: string; required: string; isBlocking: boolean; isConfirmable?: true; todo: string; href: string }

/** The list in the order in which it is worked off (operations.md, Mode and Moving in). */
export const goLiveItems = {
  mode: {
    title: 'A database of its own',
    required: 'born as production',
    isBlocking: true,
    todo: 'Start the product with MODE=production and its own DATA_DIR or DATABASE_URL; a sandbox never becomes production.',
    href: '/health',
  },
  https_address: {
    title: 'Public address',
    required: 'https, reachable from outside',
    isBlocking: true,
    todo: 'Set PUBLIC_URL to the address that recipients and providers reach, and start again.',
    href: '/health',
  },
  ready: {
    title: 'Ready',
    required: 'nothing is failing',
    isBlocking: true,
    todo: 'Mend what Health names.',
    href: '/health',
  },
  organisation: {
    title: 'Organisation',
    required: 'sender and company, read by a person',
    isBlocking: true,
    isConfirmable: true,
    todo: 'Read every field and save it; confirm it here if all of it is right as shipped.',
    href: '/settings?section=organisation',
  },
  postal_address: {
    title: 'Postal address',
    required: 'the one that stands under every message, read by a person',
    isBlocking: true,
    isConfirmable: true,
    todo: 'Commercial mail must carry a valid one. Correct it with the organisation, or confirm it here if it is right as shipped.',
    href: '/settings?section=organisation',
  },
  time_zone: {
    title: 'Time zone',
    required: 'the organisation’s, read by a person: its days are what ceilings count',
    isBlocking: true,
    isConfirmable: true,
    todo: 'Correct it with the organisation, or confirm it here if it is right as shipped.',
    href: '/settings?section=organisation',
  },
  providers: {
    title: 'Provider keys',
    required: 'a mail platform has a key, and every provider with a key answers',
    isBlocking: true,
    todo: 'Test each provider on the providers page.',
    href: '/providers',
  },
  accounts: {
    title: 'Sending accounts',
    required: 'one or more that are healthy and not paused',
    isBlocking: true,
    todo: 'See on Campaigns what each lacks: SPF, DKIM, DMARC, warm-up.',
    href: '/campaigns',
  },
  webhooks: {
    title: 'Webhooks',
    required: 'all are heard, signed ones alone',
    isBlocking: true,
    todo: 'Run `provider webhooks`, which tests each from its public address.',
    href: '/deliveries',
  },
  test_recipients: {
    title: 'Test recipients',
    required: 'one or more of our own addresses',
    isBlocking: true,
    todo: 'An account gets its first live send only after a test send from it was proven: name who receives those.',
    href: '/settings?section=dispatch',
  },
  history: {
    title: 'What was sent before',
    required: 'taken over, or a person says that nothing was',
    isBlocking: true,
    isConfirmable: true,
    todo: 'Run `import-history platforms`, and `import-history FILE` for what they do not keep, so that day one writes to nobody who was already written to.',
    href: '/import',
  },
  exclusions: {
    title: 'Customers and opt-outs',
    required: 'listed, or a person says that there are none',
    isBlocking: true,
    isConfirmable: true,
    todo: 'Carry them over with `go-live --from`, or import customers and suppressions.',
    href: '/settings?section=exclusions',
  },
  smoke_and_replay: {
    title: 'Smoke and replay',
    required: 'green on the running version',
    isBlocking: true,
    todo: 'Run `npm run smoke -- --base-url URL --record` and `npm run replay -- --base-url URL` with the public address and an operator’s key in SWARM_KEY: both keep what they found.',
    href: '/health',
  },
  audit: {
    title: 'Audit chain',
    required: 'verified whole within 48 hours',
    isBlocking: true,
    todo: 'Verify it now, from the audit page.',
    href: '/audit',
  },
  second_person: {
    title: 'Two people',
    required: 'two who may operate: who approves a batch is not who made it',
    isBlocking: false,
    isConfirmable: true,
    todo: 'Let a second person in, or say why one works alone.',
    href: '/settings?section=users',
  },
  second_factor: {
    title: 'Second factor',
    required: 'whoever may review, operate or administer signs in with one',
    isBlocking: false,
    isConfirmable: true,
    todo: 'Ask for it under Settings, Access, or say what else stands before the sign-in. Each sets theirs up under Your account.',
    href: '/settings?section=access',
  },
  database_roles: {
    title: 'Database roles',
    required: 'the application can’t rewrite the audit trail or the schema',
    isBlocking: false,
    todo: 'Give DATABASE_URL, DATABASE_JOBS_URL and DATABASE_MIGRATE_URL a role each.',
    href: '/health',
  },
  backup: {
    title: 'Backup',
    required: 'one was made and brought back, a person says',
    isBlocking: false,
    isConfirmable: true,
    todo: 'Run `backup FOLDER`, bring it back on another machine, then confirm it here with the day.',
    href: '/health',
  },
} as const satisfies Record<string, Words>

export type GoLiveItemName = keyof typeof goLiveItems
export const goLiveItemNames = Object.keys(goLiveItems) as GoLiveItemName[]

/** Whether a person may answer for an item. */
export function isConfirmable(name: GoLiveItemName): boolean {
  const words: Words = goLiveItems[name]
  return words.isConfirmable === true
}

/** What rows and answers say of an item, without its words. */
export type Finding = { holds: boolean; value: string; evidence: unknown; at: Date | null }
export type Confirmation = { by: string; at: Date; note: string }

/** The list from what was found; a confirmation stands in only where it may, and never hides what was found. */
export function productionList(
  findingOf: (name: GoLiveItemName) => Finding,
  confirmationOf: (name: GoLiveItemName) => Confirmation | null,
): GoLiveItem[] {
  return goLiveItemNames.map((name) => {
    const { holds, value, evidence, at } = findingOf(name)
    const { title, required, isBlocking, todo, href }: Words = goLiveItems[name]
    const confirmation = isConfirmable(name) ? confirmationOf(name) : null
    return {
      name,
      title,
      passed: holds || confirmation !== null,
      value,
      required,
      isBlocking,
      evidence,
      checkedAt: confirmation !== null && !holds ? confirmation.at : at,
      isConfirmable: isConfirmable(name),
      confirmedBy: confirmation?.by ?? null,
      confirmationNote: confirmation?.note ?? null,
      todo,
      href,
    }
  })
}

/** What stands in the way of the first live message, by name. */
export function missingOf(list: readonly GoLiveItem[]): GoLiveItemName[] {
  return list.filter(({ passed, isBlocking }) => isBlocking && !passed).map(({ name }) => name)
}
