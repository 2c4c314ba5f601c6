import { fieldsOf } from '../../lib/json.ts'
import type { Field } from './settings-documents.ts'

/** What stands in a field while it is typed: numbers and lists as text, so that nothing half typed is lost. */
export type Typed = string | boolean | readonly unknown[] | readonly TypedRow[]
export type TypedRow = { readonly [column: string]: Typed }

/** A typed value as the setting takes it, or why it can't be taken. */
export type Read = { ok: true; value: unknown } | { ok: false; message: string }

const lines = (value: unknown): string => (Array.isArray(value) ? value.map(String).join('\n') : '')

/** The value at a path such as `ceilings.emailPerDay`; undefined where there is none. */
export function valueAt(document: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => fieldsOf(at)[key], document)
}

/** A value as it stands in its field. */
export function typedOf(field: Field, value: unknown): Typed {
  switch (field.kind) {
    case 'SWITCH':
      return value === true
    case 'CHOICE':
      return JSON.stringify(value === undefined ? null : value)
    case 'CHOICES':
      return Array.isArray(value) ? value : []
    case 'TEXTS':
      return lines(value)
    case 'NUMBERS':
      return lines(value).replaceAll('\n', ', ')
    case 'ROWS':
      return (Array.isArray(value) ? value : []).map((row) => typedRow(field, fieldsOf(row)))
    case 'JSON':
      return value === undefined ? '' : JSON.stringify(value, null, 2)
    case 'NUMBER':
    case 'TEXT':
    case 'TIME':
      return value === undefined || value === null ? '' : String(value)
  }
}

function typedRow(field: Field, row: Record<string, unknown>): TypedRow {
  return Object.fromEntries((field.columns ?? []).map((column) => [column.path, typedOf(column, row[column.path])]))
}

/** A row that nobody has filled in yet. */
export function emptyRow(field: Field): TypedRow {
  return Object.fromEntries(
    (field.columns ?? []).map((column) => [
      column.path,
      column.kind === 'CHOICE' ? JSON.stringify(listOf(column.options)[0] ?? null) : typedOf(column, undefined),
    ]),
  )
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

const nothing: Read = { ok: true, value: undefined }
const refuse = (message: string): Read => ({ ok: false, message })

/** What was typed, as the setting takes it. Bounds and formats are the server's to check; here only what can't be sent at all is refused. */
export function readTyped(field: Field, typed: Typed): Read {
  switch (field.kind) {
    case 'SWITCH':
      return { ok: true, value: typed === true }
    case 'CHOICE':
      return { ok: true, value: JSON.parse(String(typed)) }
    case 'CHOICES':
      return { ok: true, value: typed }
    case 'ROWS':
      return readRows(field, typed)
    default:
      return readText(field, String(typed))
  }
}

function readText(field: Field, text: string): Read {
  if (text.trim() === '' && field.isNullable) return { ok: true, value: null }
  if (text.trim() === '' && field.isOptional && field.kind !== 'TEXTS' && field.kind !== 'NUMBERS') return nothing
  switch (field.kind) {
    case 'NUMBER':
      return numberOf(text)
    case 'NUMBERS': {
      const read = text
        .split(/[\s,;]+/)
        .filter((part) => part !== '')
        .map(numberOf)
      return read.find((one) => !one.ok) ?? { ok: true, value: read.map((one) => (one.ok ? one.value : null)) }
    }
    case 'TEXTS':
      return {
        ok: true,
        value: text
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      }
    case 'JSON':
      try {
        return { ok: true, value: JSON.parse(text) }
      } catch {
        return refuse('This is not JSON.')
      }
    default:
      return { ok: true, value: text }
  }
}

function numberOf(text: string): Read {
  const number = Number(text.trim())
  return text.trim() === '' || !Number.isFinite(number) ? refuse('A number, such as 25 or 0.8.') : { ok: true, value: number }
}

function readRows(field: Field, typed: Typed): Read {
  const rows: Record<string, unknown>[] = []
  for (const [place, row] of listOf(typed).entries()) {
    const read: Record<string, unknown> = {}
    for (const column of field.columns ?? []) {
      const one = readTyped(column, toTyped(fieldsOf(row)[column.path]))
      if (!one.ok) return refuse(`Row ${place + 1}, ${column.label.toLowerCase()}: ${one.message}`)
      if (one.value !== undefined) read[column.path] = one.value
    }
    rows.push(read)
  }
  return { ok: true, value: rows }
}

/** A part of a row as it was typed; anything else is an empty field. */
export function toTyped(value: unknown): Typed {
  return typeof value === 'string' || typeof value === 'boolean' || Array.isArray(value) ? value : ''
}

/** Whether what is typed differs from what stands. */
export function isEdited(field: Field, document: unknown, typed: Typed): boolean {
  return JSON.stringify(typed) !== JSON.stringify(typedOf(field, valueAt(document, field.path)))
}

/** Values by path as one patch: `a.b` becomes `{a: {b}}`. What was emptied is null, which brings its default back. */
export function patchOf(values: Iterable<readonly [path: string, value: unknown]>): Record<string, unknown> {
  const patch: Record<string, unknown> = {}
  for (const [path, value] of values) {
    const keys = path.split('.')
    const last = keys.pop() ?? path
    let at = patch
    for (const key of keys) {
      const inner = fieldsOf(at[key])
      at[key] = inner
      at = inner
    }
    at[last] = value === undefined ? null : value
  }
  return patch
}

/** A code in words: `legitimate_interest_with_notice`, `C_SUITE` and `block` as people say them. */
export function choiceWords(value: unknown): string {
  if (value === null) return 'None'
  const words = String(value)
    .replaceAll('_', ' ')
    .toLowerCase()
    .replace(/\b(?:vp|b2b)\b/g, (word) => word.toUpperCase())
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A value in words, for differences and lists. */
export function valueWords(value: unknown, field?: Field): string {
  if (value === undefined || value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'On' : 'Off'
  if (typeof value === 'number') return field?.unit ? `${value.toLocaleString()} ${field.unit}` : value.toLocaleString()
  if (typeof value === 'string') return field?.kind === 'CHOICE' ? choiceWords(value) : value
  if (Array.isArray(value))
    return value.length === 0
      ? 'Nothing'
      : value.map((one) => (isSpan(one) ? `${one.from} to ${one.to}` : wordsOfEntry(one, field))).join(', ')
  return JSON.stringify(value)
}

function wordsOfEntry(one: unknown, field?: Field): string {
  if (field?.kind === 'CHOICES') return choiceWords(one)
  if (typeof one !== 'object' || one === null) return String(one)
  const columns = field?.columns ?? []
  const parts = columns.map((column) => `${column.label.toLowerCase()} ${valueWords(fieldsOf(one)[column.path], column)}`)
  return parts.length > 0 ? `(${parts.join(', ')})` : JSON.stringify(one)
}

function isSpan(value: unknown): value is { from: string; to: string } {
  const { from, to, ...rest } = fieldsOf(value)
  return typeof from === 'string' && typeof to === 'string' && Object.keys(rest).length === 0
}
