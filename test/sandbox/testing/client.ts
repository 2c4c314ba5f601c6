import { z } from 'zod'
import type { Sandbox } from '../server.ts'
import { controlOf } from './control.ts'

const errorSchema = z.object({ statusCode: z.number(), error: z.string(), message: z.string() })

/** Calls of the sandbox's own tests, over real HTTP. */
export function clientOf(sandbox: Sandbox) {
  const request = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${sandbox.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  const instantly = (method: string, path: string, body?: unknown): Promise<Response> =>
    request(method, `/instantly/api/v2${path}`, body, { authorization: 'Bearer sandbox-instantly-key' })
  return {
    request,
    instantly,
    /** The answer of a call that must be a 2xx, in the shape expected. */
    ask: async <T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> => {
      const answer = await instantly(method, path, body)
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return schema.parse(JSON.parse(text))
    },
    refused: async (method: string, path: string, body?: unknown): Promise<z.infer<typeof errorSchema>> =>
      errorSchema.parse(await (await instantly(method, path, body)).json()),
    control: controlOf(sandbox.url),
  }
}
export type Client = ReturnType<typeof clientOf>

export const campaignShape = z.looseObject({ id: z.string(), status: z.number(), name: z.string() })
export const leadShape = z.looseObject({
  id: z.string(),
  email: z.string(),
  status: z.number(),
  campaign: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
})
export const mailShape = z.looseObject({
  id: z.string(),
  ue_type: z.number(),
  lead: z.string(),
  eaccount: z.string(),
  subject: z.string(),
  timestamp_email: z.string(),
  body: z.object({ html: z.string(), text: z.string() }),
})
export const added = z.looseObject({
  total_sent: z.number(),
  leads_uploaded: z.number(),
  created_leads: z.array(z.object({ index: z.number(), id: z.string(), email: z.string() })),
})
export function pageOf<T>(item: z.ZodType<T>) {
  return z.object({ items: z.array(item), next_starting_after: z.string().optional() })
}

/** The day before the window of the test campaign. */
export const MONDAY_NOON = '2026-11-23T12:00:00.000Z'

export function campaignBody(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'swarm-test-1',
    campaign_schedule: {
      start_date: '2026-11-24',
      end_date: '2026-11-24',
      schedules: [
        {
          name: 'window',
          timing: { from: '08:00', to: '11:00' },
          days: { 0: false, 1: true, 2: true, 3: true, 4: true, 5: true, 6: false },
          timezone: 'America/Detroit',
        },
      ],
    },
    sequences: [{ steps: [{ type: 'email', delay: 0, variants: [{ subject: '{{subject_1}}', body: '{{body_1}}' }] }] }],
    email_list: ['dani@chiefaiofficerai.com'],
    stop_on_reply: true,
    insert_unsubscribe_header: true,
    ...change,
  }
}

export function leadBody(email: string): Record<string, unknown> {
  return {
    email,
    first_name: 'Mara',
    custom_variables: { subject_1: `For ${email}`, body_1: 'Hello Mara,<br/>see https://caio.cx', attempt: 'k1' },
  }
}
