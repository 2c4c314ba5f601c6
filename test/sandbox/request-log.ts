import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import type { Journal } from './journal.ts'

const entrySchema = z.object({
  /** Grows by one with each request that arrived, whatever became of it. */
  seq: z.int(),
  /** Arrival, real time. */
  at: z.string(),
  /** Arrival, sandbox clock. */
  clockAt: z.string(),
  provider: z.string(),
  method: z.string(),
  /** Behind the provider's prefix. */
  path: z.string(),
  query: z.string(),
  /** Keys redacted. */
  headers: z.record(z.string(), z.string()),
  /** As it came. */
  body: z.string(),
  /** null: no answer was sent (the connection was cut, or left open). */
  status: z.int().nullable(),
  /** Whether it changed anything at the provider. */
  acted: z.boolean(),
  /** Real time from arrival to the answer, or to the fault. */
  tookMs: z.number(),
})
type LogEntry = z.infer<typeof entrySchema>

/** The oldest entries go beyond this many. */
const KEPT = 50_000

export interface RequestLog {
  nextSeq(): number
  add(entry: LogEntry): void
  list(filter: { provider?: string | undefined; since?: number | undefined; path?: RegExp | undefined }): LogEntry[]
  clear(): void
}

/** The sandbox's own word on who asked what: tests hold the product's book against it. */
export function createRequestLog(journal: Journal): RequestLog {
  const entries = journal.collection('log', entrySchema)
  const cleared = journal.collection('log.cleared', z.int())
  let last = Math.max(cleared.get('seq') ?? 0, ...[...entries.values()].slice(-1_000).map((entry) => entry.seq))
  return {
    nextSeq: () => {
      last += 1
      return last
    },
    add: (entry) => {
      entries.put(String(entry.seq), entry)
      if (entries.size > KEPT) {
        const oldest = entries.values().next().value
        if (oldest) entries.delete(String(oldest.seq))
      }
    },
    list: ({ provider, since, path }) =>
      [...entries.values()]
        .filter(
          (entry) =>
            (provider === undefined || entry.provider === provider) &&
            (since === undefined || entry.seq > since) &&
            (path === undefined || path.test(entry.path)),
        )
        .sort((a, b) => a.seq - b.seq),
    clear: () => {
      entries.clear()
      // Numbers go on, also over a restart: whoever asks "since" must not miss any.
      cleared.put('seq', last)
    },
  }
}

const SECRET = new Set(['authorization', 'x-api-key', 'cookie', 'proxy-authorization'])

export function redactHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]) => [name, SECRET.has(name) ? '[redacted]' : String(value ?? '')])
  return Object.fromEntries(shown)
}
