import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Limit } from './http/allowance-rate.ts'
import { createHttpClient, type HttpContext } from './http/http-client.ts'
import { wirePath } from './http/wire-path.ts'
import type { ProviderAccess } from './provider-config.ts'

/** Nothing is published; lower plans are paced at 2 a second (providers/clay.md). */
const limits: { all: Limit[] } = { all: [{ name: 'clay.second', calls: 2, perMs: 1_000 }] }

export type ClayConfig = ProviderAccess & { token: string | null }

/** One row of the table. Whatever is null is left out: empty cells break columns there. */
export type ClayRow = {
  correlation_id: string
  callback_url: string
  first_name: string | null
  last_name: string | null
  company_name: string | null
  company_domain: string | null
  linkedin_url: string | null
  email: string | null
}

export type Clay = {
  /** Digest of the table's address: names it where it must not be told. */
  destination: string
  /** Adds a row. That it was taken says nothing of an answer; the same row twice is two rows. */
  push(row: ClayRow): Promise<void>
  close(): Promise<void>
}

/** Clay's refusals of a row: a wrong or deleted table, and a body that it can't read. */
const refusing = new Set([404, 422])

/** A table at Clay: rows go in by its webhook, answers come back by a column that calls us. The address itself is the secret. */
export function createClay(config: ClayConfig, context: HttpContext): Clay {
  const http = createHttpClient({
    ...context,
    provider: 'clay',
    baseUrl: config.baseUrl,
    headers: config.token === null ? {} : { 'x-clay-webhook-auth': config.token },
    secrets: [config.apiKey, ...(config.token === null ? [] : [config.token])],
    limits,
    isRefusal: (status) => refusing.has(status),
    isTerse: true,
  })
  return {
    destination: createHash('sha256').update(`${config.baseUrl}/${config.apiKey}`).digest('hex').slice(0, 16),
    async push(row) {
      const body = { ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)), schema_version: 1 }
      await http.call({ kind: 'write', method: 'POST', path: wirePath`/${config.apiKey}`, body, schema: z.unknown() })
    },
    close: () => http.close(),
  }
}
