import { z } from 'zod'
import type { ProviderEvent } from './provider-event.ts'

/** The type says it as well: data of a lead, which a provider may merge in, can't mark what it tells of them. */
const marked = z.object({ event_type: z.literal('swarm_test'), type: z.literal('swarm_test'), swarm_test: z.string().min(8).max(100) })

/** What a check of our own hooks brings: it goes the whole way of a delivery, and changes nothing. `nonce` makes it one of its own. */
export const hookTestPayload = (nonce: string): { event_type: string; type: string; swarm_test: string } => ({
  event_type: 'swarm_test',
  type: 'swarm_test',
  swarm_test: nonce,
})

/** Whether it is such a test. Asked of every delivery while it is stored: the words of a refusal would cost more than all the rest of it. */
export const isHookTest = (payload: unknown): payload is { swarm_test: string } =>
  typeof payload === 'object' && payload !== null && 'swarm_test' in payload && marked.safeParse(payload).success

export const hookTestEvent: ProviderEvent = { is: 'noted', effect: 'A test: it changes nothing.' }
