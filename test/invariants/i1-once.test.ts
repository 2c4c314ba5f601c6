import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { crashPoints } from '../../jobs/src/dispatch/execute/crash-point.ts'
import { crashRun } from '../faults/crash-run.ts'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'

const seed = Number(process.env.SEED ?? randomInt(1_000_000))

let database: TestDatabase
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

test(`one person, one step: at most one delivering request, through every numbered crash point and ten random kills (seed ${seed})`, async () => {
  const report = await crashRun(database, {
    seed,
    kills: 10,
    batches: 110,
    atPoints: true,
    say: (line) => process.stdout.write(`${line}\n`),
  })
  process.stdout.write(`i1: seed ${seed}, ${report.accepted} of ${report.sends} accepted, kills: ${report.kills.join('; ')}\n`)
  expect(report.findings).toEqual([])
  expect(report.pointsHit.toSorted()).toEqual([...crashPoints])
  expect(report.lost.filter(({ status }) => status !== 'UNKNOWN')).toEqual([])
  expect(report.accepted / report.sends).toBeGreaterThanOrEqual(0.95)
}, 900_000)
