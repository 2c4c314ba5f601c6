import { z } from 'zod'
import { jsonAnswer, type Provider, type WireAnswer, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'
import { bulkMatch, matchOne } from './enrichment.ts'
import { limitHeaders, tooMany, windowsOf } from './limits.ts'
import { enrichOrganization, searchOrganizations } from './organizations.ts'
import { readParams } from './params.ts'
import { createPopulation, type Population } from './people.ts'
import { personFilter, SHOWN_AT_MOST, wrongTagId } from './search.ts'
import { searchRow } from './wire-shapes.ts'

interface ApolloOptions {
  apiKey: string
  /** How many people it knows. */
  people: number
}

/** What the endpoints of this stand-in share. */
export interface Apollo {
  population(): Population
  /** Charges lead credits; nothing is given back. */
  charge(credits: number): void
  credits(): { consumed: number; limit: number | null }
}

type Endpoint = (request: WireRequest, apollo: Apollo) => WireAnswer

const ENDPOINTS: Record<string, Endpoint> = {
  'POST /mixed_people/api_search': searchPeople,
  'POST /people/match': matchOne,
  'POST /people/bulk_match': bulkMatch,
  'GET /organizations/enrich': enrichOrganization,
  'POST /mixed_companies/search': searchOrganizations,
  'POST /usage_stats/api_usage_stats': () => jsonAnswer(200, {}),
  'POST /usage_stats/credit_usage_stats': (_, apollo) => {
    const { consumed, limit } = apollo.credits()
    const none = { limit: 0, consumed: 0, left_over: 0 }
    const lead = { limit, consumed, left_over: limit === null ? null : Math.max(0, limit - consumed) }
    return jsonAnswer(200, { credit_usage_stats: { lead_credit: lead, direct_dial_credit: none, export_credit: none } })
  },
  'GET /auth/health': () => jsonAnswer(200, { healthy: true, is_logged_in: true }),
}

/** Apollo.io, `/api/v1`. */
export function createApollo(world: World, options: ApolloOptions): Provider {
  let population: Population | null = null
  const spent = world.journal.collection('apollo.credits', z.number())
  const apollo: Apollo = {
    population: () => {
      population ??= createPopulation(world.seed, options.people)
      return population
    },
    charge: (credits) => spent.put('lead', (spent.get('lead') ?? 0) + credits),
    credits: () => ({ consumed: spent.get('lead') ?? 0, limit: world.behaviour.get().limits.apolloCredits }),
  }

  return {
    name: 'apollo',
    prefix: '/apollo',
    activities: [],
    counts: () => ({ people: options.people, creditsConsumed: apollo.credits().consumed }),
    reset: () => spent.clear(),
    refuseBody: (problem) =>
      problem === 'too_large'
        ? jsonAnswer(413, { error: 'Payload too large' })
        : jsonAnswer(400, { error: 'Bad request: the body is not valid JSON' }),
    answer: (request) => {
      // The one answer that isn't JSON, and it comes before any limit is counted.
      if (request.headers['x-api-key'] !== options.apiKey) {
        return {
          status: 401,
          headers: {},
          body: 'Invalid API key. Please check your API key and try again.',
          contentType: 'text/plain; charset=utf-8',
        }
      }
      const path = request.path.replace(/^\/api\/v1/, '')
      const webhookResult = request.method === 'GET' ? path.match(/^\/webhook_result\/(.*)$/)?.[1] : undefined
      const endpoint = webhookResult === undefined ? ENDPOINTS[`${request.method} ${path}`] : () => resultOfCallback(webhookResult)
      if (!request.path.startsWith('/api/v1/') || !endpoint) return jsonAnswer(404, { error: 'Not found' })
      const route = webhookResult === undefined ? path : '/webhook_result'
      const verdict = world.rateLimit.take(`apollo ${route}`, windowsOf(route, world.behaviour.get().limits), Date.now())
      if (!verdict.allowed) return tooMany(`/api/v1${route}`, verdict)
      const answer = endpoint(request, apollo)
      return { ...answer, headers: { ...limitHeaders(verdict), ...answer.headers } }
    },
  }
}

function searchPeople(request: WireRequest, apollo: Apollo): WireAnswer {
  const params = readParams(request)
  const wrong = wrongTagId(params)
  if (wrong !== null) return jsonAnswer(422, { error: `Value ${wrong} is not a valid industry tag id` })
  const page = params.has('page') ? params.whole('page') : 1
  const perPage = params.has('per_page') ? params.whole('per_page') : 10
  if (page === null || perPage === null || page < 1 || perPage < 1 || perPage > 100 || page > 500) {
    return jsonAnswer(422, { error: 'page must be between 1 and 500, per_page between 1 and 100' })
  }
  const found = apollo.population().people.filter(personFilter(params))
  const shown = found.slice(0, SHOWN_AT_MOST).slice((page - 1) * perPage, page * perPage)
  return jsonAnswer(200, { total_entries: found.length, people: shown.map(searchRow) })
}

/** No callback is ever sent (phones don't exist here), so no result waits for anybody. */
function resultOfCallback(id: string): WireAnswer {
  return /^-?\d{1,20}$/.test(id)
    ? jsonAnswer(404, { error_code: 'request_id_unknown' })
    : jsonAnswer(400, { error_code: 'invalid_request_id' })
}
