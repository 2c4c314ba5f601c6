import type { Client } from '@urql/core'
import type { ResultOf, VariablesOf } from 'gql.tada'
import { toCsv } from '../../lib/csv.ts'
import { type LeadRow, leadColumns } from './lead-columns.tsx'
import { leadsQuery } from './lead-documents.ts'
import type { LeadFilter, LeadOrder } from './lead-filter.ts'

/** The API's largest page. */
const pageSize = 200
/** The API lets a person do 30 operations a second; half of it leaves room for the rest of the page. */
const betweenMs = 66

/**
 * Every lead of a filter as CSV, page by page; `onProgress` is told how many have come.
 * Throws the client's error when a page fails: half a file would look like a whole one.
 */
export async function exportLeads(
  client: Client,
  filter: LeadFilter,
  orderBy: LeadOrder,
  onProgress: (count: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const rows: LeadRow[] = []
  let after: string | null = null
  do {
    const variables: VariablesOf<typeof leadsQuery> = { filter, orderBy, first: pageSize, after, count: false }
    const answer = await client.query(leadsQuery, variables, { requestPolicy: 'network-only' }).toPromise()
    const data: ResultOf<typeof leadsQuery> | undefined = answer.data
    if (!data) throw answer.error ?? new Error('No answer came.')
    signal.throwIfAborted()
    rows.push(...data.leads.edges.map((edge) => edge.node))
    onProgress(rows.length)
    after = data.leads.pageInfo.hasNextPage ? data.leads.pageInfo.endCursor : null
    if (after !== null) await new Promise((resolve) => setTimeout(resolve, betweenMs))
  } while (after !== null)
  return toCsv(
    leadColumns.map((column) => column.head),
    rows.map((row) => leadColumns.map((column) => column.value(row))),
  )
}
