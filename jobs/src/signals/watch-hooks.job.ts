import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { watchHooks } from './watch-hooks.ts'

/** Looks every minute whether we still hear what happens. */
export const watchHooksJob = handle(contracts.watchHooks, (_, { writer, log, instantly, publicUrl, instantlyHookSecret }) =>
  watchHooks({ writer, log, instantly, publicUrl, secret: instantlyHookSecret }),
)
