import { enrichLead } from '@swarm/jobs/enrich/refresh/enrich-lead'
import { z } from 'zod'
import { Lead } from './lead-type.ts'
import { idOf, mutation } from './mutation.ts'

mutation({
  name: 'enrichLead',
  description:
    'Asks Apollo about a known lead again, for a credit: within seconds its facts are as they are now, and who has another job is seen. Refused for who must be left alone, and within 24 hours of the last time.',
  needs: ['operate'],
  input: (t) => ({ leadId: t.id({ required: true, description: 'Which lead.' }) }),
  schema: z.object({ leadId: idOf('Lead') }),
  run: async (input, { writer, wake, caller }) => {
    const asked = await enrichLead(writer, caller, input)
    await wake('sweepEnrichment', {}, asked.leadId)
    return asked
  },
  success: (t) => ({
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'The lead; what is learned comes by `leadChanged`.',
      resolve: ({ leadId }, _, { loaders }) => loaders.lead.load(leadId),
    }),
  }),
})
