import { CsvRows, UnreadableRowError } from '@swarm/jobs/discover/import/csv-rows'
import { findFileShape } from '@swarm/jobs/discover/import/read-rows'
import { detectEncoding } from '@swarm/jobs/discover/import/read-text'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000))

/** Rows of a text that comes in pieces cut at these places. */
function read(text: string, separator = ',', cuts: readonly number[] = []): string[][] {
  const reader = new CsvRows(separator, 1_000_000)
  const rows: string[][] = []
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
  for (const [index, from] of places.slice(0, -1).entries()) reader.push(text.slice(from, places[index + 1]), rows)
  reader.end(rows)
  return rows
}

describe(`rows come out of a text as they went in (seed ${seed})`, () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r\n', ' ', '王', '\t'), maxLength: 8 }),
    fc.constantFrom('', 'plain', '"', '""', 'a "b" c'),
  )
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 6 })
  const written = (rows: readonly (readonly string[])[], separator: string, lineEnd: string): string =>
    rows
      .map((cells) =>
        cells.map((one) => (/["\r\n]/.test(one) || one.includes(separator) ? `"${one.replaceAll('"', '""')}"` : one)).join(separator),
      )
      .join(lineEnd)

  test('whatever the separator, the line end and where the pieces are cut', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 6 }),
        (rows, separator, lineEnd, ends, cuts) => {
          // A file of one line without a line feed may end its lines with CR.
          fc.pre(rows.length > 1)
          const text = written(rows, separator, lineEnd) + (ends ? lineEnd : '')
          expect(read(text, separator, cuts)).toEqual(rows)
        },
      ),
      { seed, numRuns: 500 },
    )
  })

  test('as csv-parse reads them, where both can: stray quotes, short and long rows, empty lines', () => {
    const messy = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', ' '), maxLength: 40 }).map((text) => `x,y\n${text}\n`)
    fc.assert(
      fc.property(messy, fc.array(fc.nat(), { maxLength: 4 }), (text, cuts) => {
        let expected: string[][]
        try {
          expected = parse(text, { relax_column_count: true, relax_quotes: true, skip_empty_lines: true, record_delimiter: '\n' })
        } catch {
          expect(() => read(text, ',', cuts)).toThrow(UnreadableRowError)
          return
        }
        expect(read(text, ',', cuts)).toEqual(expected)
      }),
      { seed, numRuns: 1000 },
    )
  })
})

test('lines that end with CR alone are lines', () => {
  expect(read('a,b\rc,d\r')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
})

test('a quote that is never closed is told behind the rows before it', () => {
  const reader = new CsvRows(',', 1000)
  const rows: string[][] = []
  reader.push('a,b\nc,"d', rows)
  expect(() => reader.end(rows)).toThrow(UnreadableRowError)
  expect(rows).toEqual([['a', 'b']])
  const long = new CsvRows(',', 1000)
  expect(() => {
    for (let piece = 0; piece < 10; piece++) long.push(`"${'x,'.repeat(200)}`, rows)
  }).toThrow(UnreadableRowError)
})

describe('UTF-8 is told from Windows-1252 wherever the pieces are cut', () => {
  async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  test.each([1, 2, 3, 5, 7, 64])('pieces of %i bytes', async (size) => {
    const text = 'Name;Jörg 王小明 😀 ñ\n'
    expect(await detectEncoding(cut(Buffer.from(text), size))).toBe('utf-8')
    expect(await detectEncoding(cut(Buffer.from('Name;Jörg\nMüller;é', 'latin1'), size))).toBe('windows-1252')
    expect(await detectEncoding(cut(Buffer.from(text).subarray(0, 12), size))).toBe('windows-1252')
  })
})

test('a file whose encoding is known is read no further than its shape takes', async () => {
  const text = `Email,First Name\n${'ada@company.example,Ada\n'.repeat(100_000)}`
  let bytes = 0
  const source = {
    fileName: 'long.csv',
    bytes: text.length,
    async *pieces() {
      for (let at = 0; at < text.length; at += 100_000) {
        bytes += 100_000
        yield Buffer.from(text.slice(at, at + 100_000))
      }
    },
  }
  const found = await findFileShape(source, 'LEADS')
  expect(bytes).toBeGreaterThan(text.length)
  bytes = 0
  expect(await findFileShape(source, 'LEADS', found.encoding)).toEqual(found)
  expect(bytes).toBeLessThan(text.length / 4)
})
