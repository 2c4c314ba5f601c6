import { detectDecay, type StatusChange } from '@swarm/jobs/decay/detect-decay'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { LeadStatus } from './enums.ts'
import { Lead } from './lead-type.ts'
import { mutation } from './mutation.ts'

const StatusChangeType = builder.objectRef<StatusChange>('StatusChange').implement({
  description: 'One lead whose status time has changed, or would.',
  extensions: needs('read'),
  fields: (t) => ({
    lead: t.field({
      type: Lead,
      description: 'Whose.',
      resolve: async ({ leadId }, _, { loaders }) => {
        const found = await loaders.lead.load(leadId)
        if (!found) throw new Error('the lead is gone')
        return found
      },
    }),
    from: t.expose('from', { type: LeadStatus, description: 'Where it stood.' }),
    to: t.expose('to', { type: LeadStatus, description: 'Where it stands, or would stand.' }),
    reason: t.exposeString('reason', { description: 'Which silence.' }),
  }),
})

mutation<{ dryRun?: boolean | null | undefined }, { changes: StatusChange[]; total: number }>({
  name: 'detectDecay',
  description: 'Moves leads for whom nothing happened for too long, as the daily job does. A dry run lists what would change.',
  needs: ['operate'],
  input: (t) => ({ dryRun: t.boolean({ defaultValue: false, description: 'Say what would change, and change nothing.' }) }),
  schema: z.object({ dryRun: z.boolean().nullish() }),
  success: (t) => ({
    changes: t.field({ type: [StatusChangeType], description: 'Who moves; at most 1,000 of them.', resolve: (row) => row.changes }),
    total: t.exposeInt('total', { description: 'How many move in all.' }),
  }),
  run: ({ dryRun }, { caller, writer }) => detectDecay(writer, caller, { dryRun: dryRun ?? false }),
})
