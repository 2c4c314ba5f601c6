import { z } from 'zod'
import { type Activity, jsonAnswer, type Provider, type WireAnswer, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'

/** How long the columns of a table take, ms of the sandbox clock. */
const ANSWERS_AFTER_MS = 20_000
/** Real time that a receiver has to answer. */
const PATIENCE_MS = 5_000

const rowBody = z.looseObject({
  correlation_id: z.string().optional(),
  callback_url: z.url().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  company_domain: z.string().optional(),
  company_name: z.string().optional(),
})
const rowSchema = z.object({ id: z.string(), body: rowBody })
const callSchema = z.object({ id: z.string(), url: z.string(), body: z.string(), at: z.number() })
type Call = z.infer<typeof callSchema>

/**
 * Clay, `/clay`: one table with a webhook, and a column that calls back what it found. Companies whose domain begins with `lost` are never
 * answered, those that begin with `empty` with empty cells, those that begin with `hiring` look for people; faults make answers late or double.
 */
export function createClay(world: World, options: { table: string; token: string; hookSecret: string }): Provider {
  const rows = world.journal.collection('clay.rows', rowSchema)
  const calls = world.journal.collection('clay.calls', callSchema)
  return {
    name: 'clay',
    prefix: '/clay',
    activities: [callingActivity()],
    answer: ({ method, path, headers, json }: WireRequest): WireAnswer => {
      if (method !== 'POST' || path !== `/v3/sources/webhook/${options.table}`) return jsonAnswer(404, { message: 'Not found' })
      if (headers['x-clay-webhook-auth'] !== options.token) return jsonAnswer(401, { message: 'Unauthorized' })
      const body = rowBody.safeParse(json)
      if (!body.success || headers['content-type'] === undefined) return jsonAnswer(422, { message: 'Invalid JSON' })
      const id = `r_${rows.size + 1}`
      rows.put(id, { id, body: body.data })
      answerLater(id, body.data)
      return jsonAnswer(200, { success: true })
    },
    refuseBody: () => jsonAnswer(422, { message: 'Invalid JSON' }),
    counts: () => ({ rows: rows.size, callsPending: calls.size }),
    reset: () => {
      rows.clear()
      calls.clear()
    },
  }

  function answerLater(id: string, row: z.infer<typeof rowBody>): void {
    const domain = row.company_domain ?? ''
    if (row.callback_url === undefined || domain.startsWith('lost')) return
    const isEmpty = domain === '' || domain.startsWith('empty')
    const found = {
      correlation_id: row.correlation_id ?? '',
      schema_version: '1',
      status: isEmpty ? 'not_found' : 'found',
      email: isEmpty ? '' : `${(row.first_name ?? 'somebody').toLowerCase()}@${domain}`,
      email_status: isEmpty ? '' : 'valid',
      title: isEmpty ? null : 'Chief Operating Officer',
      company_domain: domain,
      employee_count: isEmpty ? '' : '120',
      open_roles: domain.startsWith('hiring') ? 'Recruiter; Account Executive' : '',
      source: 'clay',
    }
    const cells = isEmpty ? { ...found, company_domain: '' } : found
    const fault = world.faults.forDelivery('clay', 'enrichment_result')
    for (let copy = 0; copy < (fault?.duplicateWebhooks ? 2 : 1); copy++) {
      const body = JSON.stringify({ ...cells, run: copy })
      calls.put(`${id}_${copy}`, {
        id: `${id}_${copy}`,
        url: row.callback_url,
        body,
        at: world.clock.now() + ANSWERS_AFTER_MS + (fault?.lateWebhooksMs ?? 0),
      })
    }
  }

  function callingActivity(): Activity {
    const first = (): Call | null => {
      let found: Call | null = null
      for (const call of calls.values()) if (found === null || call.at < found.at) found = call
      return found
    }
    return {
      nextAt: () => first()?.at ?? null,
      run: async (now) => {
        const call = first()
        if (!call || call.at > now) return
        await tell(call)
        calls.delete(call.id)
      },
    }
  }

  /** Whether it tries again after a failure is not known: it does not. */
  async function tell({ url, body }: Call): Promise<void> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-swarm-hook-secret': options.hookSecret },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      await answer.arrayBuffer()
    } catch {
      // Lost, as it would be there.
    }
  }
}
