import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { crashPoints } from '../../jobs/src/dispatch/execute/crash-point.ts'
import { passingFolder } from '../harness/passing-folder.ts'
import { startTestPostgres } from '../harness/test-postgres.ts'
import { type CrashReport, crashRun } from './crash-run.ts'
import { sabotages } from './sabotages.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/**
 * Long runs of the crash harness: `npm run test:faults -- --runs 3 --kills 60 --batches 100 --seed 7`. Each run prints its seed; then every
 * sabotage switches one safeguard off, and the harness must find it: one that can't fail is worth nothing. Exits 1 when either is not so.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      runs: { type: 'string', default: '1' },
      kills: { type: 'string', default: '40' },
      batches: { type: 'string', default: '100' },
      sabotage: { type: 'string', default: 'all' },
    },
  })
  const folder = passingFolder('swarm-faults-')
  const server = await startTestPostgres(folder)
  // Whoever stops it early leaves no database behind; every other process ends with this one.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop().then(() => process.exit(1)))
  let isRight = true
  try {
    for (let run = 0; run < Number(values.runs); run++) {
      const seed = Number(values.seed) + run
      say(`seed ${seed}: every numbered point and ${values.kills} kills`)
      const database = await server.clone()
      const report = await crashRun(database, { seed, kills: Number(values.kills), batches: Number(values.batches), atPoints: true, say })
      await database.drop()
      tell(report)
      isRight &&= report.findings.length === 0 && report.accepted / report.sends >= 0.95 && isWhole(report, Number(values.kills))
    }
    for (const sabotage of sabotages.filter(({ name }) => values.sabotage === 'all' || values.sabotage === name)) {
      say(`sabotage: ${sabotage.name}`)
      const database = await server.clone()
      const report = await crashRun(database, {
        seed: Number(values.seed),
        kills: 4,
        batches: 30,
        atPoints: true,
        sabotage: sabotage.sql,
        say,
      })
      await database.drop()
      tell(report)
      const isFound = report.findings.some(({ rule }) => sabotage.finds.test(rule))
      say(isFound ? `found, as it must be: ${sabotage.name}` : `NOT FOUND: the harness is blind to "${sabotage.name}"`)
      isRight &&= isFound
    }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.exitCode = isRight ? 0 : 1
}

/** Whether the run did what it was asked to: a point that was never hit, or a kill that never came, says nothing about what holds. */
function isWhole({ pointsHit, kills }: CrashReport, wanted: number): boolean {
  const missed = crashPoints.filter((point) => !pointsHit.includes(point))
  if (missed.length > 0) say(`never hit: ${missed.join(', ')}`)
  if (kills.length < wanted) say(`${kills.length} of ${wanted} kills`)
  return missed.length === 0 && kills.length >= wanted
}

function tell({ findings, sends, accepted, lost, pointsHit, kills }: CrashReport): void {
  const share = sends === 0 ? 0 : (100 * accepted) / sends
  say(`${accepted} of ${sends} accepted (${share.toFixed(1)} %), ${lost.length} for a person, ${pointsHit.length} points hit`)
  const why = Map.groupBy(lost, ({ status, code }) => `${status} ${code}`)
  for (const [how, sends] of why) say(`  not accepted: ${sends.length} ${how}`)
  for (const [index, kill] of kills.entries()) say(`  kill ${index + 1}: ${kill}`)
  for (const { rule, detail } of findings.slice(0, 20)) say(`  BROKEN ${rule}: ${detail}`)
}

await main()
