import { z } from 'zod'

/**
 * Every job on one screen. A job is a hint to look at a table: payloads are ids, never copies of rows; the row is right by the time it runs.
 * Losing every job loses nothing but seconds, because the sweeps find the due rows by themselves.
 */
export type Contract<Payload> = {
  /** pg-boss queue name. */
  name: string
  /** Parsed when the job is sent and again when it is taken. */
  payload: z.ZodType<Payload>
  /** Attempts after the first, seconds before the next one (doubling), longest run in seconds. */
  retry: { limit: number; delaySeconds: number; expireSeconds: number }
  /** Most jobs that one runner takes at once. Those of a sweep are one question: it runs once for all of them. */
  batchSize: number
  /** Most batches of it that one runner works side by side; one without it. */
  sideBySide?: number
  /** Cron in UTC: when the sweep also runs without being asked. Sweeps alone have one; their payload is empty. */
  schedule?: string
}

const contract = <Payload>(c: Contract<Payload>): Contract<Payload> => c
const nothing = z.object({})
// One at a time would leave the second of two wake-ups to the slow poll: a notice wakes a worker once.
const sweep = { payload: nothing, retry: { limit: 0, delaySeconds: 1, expireSeconds: 300 }, batchSize: 10, schedule: '* * * * *' }

export const contracts = {
  // The database keeps itself.
  tidyDatabase: contract({ name: 'tidy-database', ...sweep, schedule: '*/10 * * * *' }),
  // Jobs that failed for good run again, or are forgotten, when a person says so.
  settleDeadLetters: contract({
    name: 'settle-dead-letters',
    payload: z.object({ queue: z.string(), isRetry: z.boolean(), until: z.iso.datetime() }),
    retry: { limit: 3, delaySeconds: 2, expireSeconds: 60 },
    batchSize: 1,
  }),
  forgetRaw: contract({ name: 'forget-raw', ...sweep, retry: { ...sweep.retry, expireSeconds: 3_600 }, schedule: '50 3 * * *' }),
  archiveYears: contract({ name: 'archive-years', ...sweep, retry: { ...sweep.retry, expireSeconds: 3_600 }, schedule: '30 4 * * *' }),
  // What must hold is looked at while it runs, and a broken promise stops everything.
  checkInvariants: contract({ name: 'check-invariants', ...sweep, schedule: '*/5 * * * *' }),
  checkAllInvariants: contract({
    name: 'check-all-invariants',
    ...sweep,
    retry: { ...sweep.retry, expireSeconds: 3_600 },
    schedule: '20 3 * * *',
  }),
  verifyAudit: contract({ name: 'verify-audit', ...sweep }),
  // What went out while an older database did not know of it.
  reconcileRestore: contract({ name: 'reconcile-restore', ...sweep, retry: { ...sweep.retry, expireSeconds: 1_800 } }),
  // Whom the platforms wrote to before moving in.
  readHistory: contract({ name: 'read-history', ...sweep, retry: { ...sweep.retry, expireSeconds: 1_800 } }),
  watchSpikes: contract({ name: 'watch-spikes', ...sweep, schedule: '7 * * * *' }),
  watchKpis: contract({ name: 'watch-kpis', ...sweep, schedule: '11 * * * *' }),
  // What waited too long alerts, what nobody acknowledged rises, and people are told.
  watchAlerts: contract({ name: 'watch-alerts', ...sweep }),
  // A tier whose canary went well opens in full.
  openTiers: contract({ name: 'open-tiers', ...sweep, schedule: '17 * * * *' }),
  // An experiment of which one subject is clearly better ends.
  stopExperiments: contract({ name: 'stop-experiments', ...sweep, schedule: '37 5 * * *' }),
  // Follow-ups and revivals are frozen: under a standing approval, else for a person.
  dispatchFollowUps: contract({ name: 'dispatch-follow-ups', ...sweep, schedule: '27 * * * *' }),

  // What came back takes effect, and we keep hearing it.
  applyDeliveries: contract({ name: 'apply-deliveries', ...sweep }),
  watchHooks: contract({ name: 'watch-hooks', ...sweep }),

  // A file becomes leads.
  importFile: contract({
    name: 'import-file',
    payload: z.object({ importId: z.uuid() }),
    retry: { limit: 3, delaySeconds: 2, expireSeconds: 900 },
    batchSize: 2,
  }),
  undoImport: contract({
    name: 'undo-import',
    payload: z.object({ importId: z.uuid() }),
    retry: { limit: 3, delaySeconds: 2, expireSeconds: 900 },
    batchSize: 1,
  }),
  sweepImports: contract({ name: 'sweep-imports', ...sweep }),
  // Who asked to be forgotten is, once nothing of theirs is under way; a long one reads every table that mentions people.
  finishErasures: contract({ name: 'finish-erasures', ...sweep, retry: { ...sweep.retry, expireSeconds: 1_800 } }),
  // People who are there twice are found, and merged where nothing speaks against it.
  sweepMerges: contract({ name: 'sweep-merges', ...sweep, schedule: '*/5 * * * *' }),

  // A lead goes through the six stages: one job moves one run on for a while, then asks to come back.
  advanceRun: contract({
    name: 'advance-run',
    payload: z.object({ runId: z.uuid() }),
    retry: { limit: 3, delaySeconds: 2, expireSeconds: 300 },
    batchSize: 2,
  }),
  sweepRuns: contract({ name: 'sweep-runs', ...sweep }),

  // Another ICP profile or other facts: another score.
  rescoreLeads: contract({ name: 'rescore-leads', ...sweep, retry: { ...sweep.retry, expireSeconds: 1_800 } }),

  // A language model rephrases what waits and nobody has opened.
  rewriteDrafts: contract({ name: 'rewrite-drafts', ...sweep, retry: { ...sweep.retry, expireSeconds: 1_800 } }),

  // A draft that nobody decided leaves the queue.
  expireDrafts: contract({ name: 'expire-drafts', ...sweep }),

  // Questions about leads that are answered later; what is known of leads in play, and of addresses, is looked at again.
  sweepEnrichment: contract({ name: 'sweep-enrichment', ...sweep }),
  watchEnrichment: contract({ name: 'watch-enrichment', ...sweep, schedule: '41 * * * *' }),
  // Somebody wants to know whether a provider answers.
  testProviders: contract({ name: 'test-providers', ...sweep, schedule: '*/10 * * * *' }),

  // Who visited our site becomes a lead, and a contact.
  admitVisitors: contract({ name: 'admit-visitors', ...sweep }),
  // What the last week came to.
  writeDigest: contract({ name: 'write-digest', ...sweep, schedule: '23 * * * *' }),
  // Interest fades.
  sweepIntent: contract({ name: 'sweep-intent', ...sweep, schedule: '*/10 * * * *' }),
  // Whoever was silent for too long.
  // A million silent leads take minutes.
  detectDecay: contract({ name: 'detect-decay', ...sweep, retry: { ...sweep.retry, expireSeconds: 3_600 }, schedule: '0 10 * * *' }),
  // Who was silent long enough is taken up again.
  scanRevival: contract({ name: 'scan-revival', ...sweep, schedule: '30 10 * * *' }),
  // Follow-ups fall due, are written, and go on.
  sweepCadence: contract({ name: 'sweep-cadence', ...sweep }),

  // An approved batch goes out; one whose time is over ends.
  executeBatch: contract({
    name: 'execute-batch',
    payload: z.object({ batchId: z.uuid() }),
    retry: { limit: 3, delaySeconds: 2, expireSeconds: 300 },
    batchSize: 2,
  }),
  // It stays awake while something is under way; who is woken meanwhile takes over from it.
  sweepSends: contract({ name: 'sweep-sends', ...sweep, sideBySide: 2 }),
  expireBatches: contract({ name: 'expire-batches', ...sweep }),
  // Meetings that were asked for, and the calendar that they are booked in.
  bookMeetings: contract({ name: 'book-meetings', ...sweep }),
  // The CRM's contacts, and do-not-disturb both ways.
  syncContacts: contract({ name: 'sync-contacts', ...sweep }),
  // What platforms say they sent, held against what we say.
  drawStatements: contract({ name: 'draw-statements', ...sweep, schedule: '12 * * * *' }),
  // What platforms must not write to either.
  syncBlockLists: contract({ name: 'sync-block-lists', ...sweep }),
  compareBlockLists: contract({ name: 'compare-block-lists', ...sweep, schedule: '50 4 * * *' }),
  // What the platform says of the accounts that send.
  syncAccounts: contract({ name: 'sync-accounts', ...sweep }),
  // Who of them is fit to send.
  checkAccounts: contract({ name: 'check-accounts', ...sweep }),
} as const

export type ContractName = keyof typeof contracts
export const contractNames = Object.keys(contracts) as ContractName[]
export type PayloadOf<Name extends ContractName> = z.infer<(typeof contracts)[Name]['payload']>

/** Where a job goes that failed for good; shown on the health page. */
export const deadLetterQueue = 'dead-letters'
