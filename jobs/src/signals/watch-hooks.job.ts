import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { watchGhl } from './watch-ghl.ts'
import { watchHeyreach } from './watch-heyreach.ts'
import { watchHooks } from './watch-hooks.ts'

/** Looks every minute whether we still hear what happens, at each provider by itself. */
export const watchHooksJob = handle(contracts.watchHooks, async (_, context) => {
  const { writer, log, publicUrl } = context
  await Promise.all([
    watchHooks({ writer, log, instantly: context.instantly, publicUrl, secret: context.instantlyHookSecret }),
    watchHeyreach({ writer, log, heyreach: context.heyreach, publicUrl, secret: context.heyreachHookSecret }),
    watchGhl({ writer, log, ghl: context.ghl, isSigned: context.isGhlHookSigned }),
  ])
})
