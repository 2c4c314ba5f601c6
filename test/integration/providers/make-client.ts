import { inspect } from 'node:util'
import type { Writer } from '@swarm/db/write'
import { type CallLog, createHttpClient, type HttpClient, type HttpClientOptions } from '../../../jobs/src/providers/http/http-client.ts'

export const testKey = 'key-0123456789-secret'

/** A log whose lines the test reads, errors with all they carry. */
export function recordingLog(): { log: CallLog; lines: string[] } {
  const lines: string[] = []
  const write = (fields: object, message: string): void => {
    lines.push(inspect({ message, ...fields }, { depth: null, showHidden: true }))
  }
  return { log: { debug: write, warn: write, error: write }, lines }
}

/** A client of a provider that only this test has: its breaker and allowances are its own. */
export function makeClient(writer: Writer, baseUrl: string, options: Partial<HttpClientOptions> = {}): HttpClient {
  return createHttpClient({
    provider: `test-${Math.random().toString(36).slice(2)}`,
    baseUrl,
    mode: 'sandbox',
    writer,
    log: recordingLog().log,
    headers: { authorization: `Bearer ${testKey}` },
    secrets: [testKey],
    limits: { all: [] },
    isRefusal: (status) => status === 400,
    ...options,
  })
}
