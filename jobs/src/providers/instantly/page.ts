import { z } from 'zod'
import { ProviderError } from '../http/provider-error.ts'

/** Largest page, in items. */
export const pageSize = 100

/** One page; the cursor is opaque (an id, a time, an address) and may come even when nothing follows. */
export function pageOf<Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> {
  return z.object({ items: z.array(item), next_starting_after: z.string().nullish() })
}

type Page<Item> = { items: Item[]; next_starting_after?: string | null | undefined }

/**
 * Reads page after page until one is empty or has no cursor. Throws ProviderError when it never ends: a cursor that comes a second time, or
 * more than `mostPages`. A list that is cut short would look like leads that are not there.
 */
export async function readAll<Item>(readPage: (after: string | null) => Promise<Page<Item>>, mostPages = 500): Promise<Item[]> {
  const all: Item[] = []
  const seen = new Set<string>()
  for (let after: string | null = null; ; ) {
    const page = await readPage(after)
    all.push(...page.items)
    const next = page.next_starting_after ?? ''
    if (page.items.length === 0 || next === '') return all
    if (seen.has(next) || seen.size >= mostPages) {
      throw new ProviderError({
        provider: 'instantly',
        kind: 'malformed',
        stage: 'answer',
        message: 'a list does not end',
        certainlyNotSent: false,
      })
    }
    seen.add(next)
    after = next
  }
}
