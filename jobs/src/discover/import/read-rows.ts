import { Readable } from 'node:stream'
import { type Parser, parse } from 'csv-parse'
import { parse as parseAll } from 'csv-parse/sync'
import { InvalidInputError } from '../../errors.ts'
import type { ImportKind } from './import-kind.ts'
import { findHeaderRow, type HeaderLine, MAX_PREAMBLE, mapHeaders } from './map-headers.ts'
import { decodedText, detectEncoding, type Encoding } from './read-text.ts'

/** A file that can be read again and again, piece by piece. */
export type FileSource = { fileName: string; bytes: number; pieces(): AsyncIterable<Uint8Array> }

/** How a file is to be read: found once, the same each time. */
export type FileShape = { encoding: Encoding; separator: string; headerRow: number; line: HeaderLine; samples: string[][] }

const SEPARATORS = [',', ';', '\t', '|']
/** Characters of the beginning that the separator and the header are looked for in. */
const LOOK_AT = 200_000
/** Longest row, in characters: a quote that is never closed would otherwise take the whole file into memory. */
const MAX_ROW = 1_000_000
const SAMPLE_ROWS = 20

const options = (separator: string) => ({
  delimiter: separator,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: MAX_ROW,
})

/** The first rows of a text, whatever is wrong further on. */
function firstRows(text: string, separator: string): string[][] {
  try {
    // `to` stops before a row that the cut has broken.
    return parseAll(text, { ...options(separator), to: MAX_PREAMBLE + SAMPLE_ROWS })
  } catch {
    return text
      .split(/\r?\n/)
      .slice(0, MAX_PREAMBLE)
      .map((line) => line.split(separator))
  }
}

/** Finds encoding, separator and header. Throws InvalidInputError when there is no header that says anything. */
export async function findFileShape(source: FileSource, kind: ImportKind): Promise<FileShape> {
  const encoding = await detectEncoding(source.pieces())
  let start = ''
  for await (const text of decodedText(source.pieces(), encoding)) {
    start += text
    if (start.length >= LOOK_AT) break
  }
  let best: (FileShape & { fields: number }) | null = null
  for (const separator of SEPARATORS) {
    const rows = firstRows(start.slice(0, LOOK_AT), separator)
    const headerRow = findHeaderRow(rows, kind)
    if (headerRow === null) continue
    const samples = rows.slice(headerRow + 1, headerRow + 1 + SAMPLE_ROWS)
    const line = mapHeaders(rows[headerRow] ?? [], kind, samples)
    const fields = Object.keys(line.columns).length
    if (fields > (best?.fields ?? 0)) best = { encoding, separator, headerRow, line, samples, fields }
  }
  if (!best)
    throw new InvalidInputError('The file has no header that is known: no column could be told. Name the columns in its first row.', [
      'upload',
    ])
  return best
}

/** A data row: its number counted from 1, the header not counted, and its cells. */
export type FileRow = { row: number; cells: string[] }

/** Some rows in their order, and how many bytes of the file lie behind them. */
export type FileBatch = { rows: FileRow[]; bytesRead: number }

/** The data rows in batches. Never holds more than a batch and a piece of the file. Throws InvalidInputError where the file can't be read on. */
export async function* readRows(
  source: FileSource,
  shape: Pick<FileShape, 'encoding' | 'separator' | 'headerRow'>,
  batch: number,
): AsyncGenerator<FileBatch> {
  const parser: Parser = parse(options(shape.separator))
  const text = Readable.from(decodedText(source.pieces(), shape.encoding))
  text.on('error', (error) => parser.destroy(error))
  text.pipe(parser)
  let number = -shape.headerRow - 1
  let rows: FileRow[] = []
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      number += 1
      if (number < 1) continue
      rows.push({ row: number, cells })
      if (rows.length < batch) continue
      yield { rows, bytesRead: Math.min(parser.info.bytes, source.bytes) }
      rows = []
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('CSV_')) {
      // What was read before it still counts.
      if (rows.length > 0) yield { rows, bytesRead: Math.min(parser.info.bytes, source.bytes) }
      throw new InvalidInputError(`The file can't be read on after row ${Math.max(number, 0)}: a quote there is probably never closed.`, [
        'upload',
      ])
    }
    throw error
  } finally {
    text.destroy()
  }
  if (rows.length > 0) yield { rows, bytesRead: source.bytes }
}
