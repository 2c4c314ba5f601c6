import type { JobContext } from '../context.ts'
import type { Contract } from './contracts.ts'

/** A contract with the function that fulfils it. Its payload is parsed before the function sees it. */
export type Handler = { contract: Contract<unknown>; run(payload: unknown, context: JobContext): Promise<void> }

export function handle<Payload>(contract: Contract<Payload>, work: (payload: Payload, context: JobContext) => Promise<void>): Handler {
  return { contract, run: (payload, context) => work(contract.payload.parse(payload), context) }
}
