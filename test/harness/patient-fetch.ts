import { setTimeout as wait } from 'node:timers/promises'

/**
 * `fetch` that waits as long as a 429 asks and sends again, as a client should: the faster a machine is, the sooner a file of tests with one
 * key has used up what a caller may ask at once.
 */
export async function patientFetch(url: string, init: RequestInit & { body: string | Buffer<ArrayBuffer> }): Promise<Response> {
  const response = await fetch(url, init)
  const seconds = response.headers.get('retry-after')
  if (response.status !== 429 || seconds === null) return response
  await response.body?.cancel()
  await wait(Number(seconds) * 1000)
  return patientFetch(url, init)
}
