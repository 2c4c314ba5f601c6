import { setTimeout as wait } from 'node:timers/promises'
import { type Options, type Surroundings, textOption, UsageError } from './command.ts'

/** Options of every command that is a client of the API. */
export const apiOptions = {
  'base-url': { type: 'string', value: 'URL', description: 'Where the API is. Default: PUBLIC_URL, else http://127.0.0.1:4000.' },
} as const

type Answer<Data> = { data?: Data | null; errors?: { message: string; extensions?: { code?: string } }[] }

/** A caller's operations come back within seconds; who is told to wait longer tried too many wrong keys, and hears that. */
const longestWaitSeconds = 10

/** Sends one request with the key in SWARM_KEY, again when the API says to wait. Throws when there is no key or nobody answers. */
async function post(
  path: string,
  body: string | Blob,
  headers: Record<string, string>,
  options: Options,
  surroundings: Surroundings,
): Promise<Response> {
  const { environment } = surroundings
  const key = environment.SWARM_KEY
  if (!key) throw new Error('Put an API key into SWARM_KEY. It is never given as an option: those stand in the list of processes.')
  const base = (textOption(options, 'base-url') ?? environment.PUBLIC_URL ?? 'http://127.0.0.1:4000').replace(/\/+$/, '')
  const response = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${key}` },
    body,
    signal: AbortSignal.timeout(120_000),
  }).catch((error: unknown) => {
    throw new Error(`There is no answer from ${base}${whyOf(error)}.`)
  })
  if (response.status === 401)
    throw new Error(`${base} does not know the key in SWARM_KEY: it was revoked, ran out, or is another system's.`)
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  if (response.status !== 429 || !(seconds <= longestWaitSeconds)) return response
  await response.body?.cancel()
  await wait(seconds * 1000)
  return post(path, body, headers, options, surroundings)
}

/** What a connection failed by, as `: self-signed certificate`; nothing where it does not say. */
function whyOf(error: unknown): string {
  const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
  return why === '' ? '' : `: ${why}`
}

/** Runs one operation and gives the answer as it came, refusals too. */
export async function postToApi<Data>(
  options: Options,
  surroundings: Surroundings,
  query: string,
  variables: Record<string, unknown>,
): Promise<Answer<Data>> {
  const headers = { 'content-type': 'application/json' }
  const response = await post('/graphql', JSON.stringify({ query, variables }), headers, options, surroundings)
  if (!response.headers.get('content-type')?.includes('json')) throw new Error(`The API answered ${response.status} and no JSON.`)
  const answer: Answer<Data> = await response.json()
  return answer
}

/** Runs one operation. Throws with the API's own words when it refuses. */
export async function askApi<Data>(
  options: Options,
  surroundings: Surroundings,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const answer = await postToApi<Data>(options, surroundings, query, variables)
  const [refusal] = answer.errors ?? []
  if (refusal?.extensions?.code === 'INVALID_INPUT') throw new UsageError(refusal.message)
  if (refusal) throw new Error(refusal.message)
  if (!answer.data) throw new Error('The API answered without data.')
  return answer.data
}

/** Takes a file to the API for `importLeads` and gives its upload's id. */
export async function uploadFile(options: Options, surroundings: Surroundings, name: string, file: Blob): Promise<string> {
  const headers = { 'content-type': 'text/csv', 'x-file-name': encodeURIComponent(name) }
  const response = await post('/imports', file, headers, options, surroundings)
  const answer: { upload?: string; errors?: { message: string }[] } = await response.json().catch(() => ({}))
  if (!answer.upload) throw new Error(answer.errors?.[0]?.message ?? `The file was refused with ${response.status}.`)
  return answer.upload
}

/** The success of a mutation, or its refusal in the API's words. Every result is asked for with `... on UserError { code message }`. */
export function successOf<Success extends object>(result: Success | { message: string }): Success {
  if (!('message' in result)) return result
  if ('code' in result && result.code === 'INVALID_INPUT') throw new UsageError(result.message)
  throw new Error(result.message)
}

/** Work of more than one change. What is refused on its way was not "asked wrongly, and nothing was done", whatever came before it. */
export async function inParts<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (error instanceof UsageError) throw new Error(`${error.message} What came before it is done; the rest is not.`)
    throw error
  }
}
