import { foldedWords } from '../../identity/folded-words.ts'
import {
  APOLLO_ORDER,
  HEADERS_OF_COMPANIES,
  HEADERS_OF_LEADS,
  HEADERS_OF_SUPPRESSIONS,
  type ImportField,
  isMarkField,
  type MarkField,
} from './fields.ts'
import type { ImportKind } from './import-kind.ts'

/** Which column is which field: header as shown → field, null where a column is not used. Headers that repeat carry a number. */
export type Mapping = Record<string, ImportField | null>

/** Where each field stands in a row. */
export type ColumnIndex = { readonly [Field in ImportField]?: number }

/** Every column that says something of earlier dealings; a field may have several. */
type MarkColumn = { readonly field: MarkField; readonly index: number }

export type HeaderLine = { headers: string[]; mapping: Mapping; columns: ColumnIndex; marks: MarkColumn[] }

const HEADERS: Record<ImportKind, Partial<Record<ImportField, readonly string[]>>> = {
  LEADS: HEADERS_OF_LEADS,
  CUSTOMERS: HEADERS_OF_COMPANIES,
  COMPETITORS: HEADERS_OF_COMPANIES,
  SUPPRESSIONS: HEADERS_OF_SUPPRESSIONS,
}

/** Longest header that is kept, in characters; a longer one is no header. */
const MAX_HEADER = 120

function key(header: string): string {
  return foldedWords(header.slice(0, MAX_HEADER)).replaceAll(' ', '')
}

/** The headers as a person is shown them: cleaned, never empty, each once ("Email", "Email (2)"). */
function shownHeaders(cells: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return cells.map((cell, index) => {
    const text =
      cell
        .replace(/[\p{C}]/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, MAX_HEADER) || `Column ${index + 1}`
    const count = (seen.get(text) ?? 0) + 1
    seen.set(text, count)
    return count === 1 ? text : `${text} (${count})`
  })
}

/** Gives an Apollo export its own headers back where one label was written over the first of them. */
function restoredKeys(keys: string[]): string[] {
  const [first] = keys
  const overwritten = keys.findIndex((one) => one !== first)
  const rest = APOLLO_ORDER.slice(overwritten)
  const isApollo = overwritten > 1 && rest.length > 3 && rest.every((one, index) => keys[overwritten + index] === one)
  return isApollo ? keys.map((one, index) => (index < overwritten ? (APOLLO_ORDER[index] ?? one) : one)) : keys
}

/**
 * Maps the headers of a file by themselves. A column goes to one field, a field to one column, the most specific header first; marks are taken
 * from every column that has them. `samples` are some rows below: a column of LinkedIn profiles is not a website, whatever it is called.
 */
export function mapHeaders(cells: readonly string[], kind: ImportKind, samples: readonly (readonly string[])[] = []): HeaderLine {
  const headers = shownHeaders(cells)
  const keys = restoredKeys(cells.map(key))
  const taken = new Map<number, ImportField>()
  for (const [field, aliases] of Object.entries(HEADERS[kind]) as [ImportField, readonly string[]][]) {
    const found = aliases.flatMap((alias) => [...keys.keys()].filter((at) => keys[at] === alias && !taken.has(at)))
    for (const index of isMarkField(field) ? found : found.slice(0, 1)) taken.set(index, field)
  }
  const has = (field: ImportField) => [...taken.values()].includes(field)
  for (const [index, field] of taken) {
    if (field === 'fullName' && has('firstName') && has('lastName')) taken.delete(index)
    if (field !== 'companyDomain') continue
    const values = samples.map((row) => row[index] ?? '').filter((value) => value.trim() !== '')
    const isLinkedin = values.length > 0 && values.filter((value) => /linkedin\.com\//i.test(value)).length * 2 > values.length
    if (!isLinkedin) continue
    taken.delete(index)
    if (!has('linkedinUrl') && values.some((value) => /linkedin\.com\/(?:in|sales)\//i.test(value))) taken.set(index, 'linkedinUrl')
  }
  return lineOf(headers, taken)
}

/** The first column of each field, and all that are marks. */
function lineOf(headers: string[], taken: ReadonlyMap<number, ImportField>): HeaderLine {
  const inOrder = [...taken].toSorted(([one], [other]) => one - other)
  return {
    headers,
    mapping: Object.fromEntries(headers.map((header, index) => [header, taken.get(index) ?? null])),
    columns: Object.fromEntries(inOrder.toReversed().map(([index, field]) => [field, index])),
    marks: inOrder.flatMap(([index, field]) => (isMarkField(field) ? [{ field, index }] : [])),
  }
}

/** The mapping as the person corrected it: what they name replaces what was found, but for marks, of which there may be several; the rest stays. */
export function correctMapping(line: HeaderLine, corrections: Mapping): HeaderLine {
  const taken = new Map<number, ImportField>()
  const claimed = new Set(Object.values(corrections))
  for (const [index, header] of line.headers.entries()) {
    const own = line.mapping[header] ?? null
    const isReplaced = own !== null && claimed.has(own) && !isMarkField(own)
    const field = Object.hasOwn(corrections, header) ? (corrections[header] ?? null) : isReplaced ? null : own
    if (field !== null) taken.set(index, field)
  }
  return lineOf(line.headers, taken)
}

/** Rows above the header that an export may have ("Notes:" of LinkedIn and a blank line). */
export const MAX_PREAMBLE = 12

/** Which of the first rows is the header: the one whose cells name the most fields. Null when none names any. */
export function findHeaderRow(rows: readonly (readonly string[])[], kind: ImportKind): number | null {
  let best: { row: number; fields: number } | null = null
  for (const [row, cells] of rows.slice(0, MAX_PREAMBLE).entries()) {
    const fields = Object.values(mapHeaders(cells, kind).columns).length
    if (fields > (best?.fields ?? 0)) best = { row, fields }
  }
  return best?.row ?? null
}
