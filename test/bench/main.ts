import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { readOptions } from '../harness/read-options.ts'
import { keptFolder } from './kept.ts'
import { clearUp, endServersIn } from './left-behind.ts'
import { type PrintedRow, written } from './rows.ts'

/** Every row is a program of its own, so that none measures another's rest. In the order of performance.md. */
const rows: Record<string, string> = {
  'leads-page': 'leads-page.ts',
  'deep-page': 'deep-page.ts',
  'page-cost': 'page-cost.ts',
  filters: 'filters.ts',
  ingest: 'ingest.ts',
  apply: 'apply.ts',
  jobs: 'jobs.ts',
  pipeline: 'pipeline.ts',
  announce: 'announce.ts',
  live: 'live.ts',
  decay: 'decay.ts',
  import: 'import.ts',
  'what-if': 'what-if.ts',
  reserve: 'reserve.ts',
  'queue-key': 'queue-key.ts',
  spa: 'spa.ts',
  simulate: 'simulate.ts',
  kpis: 'kpis.ts',
  mixed: 'mixed.ts',
}
/** Rows that take `--rounds`, which may be said for all of them at once. Decay, whose round takes long, makes one unless it is asked alone. */
const inRounds: readonly string[] = [
  'leads-page',
  'deep-page',
  'page-cost',
  'ingest',
  'apply',
  'jobs',
  'pipeline',
  'announce',
  'import',
  'what-if',
  'reserve',
  'spa',
]
/** Not a row: builds the data that rows read, which they also do by themselves. */
const others: Record<string, string> = { build: 'build.ts' }
/** A row that hangs is ended, named, and the others go on. Milliseconds. */
const longestMs = 40 * 60_000

/** `npm run bench -- [--rounds N]`: all rows in turn; `npm run bench -- ROW [OPTIONS]`: one. Ends with 1 when a goal was missed or a row failed. */
const given = process.argv.slice(2)
const wanted = given[0]?.startsWith('--') ? undefined : given[0]
const options = wanted === undefined ? given : given.slice(1)
const usage = `npm run bench -- [--rounds N]
npm run bench -- ROW [OPTIONS]
All rows in turn, or one, or "build", which builds their data; ends with 1 when a goal was missed or a row failed. Rows: ${Object.keys(rows).join(', ')}`
if (wanted === undefined || options.includes('--help')) readOptions(usage, { rounds: { type: 'string' } })
const programs = wanted !== undefined && Object.hasOwn(others, wanted) ? others : rows
if (wanted !== undefined && !Object.hasOwn(programs, wanted)) {
  process.stderr.write(`There is no row "${wanted}". Rows are ${Object.keys(rows).join(', ')}; "build" builds their data.\n`)
  process.exit(2)
}

let running: ChildProcess | null = null
let isStopped = false
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    isStopped = true
    running?.kill('SIGTERM')
  })

type Ran = { printed: PrintedRow | null; code: number | null; minutes: number }
const minutesSince = (began: number) => (performance.now() - began) / 60_000

/** Runs one row's program and passes its lines on; gives the row it printed, null when it failed before. */
async function run(row: string, file: string): Promise<Ran> {
  process.stdout.write(`\n${row}\n`)
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'swarm-bench-run-'))
  // The database server, which is another user where we are root, reads files that a row puts there.
  chmodSync(folder, 0o755)
  const taken = wanted === undefined && !inRounds.includes(row) ? [] : options
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...taken], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder },
    timeout: longestMs,
    killSignal: 'SIGTERM',
  })
  running = child
  let printed: PrintedRow | null = null
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    process.stdout.write(`${line}\n`)
    if (line.startsWith('{"row":')) printed = JSON.parse(line)
  })
  const [code] = await once(child, 'close')
  await clearUp(folder)
  // A row that was ended had no time to stop the server that keeps the data.
  if (code === null) await endServersIn(keptFolder)
  return { printed, code: typeof code === 'number' ? code : null, minutes: minutesSince(began) }
}

const began = performance.now()
const results = new Map<string, Ran>()
for (const [row, file] of Object.entries(programs)) {
  if (isStopped || (wanted !== undefined && wanted !== row)) continue
  const result = await run(row, file)
  results.set(row, result)
  if (result.code !== 0) process.exitCode = 1
}

if (wanted === undefined) {
  const cells = [...results].map(([row, { printed, code, minutes }]) => {
    const took = minutes.toFixed(1)
    if (printed === null) return [row, '', '', '', '', took, `FAILED with ${code ?? 'a signal'}`]
    const { ours, reference, ratio, goal, isLessBetter, isGood, doubt, unit, also } = printed
    const missed = also.filter((one) => !one.isGood).map(({ what, value }) => `${what}: ${value}`)
    const verdict = code === 0 && isGood ? 'met' : ['MISSED', ...missed].join('; ')
    return [
      row,
      `${written(ours)} ${unit}`,
      written(reference),
      written(ratio),
      goal === null ? '' : `${isLessBetter ? '≤' : '≥'} ${goal.toFixed(2)}`,
      took,
      doubt === null ? verdict : `${verdict}; ${doubt}`,
    ]
  })
  const table = [['row', 'ours', 'reference', 'ratio', 'goal', 'minutes', 'verdict'], ...cells]
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)))
  process.stdout.write(
    `\n${table
      .map((line) =>
        line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      )
      .join('\n')}\n`,
  )
  process.stdout.write(`\n${minutesSince(began).toFixed(1)} minutes\n`)
}
