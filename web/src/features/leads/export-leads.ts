import type { Client } from '@urql/core'
import { toCsv } from '../../lib/csv.ts'
import { largestPage, readAllPages } from '../export/read-all-pages.ts'
import { type LeadRow, leadColumns } from './lead-columns.tsx'
import { leadsQuery } from './lead-documents.ts'
import type { LeadFilter, LeadOrder } from './lead-filter.ts'

/** Every lead of a filter as CSV, as of an instant or of now; throws when a page fails. */
export async function exportLeads(
  client: Client,
  filter: LeadFilter,
  asOf: string | null,
  orderBy: LeadOrder,
  onProgress: (count: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const rows: LeadRow[] = await readAllPages(
    client,
    leadsQuery,
    (after) => ({ filter, asOf, orderBy, first: largestPage, after, count: false }),
    (data) => ({ rows: data.leads.edges.map(({ node }) => node), ...data.leads.pageInfo }),
    onProgress,
    signal,
  )
  return toCsv(
    leadColumns.map((column) => column.head),
    rows.map((row) => leadColumns.map((column) => column.value(row))),
  )
}
