import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { ProviderError } from '../http/provider-error.ts'

/** Largest page of every list, in items. */
export const pageSize = 100
const mostPages = 200

type Page<Item> = { totalCount: number; items: Item[] }

export function pageOf<Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> {
  return z.object({ totalCount: z.number(), items: z.array(item) })
}

/**
 * Reads a list page after page until all that were counted are here, or a page is empty; `filter` goes with each. Throws ProviderError when it
 * never ends: a list that is cut short would look like leads that are not there.
 */
export async function listAll<Item>(
  http: HttpClient,
  path: string,
  item: z.ZodType<Item>,
  filter: Record<string, unknown> = {},
): Promise<Item[]> {
  const schema = pageOf(item)
  const all: Item[] = []
  for (let page = 0; page < mostPages; page++) {
    const body = { ...filter, offset: all.length, limit: pageSize }
    const { items, totalCount } = await http.call({ kind: 'read', method: 'POST', path, body, schema })
    all.push(...items)
    if (items.length === 0 || all.length >= totalCount) return all
  }
  throw endless('a list does not end')
}

export function endless(message: string): ProviderError {
  return new ProviderError({ provider: 'heyreach', kind: 'malformed', stage: 'answer', message, certainlyNotSent: false })
}
