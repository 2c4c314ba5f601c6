import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { ProviderError } from '../http/provider-error.ts'
import { wirePath } from '../http/wire-path.ts'
import { pageOf, pageSize, readAll } from './page.ts'

/** Most entries in one bulk. */
export const mostBlockedAtOnce = 1_000

/** An address or a domain that Instantly writes to no more. */
export type BlockEntry = { id: string; value: string; isDomain: boolean }

const entrySchema = z
  .object({ id: z.string().min(1), bl_value: z.string(), is_domain: z.boolean().nullish() })
  .transform((wire): BlockEntry => ({ id: wire.id, value: wire.bl_value, isDomain: wire.is_domain ?? !wire.bl_value.includes('@') }))

/** Whom Instantly writes to no more; kept equal to our suppressions. */
export type PlatformBlockList = {
  /**
   * Adds addresses and domains, at most 1000, and answers the entries that Instantly names. What is said about a value that is there already
   * is not documented: add only what `list` does not show, and look there again.
   */
  add(values: readonly string[]): Promise<BlockEntry[]>
  list(): Promise<BlockEntry[]>
  /** Takes one entry off. Never the call without an id, which wipes the whole list. False: it was not there. */
  remove(entryId: string): Promise<boolean>
}

export function createBlockList(http: HttpClient): PlatformBlockList {
  return {
    async add(values: readonly string[]): Promise<BlockEntry[]> {
      if (values.length === 0) return []
      if (values.length > mostBlockedAtOnce) throw new RangeError(`Instantly blocks ${mostBlockedAtOnce} at a time, not ${values.length}`)
      const schema = z.object({ items: z.array(entrySchema) })
      const answer = await http.call({
        kind: 'write',
        method: 'POST',
        path: '/block-lists-entries/bulk-create',
        body: { bl_values: values },
        schema,
      })
      return answer.items
    },

    list(): Promise<BlockEntry[]> {
      return readAll((after) =>
        http.call({
          kind: 'read',
          method: 'GET',
          path: '/block-lists-entries',
          query: new URLSearchParams({ limit: String(pageSize), ...(after === null ? {} : { starting_after: after }) }),
          schema: pageOf(entrySchema),
        }),
      )
    },

    async remove(entryId: string): Promise<boolean> {
      if (entryId === '') throw new RangeError('an entry without an id would be all of them')
      try {
        await http.call({ kind: 'write', method: 'DELETE', path: wirePath`/block-lists-entries/${entryId}`, schema: z.unknown() })
        return true
      } catch (error) {
        if (error instanceof ProviderError && error.kind === 'rejected' && error.status === 404) return false
        throw error
      }
    },
  }
}
