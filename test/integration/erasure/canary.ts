import { randomUUID } from 'node:crypto'
import type { Writer } from '@swarm/db/write'

/** A word that stands nowhere but where one person's data lies. */
export const canary = 'kanarienvogel'

export type Column = { table: string; column: string; type: string; isNeeded: boolean; isMade: boolean; firstValue: string | null }
export type Place = {
  table_name: string
  treatment: 'DELETE' | 'CHANGE' | 'KEEP'
  is_theirs: boolean
  changes: Record<string, string> | null
}

/** Types of columns that can hold words. */
export const wordy = new Set(['text', 'text[]', 'jsonb', 'bytea', 'character varying', 'tsvector', 'xml', 'json', 'citext'])

/** Every column of every table of ours, as the catalogue has it; partitions are their parent's. */
export async function columnsOf({ pool }: Writer): Promise<Column[]> {
  const { rows } = await pool.query<Column>(`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type, a.attnotnull and not a.atthasdef as "isNeeded",
      a.attgenerated <> '' or a.attidentity <> '' as "isMade", (select e.enumlabel from pg_enum e where e.enumtypid = a.atttypid order by e.enumsortorder limit 1) as "firstValue"
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1, a.attnum`)
  return rows
}

export async function placesOf({ pool }: Writer): Promise<Place[]> {
  return (await pool.query<Place>('select * from personal_data_places() order by place')).rows
}

/** What a column of this type holds when it speaks of the person. */
export function planted(type: string, words: string): unknown {
  if (type === 'jsonb') return JSON.stringify({ said: [`about ${words}`] })
  if (type === 'text[]') return [words]
  if (type === 'bytea') return Buffer.from(`about ${words}`)
  return words
}

let made = 0

/** Something that fits a column that may not be empty and that this test has no opinion about. */
export function anything({ type, firstValue }: Pick<Column, 'type' | 'firstValue'>): unknown {
  made += 1
  if (firstValue !== null) return firstValue
  if (type === 'uuid') return randomUUID()
  if (type === 'jsonb') return '[]'
  if (type.endsWith('[]')) return []
  if (type === 'bytea') return Buffer.from(`${made}`)
  if (type === 'boolean') return false
  if (type.startsWith('timestamp') || type === 'date') return '2026-11-24T16:00:00.000Z'
  if (type === 'text') return `any ${made}`
  return 1
}

/** The whole database in lines, each with its table: rows as text, bytes as what they say, the queue's tables too. */
export async function findCanary({ pool }: Writer, words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_%'`,
  )
  const patterns = words.flatMap((word) => [
    word.toLowerCase(),
    Buffer.from(word).toString('hex'),
    Buffer.from(word).toString('base64').replaceAll('=', '').slice(0, -1),
  ])
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await pool.query<{ line: string }>(
        `select t::text as line from ${name} t where exists (select from unnest($1::text[]) w where position(lower(w) in lower(t::text)) > 0)`,
        [patterns],
      )
      return rows.map(({ line }) => `${name}: ${line}`)
    }),
  )
  return found.flat()
}
