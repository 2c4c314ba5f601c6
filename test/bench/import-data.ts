import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'

const sample = readFileSync(new URL('../../web/public/samples/leads-5k.csv', import.meta.url), 'utf8')
export const [header = [], ...people]: string[][] = parse(sample, { relax_column_count: true })
const column = { email: header.indexOf('Email'), profile: header.indexOf('Person Linkedin Url') }

/** The 5,000 again and again, each time as other people: another address, another profile, the same mess. */
export function fileOf(rows: number, round: number): string {
  const all: string[][] = [header]
  for (let copy = 0; all.length <= rows; copy++) {
    for (const cells of people.slice(0, rows + 1 - all.length)) {
      // COPY takes no row that is too short or too long.
      const changed = header.map((_, at) => cells[at] ?? '')
      changed[column.email] = (cells[column.email] ?? '').replace(/@/, `.r${round}c${copy}@`)
      changed[column.profile] = (cells[column.profile] ?? '').replace(/(\/in\/[^/?\s]+)/i, `$1-r${round}c${copy}`)
      all.push(changed)
    }
  }
  return all.map((cells) => cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\n')
}
