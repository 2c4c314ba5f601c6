import type { AnyVariables, Client, TypedDocumentNode } from '@urql/core'
import type { Page } from '../../lib/use-pages.ts'

/** The API's largest page. */
export const largestPage = 200
/** The API lets a person do 30 operations a second; half of it leaves room for the rest of the page. */
const betweenMs = 66

/**
 * Every row of a keyset list, page by page; `onProgress` is told how many have come. `ask` gives the variables of the page after a cursor.
 * Throws the client's error when a page fails: half a file would look like a whole one.
 */
export async function readAllPages<Data, Variables extends AnyVariables, Row>(
  client: Client,
  query: TypedDocumentNode<Data, Variables>,
  ask: (after: string | null) => Variables,
  pageOf: (data: Data) => Omit<Page<Row>, 'total'>,
  onProgress: (count: number) => void,
  signal: AbortSignal,
): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | null = null
  do {
    const { data, error } = await client.query(query, ask(after), { requestPolicy: 'network-only' }).toPromise()
    if (!data) throw error ?? new Error('No answer came.')
    signal.throwIfAborted()
    const page = pageOf(data)
    rows.push(...page.rows)
    onProgress(rows.length)
    after = page.hasNextPage ? page.endCursor : null
    if (after !== null) await new Promise((resolve) => setTimeout(resolve, betweenMs))
  } while (after !== null)
  return rows
}
