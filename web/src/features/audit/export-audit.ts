import type { Client } from '@urql/core'
import { toCsv } from '../../lib/csv.ts'
import { largestPage, readAllPages } from '../export/read-all-pages.ts'
import { type AuditFilter, auditQuery } from './audit-documents.ts'
import { auditHead, auditRow } from './audit-words.ts'

/** Every entry of a filter as CSV; throws when a page fails. */
export async function exportAudit(
  client: Client,
  filter: AuditFilter,
  onProgress: (count: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const rows = await readAllPages(
    client,
    auditQuery,
    (after) => ({ ...filter, first: largestPage, after }),
    (data) => ({ rows: data.auditTrail.edges.map(({ node }) => node), ...data.auditTrail.pageInfo }),
    onProgress,
    signal,
  )
  return toCsv(auditHead, rows.map(auditRow))
}
