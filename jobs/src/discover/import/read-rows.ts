import { InvalidInputError } from '../../errors.ts'
import { CsvRows, UnreadableRowError } from './csv-rows.ts'
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

/** The first rows of a text, whatever is wrong further on. */
function firstRows(text: string, separator: string): string[][] {
  const rows: string[][] = []
  const most = MAX_PREAMBLE + SAMPLE_ROWS
  try {
    const reader = new CsvRows(separator, MAX_ROW)
    reader.push(text, rows)
    if (rows.length < most) reader.end(rows)
  } catch {
    // What could be read before it still tells the header; a first row that can't be is taken line by line.
    if (rows.length === 0)
      return text
        .split(/\r?\n/)
        .slice(0, MAX_PREAMBLE)
        .map((line) => line.split(separator))
  }
  return rows.slice(0, most)
}

/**
 * Finds encoding, separator and header; `known` is the encoding that was found before: it takes reading the whole file. Throws InvalidInputError when
 * there is no header that says anything.
 */
export async function findFileShape(source: FileSource, kind: ImportKind, known: Encoding | null = null): Promise<FileShape> {
  const encoding = known ?? (await detectEncoding(source.pieces()))
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
  const reader = new CsvRows(shape.separator, MAX_ROW)
  let number = -shape.headerRow - 1
  let rows: FileRow[] = []
  let bytesRead = 0
  const counted = async function* () {
    for await (const piece of source.pieces()) {
      bytesRead += piece.length
      yield piece
    }
  }
  /** Batches that are full; a file that can't be read on ends behind what could be read of it. */
  const take = function* (work: (found: string[][]) => void): Generator<FileBatch> {
    const found: string[][] = []
    let failure: unknown = null
    try {
      work(found)
    } catch (error) {
      failure = error
    }
    for (const cells of found) {
      number += 1
      if (number < 1) continue
      rows.push({ row: number, cells })
      if (rows.length < batch) continue
      yield { rows, bytesRead }
      rows = []
    }
    if (failure === null) return
    if (rows.length > 0) yield { rows, bytesRead }
    if (failure instanceof UnreadableRowError)
      throw new InvalidInputError(`The file can't be read on after row ${Math.max(number, 0)}: a quote there is probably never closed.`, [
        'upload',
      ])
    throw failure
  }
  for await (const text of decodedText(counted(), shape.encoding)) yield* take((found) => reader.push(text, found))
  yield* take((found) => reader.end(found))
  if (rows.length > 0) yield { rows, bytesRead: source.bytes }
}
