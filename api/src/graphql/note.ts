import { addNote } from '@swarm/jobs/add-note'
import { z } from 'zod'
import { Lead } from './lead-type.ts'
import { idOf, mutation, text } from './mutation.ts'

mutation({
  name: 'addNote',
  description: 'Puts words of a person on a lead’s timeline, under the kind note.',
  needs: ['operate'],
  input: (t) => ({
    leadId: t.id({ required: true, description: 'Which lead.' }),
    text: t.string({ required: true, description: 'The words, as text; 1 to 2,000 characters.' }),
  }),
  schema: z.object({ leadId: idOf('Lead'), text: text({ min: 1, max: 2_000 }) }),
  run: (input, { writer, caller }) => addNote(writer, caller, input),
  success: (t) => ({
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'The lead with its note.',
      resolve: ({ leadId }, _, { loaders }) => loaders.lead.load(leadId),
    }),
  }),
})
