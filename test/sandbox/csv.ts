import { readFileSync } from 'node:fs'

/** Reads a comma-separated file of `data/` with a header row; quoted cells may hold commas, quotes and line breaks. */
export function readCsv(name: string): Record<string, string>[] {
  const [header = [], ...rows] = cells(readFileSync(new URL(`./data/${name}`, import.meta.url), 'utf8'))
  return rows.filter((row) => row.length > 1).map((row) => Object.fromEntries(header.map((column, i) => [column, row[i] ?? ''])))
}

function cells(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}
