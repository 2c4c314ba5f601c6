import type { WireAnswer, WireRequest } from '../wire.ts'
import type { State } from './state.ts'

/** One request that has been let in. */
export interface Call {
  state: State
  request: WireRequest
  /** What stood in the path's places, decoded. */
  params: string[]
}

export type Endpoint = (call: Call) => WireAnswer
