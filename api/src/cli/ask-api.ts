import { type Surroundings, textOption } from './command.ts'

/** Options of every command that is a client of the API. */
export const apiOptions = {
  'base-url': { type: 'string', value: 'URL', description: 'Where the API is. Default: PUBLIC_URL, else http://127.0.0.1:4000.' },
} as const

type Answer<Data> = { data?: Data | null; errors?: { message: string }[] }

/** Runs one operation with the key in SWARM_KEY. Throws with the API's own words when it refuses. */
export async function askApi<Data>(
  options: Record<string, string | boolean | undefined>,
  { environment }: Surroundings,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const key = environment.SWARM_KEY
  if (!key) throw new Error('Put an API key into SWARM_KEY. It is never given as an option: those stand in the list of processes.')
  const base = textOption(options, 'base-url') ?? environment.PUBLIC_URL ?? 'http://127.0.0.1:4000'
  let response: Response
  try {
    response = await fetch(`${base.replace(/\/+$/, '')}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(60_000),
    })
  } catch {
    throw new Error(`There is no answer from ${base}.`)
  }
  const answer: Answer<Data> = await response.json()
  if (answer.errors?.[0]) throw new Error(answer.errors[0].message)
  if (!answer.data) throw new Error(`The API answered ${response.status} without data.`)
  return answer.data
}
