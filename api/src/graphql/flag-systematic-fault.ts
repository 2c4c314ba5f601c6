import { angleName } from '@swarm/jobs/craft/angle-name'
import { flagSystematicFault } from '@swarm/jobs/safety/flag-systematic-fault'
import { z } from 'zod'
import { idOf, mutation, text } from './mutation.ts'
import { loadSafety, Safety } from './safety.ts'

mutation({
  name: 'flagSystematicFault',
  description: 'Says that more than one draft has this fault: stops all sending, or one angle, and alerts. Lifting it needs admin.',
  needs: ['review'],
  input: (t) => ({
    angle: t.string({ description: 'Only this angle; all sending when left out.' }),
    draftId: t.id({ description: 'The draft that shows the fault.' }),
    reason: t.string({ required: true, description: 'What is wrong, for everyone to read; 10 to 400 characters.' }),
  }),
  schema: z.object({
    angle: angleName.nullish(),
    draftId: idOf('Draft').nullish(),
    reason: text({ min: 10, max: 400 }),
  }),
  success: (t) => ({
    safety: t.field({ type: Safety, description: 'The safety controls now.', resolve: (_, __, { reader }) => loadSafety(reader) }),
  }),
  run: async ({ angle, draftId, reason }, { caller, writer }) => {
    await flagSystematicFault(writer, caller, { angle: angle ?? null, draftId: draftId ?? null, reason })
    return { angle: angle ?? null }
  },
})
