import { advanceClock } from '@swarm/jobs/clock/advance-clock'
import { z } from 'zod'
import { mutation } from './mutation.ts'

/** The names that only a sandbox's schema has. */
export const sandboxMutation = 'advanceClock'

mutation({
  name: sandboxMutation,
  description:
    'Moves business time of the product and of the sandbox forward, in steps to each next due instant, and waits for jobs and webhooks. In the sandbox only: elsewhere this does not exist.',
  needs: ['admin'],
  input: (t) => ({
    by: t.string({ description: 'How far, as an ISO 8601 duration of weeks, days, hours, minutes, seconds: P1D, PT6H.' }),
    to: t.field({ type: 'DateTime', description: 'Or where to.' }),
  }),
  schema: z.object({ by: z.string().max(40).nullish(), to: z.date().nullish() }),
  run: async ({ by, to }, { writer, wake, caller, sandboxUrl }) =>
    advanceClock(writer, wake, caller, { by: by ?? null, to: to ?? null, sandboxUrl }),
  success: (t) => ({
    now: t.field({ type: 'DateTime', description: 'Business time now.', resolve: ({ now }) => now }),
    ran: t.field({ type: 'JSON', description: 'Steps that were taken, and what the sandbox did in them.', resolve: ({ ran }) => ran }),
  }),
})
