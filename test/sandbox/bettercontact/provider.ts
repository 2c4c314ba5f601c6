import { z } from 'zod'
import { type Activity, jsonAnswer, type Provider, type WireAnswer, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'

/** How long a request takes, ms of the sandbox clock. */
const TAKES_MS = 10_000
/** Waits between its tries to tell, ms of the sandbox clock; then it gives up. */
const RETRIES_MS = [10_000, 120_000, 180_000, 240_000]
/** Real time that a receiver has to answer. */
const PATIENCE_MS = 5_000
const CREDITS = 5_000

const person = z.object({
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  company: z.string().optional(),
  company_domain: z.string().optional(),
  linkedin_url: z.string().optional(),
  custom_fields: z.record(z.string(), z.string()).optional(),
})
const submitBody = z.object({
  data: z.array(person).min(1).max(100),
  enrich_email_address: z.boolean(),
  enrich_phone_number: z.boolean(),
  webhook: z.url().optional(),
})
const requestSchema = z.object({ id: z.string(), at: z.number(), doneAt: z.number(), body: submitBody })
const callSchema = z.object({ id: z.string(), requestId: z.string(), url: z.string(), tries: z.int(), at: z.number() })
type Request = z.infer<typeof requestSchema>
type Person = z.infer<typeof person>

/**
 * BetterContact, `/bettercontact`. What it finds depends on the company's domain: those that begin with `empty` are not found, `catchall` and
 * `dead` give addresses of that kind, `hold` waits for credits until the fault is over, `lost` is never done; all others have a deliverable
 * address. The fault `status: 402` plays an account without credits, 403 with HTML the filter in front of it.
 */
export function createBetterContact(world: World, options: { apiKey: string }): Provider {
  const requests = world.journal.collection('bettercontact.requests', requestSchema)
  const calls = world.journal.collection('bettercontact.calls', callSchema)
  return {
    name: 'bettercontact',
    prefix: '/bettercontact',
    activities: [callingActivity()],
    answer: ({ method, path, headers, json }: WireRequest): WireAnswer => {
      if (/^(?:node|undici|python|curl)|^$/i.test(headers['user-agent'] ?? ''))
        return {
          status: 403,
          headers: {},
          body: '<!DOCTYPE html><title>Access denied</title>error code: 1010',
          contentType: 'text/html; charset=UTF-8',
        }
      if (headers['x-api-key'] !== options.apiKey) return jsonAnswer(401, { error: 'Unauthorized' })
      if (method === 'POST' && path === '/api/v2/async') return submit(json)
      if (method === 'GET' && path === '/api/v2/account')
        return jsonAnswer(200, { success: true, credits_left: creditsLeft(), email: 'ops@swarm.example' })
      const id = /^\/api\/v2\/async\/([^/]+)$/.exec(path)?.[1]
      if (method !== 'GET' || id === undefined) return jsonAnswer(404, { error: 'Not found' })
      const request = requests.get(id)
      return request ? stateOf(request) : jsonAnswer(406, { error: 'Invalid request id' })
    },
    refuseBody: () => jsonAnswer(400, { error: 'Invalid JSON' }),
    counts: () => ({
      requests: requests.size,
      people: [...requests.values()].reduce((sum, { body }) => sum + body.data.length, 0),
      callsPending: calls.size,
    }),
    reset: () => {
      requests.clear()
      calls.clear()
    },
  }

  function submit(json: unknown): WireAnswer {
    const body = submitBody.safeParse(json)
    if (!body.success) return jsonAnswer(422, { message: `Invalid: ${body.error.issues[0]?.path.join('.') ?? ''}` })
    if (body.data.data.some((one) => !isAskable(one)))
      return jsonAnswer(422, { message: 'Each lead needs a name and a company, or a LinkedIn URL.' })
    if (creditsLeft() <= 0) return jsonAnswer(402, { error: 'Not enough credits' })
    const id = `req_${String(requests.size + 1).padStart(6, '0')}`
    const at = world.clock.now()
    const doneAt = at + TAKES_MS
    requests.put(id, { id, at, doneAt, body: body.data })
    if (body.data.webhook !== undefined && !isLost(body.data.data)) {
      const fault = world.faults.forDelivery('bettercontact', 'enrichment_result')
      for (let copy = 0; copy < (fault?.duplicateWebhooks ? 2 : 1); copy++) {
        const call = `${id}_${copy}`
        calls.put(call, { id: call, requestId: id, url: body.data.webhook, tries: 0, at: doneAt + (fault?.lateWebhooksMs ?? 0) })
      }
    }
    return jsonAnswer(201, { success: true, id, message: 'Processing...' })
  }

  function stateOf(request: Request): WireAnswer {
    const { id, doneAt, body } = request
    // Nothing at all says that it is at work, now and then.
    if (isLost(body.data)) return { status: 202, headers: {}, body: '', contentType: null }
    if (world.clock.now() < doneAt) return jsonAnswer(202, { id, status: 'processing', message: 'Your request is being processed.' })
    if (body.data.some(({ company_domain }) => company_domain?.startsWith('hold'))) return jsonAnswer(200, { id, status: 'on_hold' })
    return jsonAnswer(200, resultOf(request))
  }

  function resultOf({ id, body }: Request): Record<string, unknown> {
    const people = body.data.map((one) => ({ one, ...foundOf(one) }))
    const of = (status: string) => people.filter((found) => found.status === status).length
    return {
      id,
      status: 'terminated',
      credits_consumed: people.filter(({ isCharged }) => isCharged).length,
      credits_left: creditsLeft(),
      summary: {
        // Those that were not found are not counted here.
        total: people.length - of('not_found'),
        valid: of('deliverable'),
        catch_all: of('catch_all_not_safe'),
        catch_all_safe: 0,
        catch_all_not_safe: of('catch_all_not_safe'),
        undeliverable: of('undeliverable'),
        not_found: of('not_found'),
      },
      // In another order than they came.
      data: people.toReversed().map(({ one, status, address }) => ({
        enriched: status === 'deliverable',
        contact_first_name: one.first_name ?? null,
        contact_last_name: one.last_name ?? null,
        contact_email_address: address,
        contact_email_address_status: status,
        email_provider: address === null ? null : 'vendor-name',
        contact_phone_number: null,
        phone_provider: null,
        contact_gender: null,
        contact_job_title: status === 'deliverable' ? 'Managing Partner' : null,
        // Sent as an object, told as a list.
        custom_fields: Object.entries(one.custom_fields ?? {}).map(([name, value], position) => ({ name, value, position })),
      })),
    }
  }

  function creditsLeft(): number {
    let used = 0
    for (const { body, doneAt } of requests.values())
      if (doneAt <= world.clock.now()) used += body.data.filter((one) => foundOf(one).isCharged).length
    return CREDITS - used
  }

  function callingActivity(): Activity {
    const first = () =>
      [...calls.values()].reduce<z.infer<typeof callSchema> | null>(
        (found, one) => (found === null || one.at < found.at ? one : found),
        null,
      )
    return {
      nextAt: () => first()?.at ?? null,
      run: async (now) => {
        const call = first()
        if (!call || call.at > now) return
        const request = requests.get(call.requestId)
        const wait = RETRIES_MS[call.tries]
        if (!request || (await tell(call.url, resultOf(request))) || wait === undefined) calls.delete(call.id)
        else calls.put(call.id, { ...call, tries: call.tries + 1, at: now + wait })
      },
    }
  }
}

const isLost = (people: readonly Person[]): boolean => people.some(({ company_domain }) => company_domain?.startsWith('lost'))

function isAskable({ first_name, last_name, company, company_domain, linkedin_url }: Person): boolean {
  return (
    linkedin_url !== undefined ||
    (first_name !== undefined && last_name !== undefined && (company !== undefined || company_domain !== undefined))
  )
}

function foundOf({ first_name, last_name, company_domain = '' }: Person): { status: string; address: string | null; isCharged: boolean } {
  const address = `${first_name ?? 'somebody'}.${last_name ?? 'unknown'}@${company_domain}`.toLowerCase()
  if (company_domain === '' || company_domain.startsWith('empty')) return { status: 'not_found', address: null, isCharged: false }
  if (company_domain.startsWith('dead')) return { status: 'undeliverable', address, isCharged: false }
  if (company_domain.startsWith('catchall')) return { status: 'catch_all_not_safe', address, isCharged: true }
  return { status: 'deliverable', address, isCharged: true }
}

async function tell(url: string, body: unknown): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}
