import { correctLeadStatus } from '@swarm/jobs/signals/correct-lead-status'
import { leadStatuses, type StatusTransition, statusTransitions } from '@swarm/jobs/signals/lead-status'
import { z } from 'zod'
import { changesOf, concerns, eventsOf } from '../live/subscribe.ts'
import { builder, decodeGlobalId, needs } from './builder.ts'
import type { Change, GraphQLContext } from './context.ts'
import { LeadStatus } from './enums.ts'
import type { LeadRow } from './lead-rows.ts'
import { Lead } from './lead-type.ts'
import { idOf, mutation, text } from './mutation.ts'

const Transition = builder.objectRef<StatusTransition>('StatusTransition').implement({
  description: 'One move of a lead’s status.',
  extensions: needs('read'),
  fields: (t) => ({
    from: t.expose('from', { type: LeadStatus, description: 'Where the lead stands.' }),
    signal: t.exposeString('signal', { description: 'What happens: a signal, or a decision of ours.' }),
    to: t.expose('to', { type: LeadStatus, description: 'Where it stands then.' }),
  }),
})

const all = statusTransitions()

builder.queryField('statusTransitions', (t) =>
  t.field({
    type: [Transition],
    description: 'Every move that there is; what is not listed moves nothing.',
    extensions: needs('read'),
    resolve: () => all,
  }),
)

/** Stands for no lead: an id of another type has nothing to tell. */
const noLead = '00000000-0000-0000-0000-000000000000'

async function* leadEvents(id: string, context: GraphQLContext, batches: AsyncIterable<Change[]>): AsyncGenerator<LeadRow> {
  for await (const batch of batches) {
    const row = concerns(batch, id) ? await context.loaders.lead.load(id) : null
    if (row) yield row
  }
}

builder.subscriptionField('leadChanged', (t) =>
  t.field({
    type: Lead,
    description: 'One lead, whenever anything of it changes.',
    extensions: needs('read'),
    args: { id: t.arg.id({ required: true, description: 'Which lead.' }) },
    subscribe: (_, { id }, context) => {
      const decoded = decodeGlobalId(id)
      const leadId = decoded?.typename === 'Lead' ? decoded.id : noLead
      return eventsOf(changesOf(context, ['lead']), (batches) => leadEvents(leadId, context, batches))
    },
    resolve: (row) => row,
  }),
)

const status = z.literal(leadStatuses)

mutation({
  name: 'correctLeadStatus',
  description: 'Moves a lead around the table of transitions, with a reason, audited. It lifts no suppression.',
  needs: ['admin'],
  input: (t) => ({
    leadId: t.id({ required: true, description: 'Which lead.' }),
    from: t.field({ type: LeadStatus, required: true, description: 'Where it stood when you looked; a conflict if it has moved since.' }),
    to: t.field({ type: LeadStatus, required: true, description: 'Where it belongs.' }),
    cause: t.string({ description: 'Of DISQUALIFIED: score, exclusion, region or not_interested.' }),
    reason: t.string({ required: true, description: 'Why; 10 to 500 characters.' }),
  }),
  schema: z.object({
    leadId: idOf('Lead'),
    from: status,
    to: status,
    cause: z.enum(['score', 'exclusion', 'region', 'not_interested']).nullish(),
    reason: text({ min: 10, max: 500 }),
  }),
  run: (input, { writer, caller }) => correctLeadStatus(writer, caller, { ...input, cause: input.cause ?? null }),
  success: (t) => ({
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'The lead now.',
      resolve: ({ leadId }, _, { loaders }) => loaders.lead.load(leadId),
    }),
  }),
})
