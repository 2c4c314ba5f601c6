import { randomInt } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { crashPoints } from '../../jobs/src/dispatch/execute/crash-point.ts'
import { crashRun } from '../faults/crash-run.ts'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'

const seed = Number(process.env.SEED ?? randomInt(1_000_000))

const databases: TestDatabase[] = []
afterAll(() => Promise.all(databases.map((database) => database.drop())))

test(`one person, one step: at most one delivering request, through every numbered crash point and ten random kills (seed ${seed})`, async () => {
  const points = new Set<string>()
  let [sends, accepted] = [0, 0]
  const isWhole = () => points.size === crashPoints.length && accepted >= 0.95 * sends
  // Whether each point is met, and how many sends were in the air at a kill, is chance: another run adds to it. What must hold holds in each.
  for (let run = 0; run < 2 && !isWhole(); run++) {
    const database = await cloneDatabase()
    databases.push(database)
    const report = await crashRun(database, {
      seed: seed + run,
      kills: 10,
      batches: 84,
      atPoints: true,
      say: (line) => process.stdout.write(`${line}\n`),
    })
    process.stdout.write(`i1: seed ${seed + run}, ${report.accepted} of ${report.sends} accepted, kills: ${report.kills.join('; ')}\n`)
    expect(report.findings).toEqual([])
    expect(report.lost.filter(({ status }) => status !== 'UNKNOWN')).toEqual([])
    for (const point of report.pointsHit) points.add(point)
    sends += report.sends
    accepted += report.accepted
  }
  expect([...points].toSorted()).toEqual([...crashPoints])
  expect(accepted / sends).toBeGreaterThanOrEqual(0.95)
}, 1_500_000)
