import { z } from 'zod'
import type { Journal } from './journal.ts'
import type { WireAnswer, WireRequest } from './wire.ts'

/** A regular expression, as text. */
export const patternSchema = z.string().max(500).refine(isRegExp, 'not a regular expression')

/**
 * A fault to play. Rules are tried in order; the first that matches and isn't used up applies.
 *
 * Did the request act? With `resetBeforeActing`, `status` or `neverAnswer`: no. With everything else: yes, then the answer is spoilt.
 * `act: true` makes the first group act as well (a 500 after the lead was added).
 * The three webhook faults match the delivery instead of a request: `path` is tried against its event type.
 */
export const faultSchema = z.strictObject({
  provider: z.string(),
  method: z.string().optional(),
  /** Regular expression on the path behind the provider's prefix. */
  path: z.string().max(500).refine(isRegExp, 'not a regular expression').optional(),
  /** How often it applies; without it always. */
  times: z.int().min(1).optional(),
  act: z.boolean().optional(),
  delayMs: z.int().min(0).max(600_000).optional(),
  status: z.int().min(200).max(599).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Replaces the answer's body, as it is. */
  body: z.string().optional(),
  /** null: no content-type header. */
  contentType: z.string().nullable().optional(),
  /** `true`: half of the body as a complete HTTP answer; `connection`: the connection ends in the middle. */
  truncate: z.union([z.boolean(), z.literal('connection')]).optional(),
  resetBeforeActing: z.boolean().optional(),
  dropAfterActing: z.boolean().optional(),
  neverAnswer: z.boolean().optional(),
  /** Bulk requests do only their first half and count only that. */
  partial: z.boolean().optional(),
  duplicateWebhooks: z.boolean().optional(),
  /** Of the sandbox clock. */
  lateWebhooksMs: z.int().min(0).optional(),
  /** Disables all of the provider's hooks when the rule is set, as after too many failures. */
  disableHook: z.boolean().optional(),
})
export type Fault = z.infer<typeof faultSchema>

const ruleSchema = z.object({ fault: faultSchema, used: z.int() })

export interface Faults {
  set(faults: Fault[]): void
  list(): { fault: Fault; used: number }[]
  /** Finds the fault for a request and counts its use. */
  forRequest(provider: string, request: { method: string; path: string }): Fault | null
  /** Finds the fault for a delivery of this event type and counts its use. */
  forDelivery(provider: string, eventType: string): Fault | null
}

export function createFaults(journal: Journal): Faults {
  const rules = journal.collection('control.faults', ruleSchema)
  const take = (matches: (fault: Fault) => boolean): Fault | null => {
    for (let index = 0; index < rules.size; index++) {
      const rule = rules.get(String(index))
      if (!rule || (rule.fault.times !== undefined && rule.used >= rule.fault.times) || !matches(rule.fault)) continue
      rules.put(String(index), { ...rule, used: rule.used + 1 })
      return rule.fault
    }
    return null
  }
  return {
    set: (faults) => {
      rules.clear()
      for (const [index, fault] of faults.entries()) rules.put(String(index), { fault, used: 0 })
    },
    list: () => [...rules.values()],
    forRequest: (provider, request) =>
      take(
        (fault) =>
          !isAboutDeliveries(fault) &&
          fault.provider === provider &&
          (fault.method === undefined || fault.method.toUpperCase() === request.method) &&
          (fault.path === undefined || new RegExp(fault.path).test(request.path)),
      ),
    forDelivery: (provider, eventType) =>
      take(
        (fault) =>
          (fault.duplicateWebhooks === true || fault.lateWebhooksMs !== undefined) &&
          fault.provider === provider &&
          (fault.path === undefined || new RegExp(fault.path).test(eventType)),
      ),
  }
}

/** Whether the provider carries the request out under this fault. */
export function actsUnder(fault: Fault | null): boolean {
  if (!fault) return true
  if (fault.resetBeforeActing) return false
  return fault.act ?? (fault.status === undefined && fault.neverAnswer !== true)
}

/** The answer as the fault spoils it; `answer` is null when the provider was not asked. */
export function spoil(answer: WireAnswer | null, fault: Fault): WireAnswer {
  const sound = answer ?? { status: 500, headers: {}, body: '', contentType: 'application/json; charset=utf-8' }
  const body = fault.body ?? (fault.status !== undefined ? '' : sound.body)
  return {
    status: fault.status ?? sound.status,
    headers: { ...sound.headers, ...fault.headers },
    body: fault.truncate === true ? body.slice(0, Math.ceil(body.length / 2)) : body,
    contentType: fault.contentType !== undefined ? fault.contentType : sound.contentType,
  }
}

/** What a partial fault leaves of a bulk request: the first half, rounded up. */
export function firstHalf<T>(items: readonly T[], request: WireRequest): T[] {
  return request.partial ? items.slice(0, Math.ceil(items.length / 2)) : [...items]
}

function isAboutDeliveries(fault: Fault): boolean {
  return fault.duplicateWebhooks === true || fault.lateWebhooksMs !== undefined || fault.disableHook === true
}

function isRegExp(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
