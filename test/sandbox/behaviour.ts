import { z } from 'zod'
import type { Collection, Journal } from './journal.ts'

const share = z.number().min(0).max(1)
const limit = z.int().min(0).nullable()

/** What becomes of a mail. `reply:interested` (a label) and `reply:rd-005` (an id of replies-dev.jsonl) choose the text. */
const fateSchema = z.union([
  z.enum(['silent', 'machine_open', 'open', 'click', 'reply', 'auto_reply', 'bounce', 'unsubscribe']),
  z.templateLiteral(['reply:', z.string().min(1)]),
])
export type Fate = z.infer<typeof fateSchema>

/** What somebody does at LinkedIn; `invalid` is a profile that nobody has. */
const linkedinFateSchema = z.union([z.enum(['silent', 'accept', 'reply', 'invalid']), z.templateLiteral(['reply:', z.string().min(1)])])

/** How the sandbox behaves, settable while it runs. */
const behaviourSchema = z.strictObject({
  /** Answer times: off is 0 ms, on is 30 to 120 ms, or bounds in ms. */
  delays: z.union([z.enum(['on', 'off']), z.strictObject({ minMs: z.int().min(0), maxMs: z.int().min(0) })]),
  /** Shares of leads by what they do first of all; the rest does nothing. */
  rates: z.strictObject({
    bounce: share,
    unsubscribe: share,
    reply: share,
    autoReply: share,
    click: share,
    open: share,
    machineOpen: share,
    linkedinAccept: share,
    linkedinReply: share,
  }),
  /** Calls per window of real time; null: unlimited. */
  limits: z.strictObject({
    apolloEnrichPerMinute: limit,
    apolloBulkEnrichPerMinute: limit,
    apolloSearchPerMinute: limit,
    apolloSearchPerHour: limit,
    apolloSearchPerDay: limit,
    apolloOtherPerMinute: limit,
    apolloOtherPerHour: limit,
    apolloOtherPerDay: limit,
    apolloCredits: limit,
    instantlyPerSecond: limit,
    instantlyPerMinute: limit,
    instantlyEmailsPerMinute: limit,
    instantlyTestEmailsPerMinute: limit,
    hookFailures: limit,
    heyreachPerMinute: limit,
    ghlPer10Seconds: limit,
    ghlPerDay: limit,
  }),
  /** What becomes of mail to these addresses (lower case), instead of what the seed says. */
  fates: z.record(z.string(), fateSchema),
  /** The same of people at LinkedIn, by profile URL (lower case). */
  linkedinFates: z.record(z.string(), linkedinFateSchema),
  /** Where GoHighLevel's app delivers its events; it is chosen in the app's settings, no API tells of it. null: nowhere. */
  ghlHookUrl: z.url().nullable(),
})
export type Behaviour = z.infer<typeof behaviourSchema>

const DEFAULTS: Omit<Behaviour, 'delays'> = {
  rates: {
    bounce: 0.02,
    unsubscribe: 0.01,
    reply: 0.1,
    autoReply: 0.04,
    click: 0.05,
    open: 0.35,
    machineOpen: 0.1,
    linkedinAccept: 0.35,
    linkedinReply: 0.1,
  },
  limits: {
    // Apollo's paid plans, as documented: per team and endpoint.
    apolloEnrichPerMinute: 1_000,
    apolloBulkEnrichPerMinute: 1_000,
    apolloSearchPerMinute: 200,
    apolloSearchPerHour: 6_000,
    apolloSearchPerDay: 50_000,
    apolloOtherPerMinute: 200,
    apolloOtherPerHour: 400,
    apolloOtherPerDay: 2_000,
    // Lead credits of the plan, as the usage endpoint shows them; ours.
    apolloCredits: 10_000,
    // Instantly's, as documented: per workspace, GET /emails and POST /emails/test with their own.
    instantlyPerSecond: 100,
    instantlyPerMinute: 6_000,
    instantlyEmailsPerMinute: 20,
    instantlyTestEmailsPerMinute: 10,
    // Deliveries in a row that failed with all their retries before a hook is disabled; the real number is not documented.
    hookFailures: 3,
    // HeyReach's, as documented: per key, one counter for all endpoints.
    heyreachPerMinute: 300,
    // GoHighLevel's, as documented: per app and location.
    ghlPer10Seconds: 100,
    ghlPerDay: 200_000,
  },
  fates: {},
  linkedinFates: {},
  ghlHookUrl: null,
}

/** A change names only what changes. */
export const behaviourChangeSchema = z.strictObject({
  delays: behaviourSchema.shape.delays.optional(),
  rates: behaviourSchema.shape.rates.partial().optional(),
  limits: behaviourSchema.shape.limits.partial().optional(),
  fates: behaviourSchema.shape.fates.optional(),
  linkedinFates: behaviourSchema.shape.linkedinFates.optional(),
  ghlHookUrl: behaviourSchema.shape.ghlHookUrl.optional(),
})

export interface BehaviourBox {
  get(): Behaviour
  change(change: z.infer<typeof behaviourChangeSchema>): void
  reset(): void
}

const KEY = 'behaviour'

export function createBehaviour(journal: Journal, delays: Behaviour['delays']): BehaviourBox {
  const stored: Collection<Behaviour> = journal.collection('control.behaviour', behaviourSchema)
  const initial: Behaviour = { ...DEFAULTS, delays }
  const get = (): Behaviour => stored.get(KEY) ?? initial
  return {
    get,
    change: (change) => {
      const old = get()
      const fates = Object.entries(change.fates ?? {}).map(([email, fate]) => [email.toLowerCase(), fate] as const)
      stored.put(
        KEY,
        behaviourSchema.parse({
          delays: change.delays ?? old.delays,
          rates: { ...old.rates, ...defined(change.rates) },
          limits: { ...old.limits, ...defined(change.limits) },
          fates: { ...old.fates, ...Object.fromEntries(fates) },
          linkedinFates: { ...old.linkedinFates, ...change.linkedinFates },
          ghlHookUrl: change.ghlHookUrl === undefined ? old.ghlHookUrl : change.ghlHookUrl,
        }),
      )
    },
    reset: () => stored.clear(),
  }
}

function defined(change: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(change ?? {}).filter(([, value]) => value !== undefined))
}
