import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { CsvRows } from '@swarm/jobs/discover/import/csv-rows'
import { decodedText, detectEncoding } from '@swarm/jobs/discover/import/read-text'
import { apiOptions, askApi, successOf } from './ask-api.ts'
import { type Command, exitCodes, textOption, UsageError } from './command.ts'
import { asciiJson } from './plain-ascii.ts'

/** Messages of one call. */
const batchSize = 500
/** The longest row that is looked at, in characters. */
const longestRow = 1_000_000

const columns = {
  email: ['email', 'e mail', 'email address', 'to', 'recipient', 'lead email', 'lead'],
  linkedinUrl: ['linkedin', 'linkedin url', 'profile', 'profile url', 'profileurl'],
  at: ['at', 'date', 'sent at', 'sent', 'timestamp', 'time', 'last contacted'],
  outcome: ['outcome', 'status', 'event', 'event type', 'result'],
} as const

const outcomes: Record<string, string> = {
  ...Object.fromEntries(
    ['sent', 'delivered', 'opened', 'clicked', 'email sent', 'contacted', 'connection request sent', ''].map((word) => [word, 'SENT']),
  ),
  ...Object.fromEntries(['replied', 'reply', 'reply received', 'interested', 'answered'].map((word) => [word, 'REPLIED'])),
  ...Object.fromEntries(['bounced', 'bounce', 'hard bounce', 'email bounced'].map((word) => [word, 'BOUNCED'])),
  ...Object.fromEntries(
    ['unsubscribed', 'unsubscribe', 'opted out', 'opt out', 'complained', 'spam', 'not interested', 'do not contact'].map((word) => [
      word,
      'UNSUBSCRIBED',
    ]),
  ),
}

const wordsOf = (cell: string) =>
  cell
    .replace(/^\ufeff/, '')
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')

type Message = { email: string | null; linkedinUrl: string | null; at: string; outcome: string }
type Report = { taken: number; known: number; suppressed: number; refused: { index: number; message: string }[] }

const mutation = `mutation ($input: ImportHistoryInput!) { importHistory(input: $input) {
  ... on ImportHistorySuccess { taken known suppressed refused { index message } } ... on UserError { code message } } }`

export const importHistory: Command = {
  name: 'import-history',
  summary:
    'Takes over what was sent before moving in (CSV): nobody who was already written to is written to first, bounces and opt-outs are kept.',
  words: [
    {
      name: 'FILE',
      description:
        'Columns: email or linkedin url, date (with time zone, else UTC; none: the file’s own), outcome (sent, replied, bounced, unsubscribed; none: sent).',
    },
  ],
  options: { ...apiOptions, source: { type: 'string', value: 'NAME', description: 'Where it comes from. Default: the name of the file.' } },
  async run(options, surroundings, [name]) {
    const path = resolve(surroundings.folder, name ?? '')
    const found = await stat(path).catch(() => null)
    if (!found?.isFile()) throw new UsageError(`There is no file ${path}.`)
    const source = textOption(options, 'source') ?? basename(path).slice(0, 100)
    const total = { rows: 0, taken: 0, known: 0, suppressed: 0, undated: 0, refused: 0 }
    const complain = (what: 'undated' | 'refused', row: number, why: string) => {
      total[what] += 1
      if (total[what] <= 50) surroundings.tell(`row ${row}: ${why}`)
    }
    let waiting: { row: number; message: Message }[] = []
    const flush = async () => {
      if (waiting.length === 0) return
      const input = { source, messages: waiting.map(({ message }) => message) }
      const answer = await askApi<{ importHistory: Report | { message: string } }>(options, surroundings, mutation, { input })
      const report = successOf(answer.importHistory)
      total.taken += report.taken
      total.known += report.known
      total.suppressed += report.suppressed
      for (const { index, message } of report.refused) complain('refused', waiting[index]?.row ?? 0, message)
      waiting = []
    }
    for await (const { row, cells, at } of rowsOf(path)) {
      total.rows += 1
      const read = readRow(cells, at)
      if (typeof read === 'string') complain('refused', row, read)
      else {
        const when = instantIn(read.at)
        // It counts all the same. Not as of now: the same file again is to be the same messages.
        if (when === null)
          complain(
            'undated',
            row,
            `${read.at === '' ? 'There is no date' : `"${read.at}" is no date`}: it counts with the date of the file.`,
          )
        waiting.push({ row, message: { ...read, at: (when ?? found.mtime).toISOString() } })
      }
      if (waiting.length === batchSize) await flush()
    }
    await flush()
    surroundings.print(
      options.json === true
        ? asciiJson(total)
        : `${total.rows} rows: ${total.taken} taken over, ${total.known} known before, ${total.suppressed} suppressed, ${total.undated} without a date, ${total.refused} refused`,
    )
    return total.refused === 0 ? exitCodes.good : exitCodes.bad
  },
}

type Places = Record<keyof typeof columns, number>

/** Data rows with the places of the columns that the header names. Throws UsageError when it names nobody or no date. */
async function* rowsOf(path: string): AsyncGenerator<{ row: number; cells: string[]; at: Places }> {
  const encoding = await detectEncoding(createReadStream(path))
  let reader: CsvRows | null = null
  let at: Places | null = null
  let row = 0
  const take = function* (rows: string[][]): Generator<{ row: number; cells: string[]; at: Places }> {
    for (const cells of rows) {
      if (at === null) at = placesIn(cells)
      else yield { row: ++row, cells, at }
    }
  }
  for await (const piece of decodedText(createReadStream(path), encoding)) {
    const rows: string[][] = []
    reader ??= new CsvRows(separatorOf(piece), longestRow)
    reader.push(piece, rows)
    yield* take(rows)
  }
  const rows: string[][] = []
  reader?.end(rows)
  yield* take(rows)
}

/** The one of comma, semicolon and tab that the first line has most of. */
function separatorOf(piece: string): string {
  const [line = ''] = piece.split(/\r?\n/, 1)
  const count = (separator: string) => line.split(separator).length
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ','
}

function placesIn(header: readonly string[]): Places {
  const heads = header.map(wordsOf)
  const place = (names: readonly string[]) => heads.findIndex((head) => names.includes(head))
  const at = {
    email: place(columns.email),
    linkedinUrl: place(columns.linkedinUrl),
    at: place(columns.at),
    outcome: place(columns.outcome),
  }
  if (at.email < 0 && at.linkedinUrl < 0)
    throw new UsageError(`No column names a person: ${columns.email.slice(0, 2).join(' or ')}, or linkedin url.`)
  if (at.at < 0) throw new UsageError(`No column says when: ${columns.at.slice(0, 3).join(', ')}.`)
  return at
}

/** A row in the words of the API, its date as it is written; or why it can't be taken. */
function readRow(cells: readonly string[], places: Places): Message | string {
  const cell = (place: number) => (place < 0 ? '' : (cells[place] ?? '').trim())
  const outcome = outcomes[wordsOf(cell(places.outcome))]
  if (outcome === undefined) return `"${cell(places.outcome)}" is no outcome: sent, replied, bounced or unsubscribed.`
  return { email: cell(places.email) || null, linkedinUrl: cell(places.linkedinUrl) || null, at: cell(places.at), outcome }
}

/** A zone at the end of a time. */
const zone = /(?:z|utc|gmt|[ecmp][sd]t|[:.]\d+ ?[+-]\d\d(?::?\d\d)?|gmt[+-]\d{4}.*)$/i

/** When it was; without a zone it is UTC wherever this runs. Null where it can't be read, or no message was sent then: a spreadsheet's serial number is no year. */
function instantIn(when: string): Date | null {
  // With dots the day comes first.
  const plain = when.replace(/^(\d{1,2})\.(\d{1,2})\.(\d{4})/, '$3-$2-$1').replace(/(\d)T(\d)/, '$1 $2')
  const instant = new Date(zone.test(plain) ? plain : `${plain} UTC`)
  const year = instant.getUTCFullYear()
  return year >= 1990 && year <= 9999 ? instant : null
}
