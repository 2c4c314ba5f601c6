import { z } from 'zod'
import { ProviderError } from '../http/provider-error.ts'

/** Largest page of every list, in items. */
export const pageSize = 100

export type Page<Item> = { totalCount: number; items: Item[] }

export function pageOf<Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> {
  return z.object({ totalCount: z.number(), items: z.array(item) })
}

/**
 * Reads page after page until all that were counted are here, or a page is empty. Throws ProviderError when it never ends: a list that is
 * cut short would look like leads that are not there.
 */
export async function readAll<Item>(readPage: (offset: number) => Promise<Page<Item>>, mostPages = 200): Promise<Item[]> {
  const all: Item[] = []
  for (let page = 0; page < mostPages; page++) {
    const { items, totalCount } = await readPage(all.length)
    all.push(...items)
    if (items.length === 0 || all.length >= totalCount) return all
  }
  throw endless('a list does not end')
}

export function endless(message: string): ProviderError {
  return new ProviderError({ provider: 'heyreach', kind: 'malformed', stage: 'answer', message, certainlyNotSent: false })
}
