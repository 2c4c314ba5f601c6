import { z } from 'zod'
import type { Limit } from './http/allowance-rate.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import { ProviderError } from './http/provider-error.ts'
import type { ProviderAccess } from './provider-config.ts'

/** Sources conflict; beyond the narrowest one it blocks a key for 10 minutes (providers/zerobounce.md, 3). */
const limits: { all: Limit[]; some: Record<string, Limit> } = {
  all: [{ name: 'zerobounce.second', calls: 5, perMs: 1_000 }],
  some: { batch: { name: 'zerobounce.batch', calls: 5, perMs: 60_000 } },
}

/** Most addresses in one batch, of two numbers the smaller. */
export const mostInBatch = 100
/** A batch may take 70 s there; ours must be the longer patience. */
const batchTimeoutMs = 90_000
const verifySeconds = 60

/** What it says of one address, in its words: the set is open, and grows without notice. */
export type Verified = { address: string; status: string; subStatus: string }

export type ZeroBounce = {
  /** Asks about up to 100 addresses. Whoever is missing in the answer was not checked. Costs again when it is asked again. */
  verify(addresses: readonly string[]): Promise<Verified[]>
  /** Credits that are left. Costs nothing. */
  credits(): Promise<number>
  close(): Promise<void>
}

/** Errors come with any HTTP status, 200 too, under one of two names: they are looked for first. */
const fault = z.object({ error: z.string().nullish(), Error: z.string().nullish() })
const checked = z.object({ address: z.string(), status: z.string(), sub_status: z.string().nullish() })
const batchSchema = fault.extend({
  email_batch: z.array(checked.catch({ address: '', status: '', sub_status: null })).nullish(),
  errors: z.array(z.object({ error: z.string().nullish(), email_address: z.string().nullish() })).nullish(),
})
const creditsSchema = fault.extend({ Credits: z.union([z.string(), z.number()]).nullish() })

/**
 * ZeroBounce checks whether an address takes mail. Its key has no header: it goes along in the query of a read and in the body of a batch, and
 * is masked wherever either could show (I19).
 */
export function createZeroBounce(config: ProviderAccess & { batchBaseUrl: string | null }, context: HttpContext): ZeroBounce {
  const clientAt = (baseUrl: string) =>
    createHttpClient({
      ...context,
      provider: 'zerobounce',
      baseUrl,
      headers: {},
      secrets: [config.apiKey],
      limits,
      isRefusal: (status) => status === 400 || status === 404 || status === 405,
    })
  const http = clientAt(config.baseUrl)
  // Documents and clients name two hosts for batches.
  const batches = config.batchBaseUrl === null ? http : clientAt(config.batchBaseUrl)

  return {
    async verify(addresses) {
      if (addresses.length === 0 || addresses.length > mostInBatch)
        throw new RangeError(`ZeroBounce takes 1 to ${mostInBatch} addresses at a time, not ${addresses.length}`)
      const answer = await shielded(
        batches.call({
          kind: 'write',
          method: 'POST',
          path: '/validatebatch',
          body: {
            api_key: config.apiKey,
            // The address of the reader's machine must be there, and may say nothing.
            email_batch: addresses.map((address) => ({ email_address: address, ip_address: '' })),
            timeout: verifySeconds,
          },
          schema: batchSchema,
          timeoutMs: batchTimeoutMs,
          limit: 'batch',
        }),
      )
      const general = answer.errors?.find(({ email_address: of }) => of?.toLowerCase() === 'all')
      const message = answer.error ?? answer.Error ?? general?.error
      if (message != null) throw refused(message)
      return (answer.email_batch ?? []).flatMap(({ address, status, sub_status: subStatus }) =>
        address === '' || status === ''
          ? []
          : [{ address: address.toLowerCase(), status: status.toLowerCase(), subStatus: subStatus?.toLowerCase() ?? '' }],
      )
    },
    async credits() {
      const query = new URLSearchParams({ api_key: config.apiKey })
      const answer = await shielded(http.call({ kind: 'read', method: 'GET', path: '/getcredits', query, schema: creditsSchema }))
      const left = Number(answer.Credits ?? Number.NaN)
      const message = answer.error ?? answer.Error
      // A wrong key has -1 credits.
      if (message != null || left < 0) throw refused(message ?? 'the key is not known')
      if (!Number.isFinite(left))
        throw new ProviderError({
          provider: 'zerobounce',
          kind: 'malformed',
          stage: 'answer',
          message: 'it does not say its credits',
          certainlyNotSent: true,
        })
      return left
    },
    async close() {
      await http.close()
      if (batches !== http) await batches.close()
    },
  }
}

/** An error in its words means that nothing was checked: it is about our key or credits, whatever the status said. */
function refused(message: string): ProviderError {
  const isAboutUs = /key|credit|unauthori|account/i.test(message)
  return new ProviderError({
    provider: 'zerobounce',
    kind: isAboutUs ? 'unauthorized' : 'rejected',
    stage: 'answer',
    message: `it refused the call (${message.replace(/[^\w .,'-]/g, '').slice(0, 80)})`,
    certainlyNotSent: true,
  })
}

/** 403 is a shield that wants us to wait, not a word about the key. */
async function shielded<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof ProviderError) || error.status !== 403) throw error
    throw new ProviderError({
      provider: 'zerobounce',
      kind: 'rate_limited',
      stage: error.stage,
      message: 'it wants us to wait',
      certainlyNotSent: true,
      status: 403,
      retryAfterMs: 600_000,
    })
  }
}
