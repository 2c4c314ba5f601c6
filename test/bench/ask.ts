import type { Served } from '../harness/served.ts'
import { keyOf } from './leads-data.ts'

let asked = 0

/** Asks the API one thing, by one key after another unless one is given; gives its data and how long it took in milliseconds. Throws at any error. */
export async function ask<Data>(served: Served, query: string, key: string = keyOf(asked++)): Promise<{ data: Data; tookMs: number }> {
  const began = performance.now()
  const response = await fetch(`${served.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  })
  const answer = (await response.json()) as { data?: Data; errors?: { message: string }[] }
  const tookMs = performance.now() - began
  if (!response.ok || answer.errors || !answer.data)
    throw new Error(`${response.status} ${JSON.stringify(answer.errors ?? answer)} for ${query}`)
  return { data: answer.data, tookMs }
}
