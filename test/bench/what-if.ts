import { parseArgs } from 'node:util'
import { createWriter } from '@swarm/db/write'
import { DEFAULT_ICP_PROFILE, icpProfileSchema } from '@swarm/jobs/segment/icp-profile'
import { whatIfIcp } from '@swarm/jobs/what-if/what-if-icp'
import { databaseCpuMs, writtenMs } from './cost.ts'
import { keptFolder, startKept } from './kept.ts'
import { people, peopleOfEach } from './people-data.ts'
import { middle, printRow } from './rows.ts'

/** Another ICP profile over the stored facts of 100,000 scored leads: `npm run bench -- what-if --rounds 3`. */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } })
const goalSeconds = 5

const server = await startKept()
try {
  const { urls } = await server.open(people)
  const writer = createWriter({
    url: urls.superuser,
    name: 'bench',
    maxConnections: 1,
    statementTimeoutMs: 600_000,
    onConnectionError: () => {},
  })
  const changed = icpProfileSchema.parse({
    ...DEFAULT_ICP_PROFILE,
    industry: { ...DEFAULT_ICP_PROFILE.industry, other: 9 },
    tiers: { tier1: 85, tier2: 62, tier3: 38 },
  })
  const rounds: { seconds: number; own: number; database: number }[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    const before = { own: process.cpuUsage(), database: databaseCpuMs(keptFolder) }
    const began = performance.now()
    const found = await whatIfIcp(writer.sql, changed)
    const seconds = (performance.now() - began) / 1000
    const spent = process.cpuUsage(before.own)
    rounds.push({ seconds, own: (spent.user + spent.system) / 1000, database: databaseCpuMs(keptFolder) - before.database })
    // Some of them stand on the lists.
    if (found.scored < 0.99 * peopleOfEach) throw new Error(`${found.scored} of ${peopleOfEach} leads were scored again`)
  }
  await writer.end()
  const took = middle(rounds.map(({ seconds }) => seconds))
  const isGood = printRow({
    row: 'what-if',
    unit: 's',
    ours: rounds.map(({ seconds }) => seconds),
    reference: [],
    goal: null,
    also: [
      {
        what: `${peopleOfEach.toLocaleString('en')} leads scored again (goal < ${goalSeconds} s)`,
        value: `${took.toFixed(2)} s`,
        isGood: took < goalSeconds,
      },
    ],
    cost: [
      {
        what: 'CPU',
        value: `${writtenMs(middle(rounds.map(({ own }) => own)))} of ours, ${writtenMs(middle(rounds.map(({ database }) => database)))} of the database`,
      },
    ],
  })
  if (!isGood) process.exitCode = 1
} finally {
  await server.stop()
}
