import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'

export type PipelineStage = { id: string; name: string; pipelineName: string; position: number }

export type Opportunity = { contactId: string; stageId: string; status: string }

/** Pages of opportunities, of 100 each. */
const pageSize = 100

const opportunitySchema = z
  .object({
    contactId: z.string().nullish(),
    contact: z.object({ id: z.string() }).nullish(),
    pipelineStageId: z.string().nullish(),
    status: z.string().nullish(),
  })
  .transform((wire): Opportunity | null => {
    const contactId = wire.contactId ?? wire.contact?.id
    return contactId === undefined || wire.pipelineStageId == null
      ? null
      : { contactId, stageId: wire.pipelineStageId, status: wire.status ?? 'open' }
  })

export type Opportunities = {
  stages(): Promise<PipelineStage[]>
  /** One page of all opportunities, from 1; `hasMore` says whether another follows. */
  list(page: number): Promise<{ opportunities: Opportunity[]; hasMore: boolean }>
}

export function createOpportunities(http: HttpClient, locationId: string): Opportunities {
  return {
    async stages(): Promise<PipelineStage[]> {
      const stage = z.object({ id: z.string().min(1), name: z.string() })
      const schema = z.object({ pipelines: z.array(z.object({ name: z.string(), stages: z.array(stage).nullish() })) })
      const query = new URLSearchParams({ locationId })
      const { pipelines } = await http.call({ kind: 'read', method: 'GET', path: '/opportunities/pipelines', query, schema })
      return pipelines.flatMap(({ name, stages }) =>
        (stages ?? []).map((one, place) => ({ id: one.id, name: one.name, pipelineName: name, position: place + 1 })),
      )
    },

    async list(page: number): Promise<{ opportunities: Opportunity[]; hasMore: boolean }> {
      // Snake case in this query alone.
      const query = new URLSearchParams({ location_id: locationId, limit: String(pageSize), page: String(page) })
      const schema = z.object({ opportunities: z.array(opportunitySchema) })
      const { opportunities } = await http.call({ kind: 'read', method: 'GET', path: '/opportunities/search', query, schema })
      return {
        opportunities: opportunities.filter((one) => one !== null),
        hasMore: opportunities.length === pageSize,
      }
    },
  }
}
