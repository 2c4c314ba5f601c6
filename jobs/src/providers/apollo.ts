import { z } from 'zod'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import { type ApolloObservation, type ApolloPerson, observe, personSchema } from './apollo/person.ts'
import {
  asBody,
  asQuery,
  type FoundPerson,
  largestPage,
  type Parameter,
  type PeopleCriteria,
  searchParameters,
  searchSchema,
} from './apollo/search.ts'
import type { Limit } from './http/allowance-rate.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import type { ProviderAccess } from './provider-config.ts'

const minuteMs = 60_000

/** Calls that a paid plan allows, per team and endpoint (providers/apollo.md, section 2). */
const limits = {
  match: { name: 'apollo.match', calls: 1_000, perMs: minuteMs },
  bulk: { name: 'apollo.bulk', calls: 1_000, perMs: minuteMs },
  search: { name: 'apollo.search', calls: 200, perMs: minuteMs },
} satisfies Record<string, Limit>

/** Longest wait for one match (pipeline.md, 2); after it the lead goes on without. */
const matchTimeoutMs = 15_000

/** Most people in one bulk match; more is refused with RECORD_LIMIT_EXCEEDED. */
export const mostInBulk = 10

/** Whom to reveal. */
export type PersonKey = { apolloId: string } | { email: string } | { linkedinUrl: string }
export type PersonName = { firstName: string; lastName: string; companyDomain: string }

export type Apollo = {
  /** How many people may be matched in a second; without end in a sandbox whose clock runs ahead. */
  matchesPerSecond: number
  /** Costs nothing. Pages from 1 to 500; `total` may be more than can be reached. */
  searchPeople(criteria: PeopleCriteria, page: number, size?: number): Promise<{ total: number; people: FoundPerson[] }>
  /** Null: Apollo does not know that person, which costs nothing. */
  matchPerson(whom: PersonKey | PersonName): Promise<{ person: ApolloObservation | null; credits: number }>
  /** At most 10, answered in the order of asking; null where nobody in the answer is the one who was asked for. */
  matchPeople(whom: readonly PersonKey[]): Promise<{ people: (ApolloObservation | null)[]; credits: number }>
  close(): Promise<void>
}

const matchSchema = z.object({ person: personSchema.nullish() })

const bulkSchema = z.object({
  matches: z.array(personSchema.nullable()),
  credits_consumed: z.number().nullish(),
})

/**
 * Apollo, for finding and enriching people. `parametersIn` decides where search parameters travel: the reference says query, many
 * integrations send a JSON body, and both work. The limits that Apollo reports in headers are not read: for an unlimited window they are
 * empty, and on 401 and 403 they are missing. Phones and waterfalls are never asked for: they cost 8 credits and need a public callback.
 */
export function createApollo(config: ProviderAccess & { parametersIn?: 'query' | 'body' }, context: HttpContext): Apollo {
  const { parametersIn = 'query' } = config
  const http = createHttpClient({
    ...context,
    provider: 'apollo',
    baseUrl: config.baseUrl,
    // As a bearer token the key is answered with 401.
    headers: { 'x-api-key': config.apiKey },
    secrets: [config.apiKey],
    limits: { all: [], some: limits },
    // Nothing here writes to people. A key outside its scope is 403 `API_INACCESSIBLE`, which is about us like any 403.
    isRefusal: () => false,
  })

  return {
    matchesPerSecond: http.isPaced ? (limits.match.calls / limits.match.perMs) * 1_000 : Number.POSITIVE_INFINITY,

    async searchPeople(criteria, page, size = largestPage) {
      const parameters = searchParameters(criteria, page, size)
      const answer = await http.call({
        kind: 'read',
        method: 'POST',
        path: '/mixed_people/api_search',
        ...(parametersIn === 'query' ? { query: asQuery(parameters) } : { body: asBody(parameters) }),
        schema: searchSchema,
        limit: 'search',
      })
      return {
        total: answer.total_entries,
        people: answer.people.map((person) => ({
          apolloId: person.id,
          firstName: person.first_name ?? null,
          title: person.title ?? null,
          companyName: person.organization?.name ?? null,
          hasEmail: person.has_email === true,
        })),
      }
    },

    async matchPerson(whom) {
      const { person } = await http.call({
        // Not a read: asked again after a time-out it may be charged again, and there is no idempotency key.
        kind: 'write',
        method: 'POST',
        path: '/people/match',
        timeoutMs: matchTimeoutMs,
        query: asQuery(wireKey(whom)),
        schema: matchSchema,
        limit: 'match',
      })
      // A miss is a 200 without a person.
      return person ? { person: observe(person), credits: 1 } : { person: null, credits: 0 }
    },

    async matchPeople(whom) {
      if (whom.length === 0) return { people: [], credits: 0 }
      if (whom.length > mostInBulk) throw new RangeError(`Apollo matches ${mostInBulk} people at a time, not ${whom.length}`)
      const answer = await http.call({
        kind: 'write',
        method: 'POST',
        path: '/people/bulk_match',
        // Here alone the details must be in the body.
        body: { details: whom.map((key) => Object.fromEntries(wireKey(key))) },
        schema: bulkSchema,
        limit: 'bulk',
      })
      // Whether order and gaps are kept is not documented: a person is who they say they are, never the one at that place.
      const found = answer.matches.filter((person) => person !== null)
      const people = whom.map((key) => found.find((person) => isSame(person, key)))
      return {
        people: people.map((person) => (person === undefined ? null : observe(person))),
        credits: answer.credits_consumed ?? found.length,
      }
    },

    close: () => http.close(),
  }
}

function wireKey(whom: PersonKey | PersonName): Parameter[] {
  if ('apolloId' in whom) return [['id', whom.apolloId]]
  if ('email' in whom) return [['email', whom.email]]
  if ('linkedinUrl' in whom) return [['linkedin_url', whom.linkedinUrl]]
  return [
    ['first_name', whom.firstName],
    ['last_name', whom.lastName],
    ['domain', whom.companyDomain],
  ]
}

function isSame(person: ApolloPerson, key: PersonKey): boolean {
  if ('apolloId' in key) return person.id === key.apolloId
  if ('email' in key) return person.email?.toLowerCase() === key.email.toLowerCase()
  const wanted = parseLinkedinProfile(key.linkedinUrl)
  const found = parseLinkedinProfile(person.linkedin_url ?? '')
  return wanted.ok && found.ok && wanted.profile.key === found.profile.key
}
