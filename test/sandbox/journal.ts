import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

/** A named set of values, kept in insertion order. */
export interface Collection<T> {
  readonly size: number
  get(key: string): T | undefined
  has(key: string): boolean
  put(key: string, value: T): void
  delete(key: string): boolean
  values(): IterableIterator<T>
  clear(): void
}

/**
 * The sandbox's memory. Each change is one JSON line `{c: collection, k: key, v: value}` (no `v`: removed). What one request changed is
 * written in one piece by flush(), before its answer leaves, so a killed process comes back with everything it ever admitted to.
 */
export interface Journal {
  /** Values from the file are checked against the schema; a file that doesn't fit stops the start. */
  collection<T>(name: string, schema: z.ZodType<T>): Collection<T>
  /** Counts changes since the start; it tells whether a request acted. */
  changes(): number
  flush(): void
  close(): void
}

/** Without a path nothing is written and everything ends with the process. */
export function openJournal(path: string | null): Journal {
  const stored = path && existsSync(path) ? readLines(path) : new Map<string, Map<string, unknown>>()
  let file: number | null = null
  if (path) {
    mkdirSync(dirname(path), { recursive: true })
    rewrite(path, stored)
    file = openSync(path, 'a')
  }
  let pending = ''
  let changes = 0

  const note = (line: { c: string; k?: string; v?: unknown }): void => {
    changes += 1
    if (file !== null) pending += `${JSON.stringify(line)}\n`
  }

  return {
    collection: (name, schema) => {
      const values = new Map([...(stored.get(name) ?? [])].map(([key, value]) => [key, schema.parse(value)]))
      stored.delete(name)
      return {
        get size() {
          return values.size
        },
        get: (key) => values.get(key),
        has: (key) => values.has(key),
        values: () => values.values(),
        put: (key, value) => {
          values.set(key, value)
          note({ c: name, k: key, v: value })
        },
        delete: (key) => {
          const had = values.delete(key)
          if (had) note({ c: name, k: key })
          return had
        },
        clear: () => {
          if (values.size === 0) return
          values.clear()
          note({ c: name })
        },
      }
    },
    changes: () => changes,
    flush: () => {
      if (file !== null && pending !== '') writeSync(file, pending)
      pending = ''
    },
    close: () => {
      if (file === null) return
      if (pending !== '') writeSync(file, pending)
      closeSync(file)
      file = null
    },
  }
}

function readLines(path: string): Map<string, Map<string, unknown>> {
  const all = new Map<string, Map<string, unknown>>()
  const lines = readFileSync(path, 'utf8').split('\n')
  for (const [index, text] of lines.entries()) {
    if (text === '') continue
    const line = parseLine(text)
    if (!line) {
      // A kill in the middle of a write leaves half a last line; anything unreadable before it is damage.
      if (lines.slice(index + 1).every((rest) => rest === '')) break
      throw new Error(`${path}: line ${index + 1} is not of this journal`)
    }
    const values = all.get(line.c) ?? new Map<string, unknown>()
    all.set(line.c, values)
    if (line.k === undefined) values.clear()
    else if (line.v === undefined) values.delete(line.k)
    else values.set(line.k, line.v)
  }
  return all
}

function parseLine(text: string): { c: string; k?: string; v?: unknown } | null {
  try {
    const line: unknown = JSON.parse(text)
    if (typeof line !== 'object' || line === null || !('c' in line) || typeof line.c !== 'string') return null
    if (!('k' in line) || typeof line.k !== 'string') return { c: line.c }
    return 'v' in line ? { c: line.c, k: line.k, v: line.v } : { c: line.c, k: line.k }
  } catch {
    return null
  }
}

/** Starts a lifetime with one line per value; written beside and renamed, so that a kill leaves the old file or the new one. */
function rewrite(path: string, stored: Map<string, Map<string, unknown>>): void {
  const beside = `${path}.new`
  const file = openSync(beside, 'w', 0o600)
  for (const [c, values] of stored) {
    let text = ''
    for (const [k, v] of values) text += `${JSON.stringify({ c, k, v })}\n`
    writeSync(file, text)
  }
  closeSync(file)
  renameSync(beside, path)
}
