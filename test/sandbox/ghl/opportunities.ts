import { z } from 'zod'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { announce } from './hooks.ts'
import { notFound, parse, queryOf, refuse } from './refusals.ts'
import { iso, LOCATION, newWireId, type Opportunity, PIPELINE, type State } from './state.ts'

export function listPipelines(): WireAnswer {
  return jsonAnswer(200, { pipelines: [{ ...PIPELINE, locationId: LOCATION }] })
}

/** Snake case in this query alone. */
const searchQuery = z.object({
  location_id: z.string(),
  contact_id: z.string().optional(),
  pipeline_id: z.string().optional(),
  status: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  page: z.coerce.number().int().min(1).default(1),
})

export function searchOpportunities({ state, request }: Call): WireAnswer {
  const query = parse(searchQuery, queryOf(request.query))
  if ('refusal' in query) return query.refusal
  const { contact_id, pipeline_id, status, limit, page } = query.data
  const found = [...state.opportunities.values()].filter(
    (one) =>
      (contact_id === undefined || one.contactId === contact_id) &&
      (pipeline_id === undefined || one.pipelineId === pipeline_id) &&
      (status === undefined || status === 'all' || one.status === status),
  )
  const shown = found.slice((page - 1) * limit, page * limit)
  return jsonAnswer(200, {
    opportunities: shown.map(shape),
    meta: {
      total: found.length,
      currentPage: page,
      nextPage: page * limit < found.length ? page + 1 : null,
      prevPage: page > 1 ? page - 1 : null,
      nextPageUrl: null,
      startAfter: null,
      startAfterId: shown.at(-1)?.id ?? null,
    },
  })
}

const status = z.enum(['open', 'won', 'lost', 'abandoned'])
const created = z.strictObject({
  pipelineId: z.string(),
  locationId: z.string(),
  name: z.string(),
  status,
  contactId: z.string(),
  pipelineStageId: z.string().optional(),
  monetaryValue: z.number().optional(),
})

export function createOpportunity({ state, request }: Call): WireAnswer {
  const input = parse(created, request.json)
  if ('refusal' in input) return input.refusal
  const { contactId, pipelineId, name, pipelineStageId, monetaryValue } = input.data
  if (!state.contacts.has(contactId)) return refuse(400, 'Contact not found')
  if (pipelineId !== PIPELINE.id) return refuse(400, 'Pipeline not found')
  const stage = pipelineStageId ?? PIPELINE.stages[0]?.id ?? ''
  if (!PIPELINE.stages.some(({ id }) => id === stage)) return refuse(422, ['pipelineStageId is not of this pipeline'])
  const now = state.world.clock.now()
  const opportunity: Opportunity = {
    id: newWireId(),
    contactId,
    pipelineId,
    pipelineStageId: stage,
    name,
    status: input.data.status,
    monetaryValue: monetaryValue ?? null,
    dateAdded: now,
    dateUpdated: now,
  }
  state.opportunities.put(opportunity.id, opportunity)
  announce(state, 'OpportunityCreate', event(opportunity))
  return jsonAnswer(201, { opportunity: shape(opportunity) })
}

const changed = z.strictObject({
  pipelineId: z.string().optional(),
  pipelineStageId: z.string().optional(),
  name: z.string().optional(),
  status: status.optional(),
  monetaryValue: z.number().optional(),
})

export function updateOpportunity({ state, request, params }: Call): WireAnswer {
  const old = state.opportunities.get(params[0] ?? '')
  if (!old) return notFound('Opportunity')
  const input = parse(changed, request.json)
  if ('refusal' in input) return input.refusal
  const { pipelineStageId, name, monetaryValue } = input.data
  if (pipelineStageId !== undefined && !PIPELINE.stages.some(({ id }) => id === pipelineStageId)) {
    return refuse(422, ['pipelineStageId is not of this pipeline'])
  }
  const opportunity = save(state, old, {
    pipelineStageId: pipelineStageId ?? old.pipelineStageId,
    name: name ?? old.name,
    status: input.data.status ?? old.status,
    monetaryValue: monetaryValue ?? old.monetaryValue,
  })
  return jsonAnswer(200, { opportunity: shape(opportunity) })
}

export function setOpportunityStatus({ state, request, params }: Call): WireAnswer {
  const old = state.opportunities.get(params[0] ?? '')
  if (!old) return notFound('Opportunity')
  const input = parse(z.strictObject({ status, lostReasonId: z.string().optional() }), request.json)
  if ('refusal' in input) return input.refusal
  save(state, old, { status: input.data.status })
  // Misspelt in the real one too.
  return jsonAnswer(200, { succeded: true })
}

function save(state: State, old: Opportunity, change: Partial<Opportunity>): Opportunity {
  const opportunity = { ...old, ...change, dateUpdated: state.world.clock.now() }
  state.opportunities.put(opportunity.id, opportunity)
  if (opportunity.pipelineStageId !== old.pipelineStageId) announce(state, 'OpportunityStageUpdate', event(opportunity))
  if (opportunity.status !== old.status) announce(state, 'OpportunityStatusUpdate', event(opportunity))
  return opportunity
}

const event = ({ dateAdded, dateUpdated: _, ...fields }: Opportunity) => ({ ...fields, source: 'api', dateAdded: iso(dateAdded) })
const shape = ({ dateAdded, dateUpdated, ...fields }: Opportunity) => ({
  ...fields,
  locationId: LOCATION,
  createdAt: iso(dateAdded),
  updatedAt: iso(dateUpdated),
})
