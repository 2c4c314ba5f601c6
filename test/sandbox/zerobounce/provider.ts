import { z } from 'zod'
import { jsonAnswer, type Provider, type WireAnswer, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'

const CREDITS = 2_000
/** Of two published limits the narrower one: more blocks for 10 minutes. */
const BATCHES_PER_MINUTE = 5
const BLOCKED_MS = 600_000
const mostInBatch = 100

const batchBody = z.object({
  api_key: z.string().optional(),
  email_batch: z.array(z.object({ email_address: z.string(), ip_address: z.string().nullable() })),
  timeout: z.number().optional(),
})
const spentSchema = z.object({ address: z.string() })

/** What an address is found to be, by its beginning; all others are valid. */
const fates: readonly [RegExp, string, string][] = [
  [/^invalid/, 'invalid', 'mailbox_not_found'],
  [/^catch_?all/, 'catch-all', ''],
  [/^accept_?all/, 'valid', 'accept_all'],
  [/^unknown/, 'unknown', 'greylisted'],
  [/^spamtrap/, 'spamtrap', ''],
  [/^abuse/, 'abuse', ''],
  [/^donotmail/, 'do_not_mail', 'role_based'],
  [/^newword/, 'brand_new_status', 'brand_new_sub_status'],
]

/** ZeroBounce, `/zerobounce`: its key comes in the query or the body, never in a header, and errors come with 200. */
export function createZeroBounce(world: World, options: { apiKey: string }): Provider {
  const spent = world.journal.collection('zerobounce.spent', spentSchema)
  let batches: number[] = []
  let blockedUntil = 0
  return {
    name: 'zerobounce',
    prefix: '/zerobounce',
    activities: [],
    answer: ({ method, path, query, json }: WireRequest): WireAnswer => {
      if (method === 'GET' && path === '/v2/getcredits')
        return jsonAnswer(200, { Credits: query.get('api_key') === options.apiKey ? String(CREDITS - spent.size) : '-1' })
      if (method === 'GET' && path === '/v2/validate') {
        if (query.get('api_key') !== options.apiKey) return jsonAnswer(200, { error: 'Invalid API key or your account ran out of credits' })
        if (!query.has('ip_address')) return jsonAnswer(200, { error: 'ip_address is missing' })
        return jsonAnswer(200, check(query.get('email') ?? ''))
      }
      if (method === 'POST' && path === '/v2/validatebatch') return batch(json)
      return { status: 404, headers: {}, body: '<html>404</html>', contentType: 'text/html' }
    },
    refuseBody: () => jsonAnswer(400, { error: 'Invalid JSON' }),
    counts: () => ({ checked: spent.size }),
    reset: () => {
      spent.clear()
      batches = []
      blockedUntil = 0
    },
  }

  function batch(json: unknown): WireAnswer {
    const now = world.clock.now()
    if (now < blockedUntil) return jsonAnswer(429, {})
    batches = [...batches.filter((at) => now - at < 60_000), now]
    if (batches.length > BATCHES_PER_MINUTE) {
      blockedUntil = now + BLOCKED_MS
      return jsonAnswer(429, {})
    }
    const body = batchBody.safeParse(json)
    const general = (error: string) => jsonAnswer(200, { email_batch: [], errors: [{ error, email_address: 'all' }] })
    if (!body.success) return general('The body is not valid')
    if (body.data.api_key !== options.apiKey) return general('Invalid API Key or your account ran out of credits')
    if (body.data.email_batch.length > mostInBatch) return general(`More than ${mostInBatch} addresses`)
    // In another order than they came.
    return jsonAnswer(200, { email_batch: body.data.email_batch.toReversed().map(({ email_address }) => check(email_address)), errors: [] })
  }

  function check(address: string): Record<string, unknown> {
    const [, status, subStatus] = fates.find(([beginning]) => beginning.test(address)) ?? [null, 'valid', '']
    if (status !== 'unknown') spent.put(String(spent.size), { address })
    const [account = '', domain = ''] = address.split('@')
    return {
      address,
      status,
      sub_status: subStatus,
      free_email: false,
      did_you_mean: null,
      account,
      domain,
      domain_age_days: '4210',
      smtp_provider: 'google',
      mx_found: 'true',
      mx_record: `mx.${domain}`,
      processed_at: new Date(world.clock.now()).toISOString().replace('T', ' ').replace('Z', ''),
    }
  }
}
