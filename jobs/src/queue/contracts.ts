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
  /** Most jobs that one runner takes at once. */
  batchSize: number
  /** Cron in UTC: when the sweep also runs without being asked. Sweeps alone have one; their payload is empty. */
  schedule?: string
}

const contract = <Payload>(c: Contract<Payload>): Contract<Payload> => c
const nothing = z.object({})
const sweep = { payload: nothing, retry: { limit: 0, delaySeconds: 1, expireSeconds: 300 }, batchSize: 1, schedule: '* * * * *' }

export const contracts = {
  // The database keeps itself.
  tidyDatabase: contract({ name: 'tidy-database', ...sweep, schedule: '*/10 * * * *' }),

  // A draft that nobody decided leaves the queue.
  expireDrafts: contract({ name: 'expire-drafts', ...sweep }),
} as const

export type ContractName = keyof typeof contracts
export type PayloadOf<Name extends ContractName> = z.infer<(typeof contracts)[Name]['payload']>

/** Where a job goes that failed for good; shown on the health page. */
export const deadLetterQueue = 'dead-letters'
