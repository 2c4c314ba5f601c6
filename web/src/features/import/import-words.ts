import type { ResultOf, VariablesOf } from 'gql.tada'
import { formatCount } from '../../lib/formats.ts'
import type { VerdictKind } from '../../ui/chip.tsx'
import type { importFields, startImport } from './import-documents.ts'

export type Import = ResultOf<typeof importFields>
export type ImportKind = NonNullable<VariablesOf<typeof startImport>['input']['kind']>
export type OutcomeKind = 'CREATED' | 'UPDATED' | 'DUPLICATE' | 'EXCLUDED' | 'INVALID'

export const kindWords: Record<ImportKind, string> = {
  LEADS: 'Leads',
  CUSTOMERS: 'Customers, never written to',
  COMPETITORS: 'Competitors, never written to',
  SUPPRESSIONS: 'Suppressions: must not be written to again',
}
export const kinds: readonly ImportKind[] = ['LEADS', 'CUSTOMERS', 'COMPETITORS', 'SUPPRESSIONS']

export const outcomeWords: Record<OutcomeKind, [verdict: VerdictKind, word: string]> = {
  CREATED: ['ok', 'New'],
  UPDATED: ['ok', 'Updated'],
  DUPLICATE: ['skipped', 'Duplicate'],
  EXCLUDED: ['warn', 'Excluded'],
  INVALID: ['bad', 'Invalid'],
}
export const outcomeKinds: readonly OutcomeKind[] = ['CREATED', 'UPDATED', 'DUPLICATE', 'EXCLUDED', 'INVALID']

/** How many rows of an import had this outcome. */
export function countOfOutcome(one: Import, kind: OutcomeKind): number {
  return { CREATED: one.created, UPDATED: one.updated, DUPLICATE: one.duplicates, EXCLUDED: one.excluded, INVALID: one.invalid }[kind]
}

/** "4,812 rows: 4,390 new, 201 updated, 160 duplicates, 38 excluded, 23 invalid." */
export function importSentence(one: Import): string {
  const parts = [
    `${formatCount(one.created)} new`,
    `${formatCount(one.updated)} updated`,
    `${formatCount(one.duplicates)} ${one.duplicates === 1 ? 'duplicate' : 'duplicates'}`,
    `${formatCount(one.excluded)} excluded`,
    `${formatCount(one.invalid)} invalid`,
  ]
  return `${formatCount(one.rows)} ${one.rows === 1 ? 'row' : 'rows'}: ${parts.join(', ')}.`
}

/** The API's largest file, in bytes. */
export const mostBytes = 50_000_000

/** Why a file can't be taken before it is sent; null when it can. */
export function fileRefusal(file: { name: string; size: number }): string | null {
  if (file.size === 0) return `${file.name} is empty.`
  if (file.size > mostBytes) return `${file.name} has ${formatCount(Math.ceil(file.size / 1_000_000))} MB; a file may have at most 50.`
  return /\.(csv|tsv|txt)$/i.test(file.name) ? null : `${file.name} is no CSV. Save the sheet as CSV first.`
}

/** "13 leads gone, 2 as before, 1 kept because it has moved on." */
export function undoSentence({ removed, restored, kept }: { removed: number; restored: number; kept: number }, isPreview: boolean): string {
  const parts = [
    `${formatCount(removed)} ${removed === 1 ? 'lead' : 'leads'} ${isPreview ? 'would go' : 'gone'}`,
    `${formatCount(restored)} ${isPreview ? 'would be as before' : 'as before'}`,
    `${formatCount(kept)} ${isPreview ? 'would stay' : 'kept'} because ${kept === 1 ? 'it has' : 'they have'} moved on`,
  ]
  return `${parts.join(', ')}.`
}

export const undoWords: Record<'REMOVED' | 'RESTORED' | 'KEPT', string> = { REMOVED: 'Taken back', RESTORED: 'As before', KEPT: 'Kept' }
