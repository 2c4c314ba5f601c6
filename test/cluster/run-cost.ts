import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@swarm/db/embedded/free-port'
import { createWriter } from '@swarm/db/write'
import { hookSecretHeader } from '@swarm/jobs/signals/hook-header'
import * as make from '../harness/make.ts'
import { childEnvironment, root } from '../harness/run-process.ts'
import type { Daemon } from './daemon.ts'
import { startDaemon } from './daemon.ts'
import { clientOf, signIn } from './probes.ts'
import { type Cluster, postmasterPid, until } from './start-cluster.ts'

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10

type Stat = { parent: number; ownMs: number; childrenMs: number }

function statOf(pid: number): Stat | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number)
    const at = (index: number) => (fields[index] ?? 0) * tickMs
    return { parent: fields[1] ?? 0, ownMs: at(11) + at(12), childrenMs: at(13) + at(14) }
  } catch {
    return null
  }
}

/** Processor time of a process and its children, those that have ended too, in milliseconds. */
function cpuOf(pid: number): number {
  const own = statOf(pid)
  if (own === null) return 0
  let total = own.ownMs + own.childrenMs
  for (const name of readdirSync('/proc')) {
    const child = /^\d+$/.test(name) ? statOf(Number(name)) : null
    if (child?.parent === pid) total += child.ownMs
  }
  return total
}

/** How long nobody asks before each round, in milliseconds. */
const idleMs = 3_000

type Spent = { ours: number; database: number; between: number }

const page = '{ leads(first: 50) { edges { node { id company { name } timeline(first: 3) { edges { node { summary } } } } } } }'

/** Three processes of each kind behind balancer and pooler against one API and one runner beside the database, by processor time a request. */
export async function runCost(cluster: Cluster, say: (line: string) => void): Promise<string[]> {
  const port = await freePort()
  const single = startDaemon({
    name: 'single-api',
    command: process.execPath,
    args: [join(root, 'api/src/main.ts')],
    env: {
      ...childEnvironment,
      LOG_LEVEL: 'warn',
      INSTANTLY_WEBHOOK_SECRET: cluster.hookSecret,
      ...cluster.directEnvironment,
      PORT: String(port),
    },
    cwd: root,
    logFile: join(cluster.folder, 'single-api.log'),
    user: null,
  })
  const singleUrl = `http://127.0.0.1:${port}`
  try {
    await until('the single API serves', async () => (await fetch(`${singleUrl}/health/live`).catch(() => null))?.status === 200)
    const writer = createWriter({ url: cluster.jobsUrl, name: 'harness', maxConnections: 4, onConnectionError: () => {} })
    for (let made = 0; made < 100; made++) await make.lead(writer)
    await writer.end()
    const keyFor = await signIn(cluster)
    const keys: string[] = []
    // Each may ask 120 times at once.
    for (let index = 0; index < 12; index++) keys.push(await keyFor(['read', 'review']))
    const spent = (apis: readonly Daemon[], between: readonly Daemon[]): Spent => ({
      ours: apis.reduce((sum, api) => sum + cpuOf(api.pid()), 0),
      database: cluster.databases.reduce((sum, { dataFolder }) => sum + cpuOf(postmasterPid(dataFolder) ?? 0), 0),
      between: between.reduce((sum, daemon) => sum + cpuOf(daemon.pid()), 0),
    })
    const measure = async (url: string, apis: readonly Daemon[], between: readonly Daemon[], kind: 'page' | 'webhook', count: number) => {
      const clients = keys.map((key) => clientOf(url, { authorization: `Bearer ${key}` }))
      const one = async (index: number) => {
        if (kind === 'page') return clients[index % clients.length]?.(page)
        const answer = await fetch(`${url}/webhooks/instantly`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', [hookSecretHeader]: cluster.hookSecret },
          body: JSON.stringify({
            event_type: 'email_opened',
            timestamp: new Date().toISOString(),
            email_id: randomUUID(),
            lead_email: 'x@y.example',
          }),
        })
        await answer.arrayBuffer()
        if (answer.status !== 200) throw new Error(`a webhook was answered ${answer.status}`)
        return null
      }
      // What they cost when nobody asks (looks of the balancer, heartbeats) is not what a request costs.
      const idleFrom = spent(apis, between)
      await sleep(idleMs)
      const before = spent(apis, between)
      const idle = (part: keyof Spent) => (before[part] - idleFrom[part]) / idleMs
      const began = performance.now()
      let next = 0
      await Promise.all(
        Array.from({ length: 16 }, async () => {
          for (let index = next++; index < count; index = next++) await one(index)
        }),
      )
      const after = spent(apis, between)
      const tookMs = performance.now() - began
      const each = (part: keyof Spent) => (after[part] - before[part] - idle(part) * tookMs) / count
      return { ours: each('ours'), database: each('database'), between: each('between') }
    }
    const wrong: string[] = []
    for (const kind of ['page', 'webhook'] as const) {
      const [alone, several]: [Awaited<ReturnType<typeof measure>>[], Awaited<ReturnType<typeof measure>>[]] = [[], []]
      const count = kind === 'page' ? 300 : 600
      for (let round = 0; round < 4; round++) {
        const a = await measure(singleUrl, [single], [], kind, count)
        const b = await measure(cluster.url, cluster.apis, [cluster.balancer, cluster.pooler], kind, count)
        // The first round compiles and fills caches.
        if (round > 0) {
          alone.push(a)
          several.push(b)
        }
      }
      const middle = (rounds: typeof alone, of: keyof (typeof alone)[number]) =>
        rounds.map((round) => round[of]).toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN
      const sum = (rounds: typeof alone) => middle(rounds, 'ours') + middle(rounds, 'database') + middle(rounds, 'between')
      const line = (name: string, rounds: typeof alone) =>
        say(
          `    ${kind}, ${name}: API ${middle(rounds, 'ours').toFixed(2)} ms, PostgreSQL ${middle(rounds, 'database').toFixed(2)} ms, HAProxy and PgBouncer ${middle(rounds, 'between').toFixed(2)} ms of CPU a request`,
        )
      line('one of each', alone)
      line('several', several)
      const ratio = sum(several) / sum(alone)
      if (!(ratio <= 1.1)) wrong.push(`a ${kind} costs ${ratio.toFixed(2)} times the CPU of one of each, at most 1.10 is aimed at`)
      say(
        `    ${kind}: ${(sum(several) / sum(alone)).toFixed(2)} times the CPU of one of each, the API alone ${(middle(several, 'ours') / middle(alone, 'ours')).toFixed(2)} (goal 1.10)`,
      )
    }
    say(`    ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`)
    return wrong
  } finally {
    await single.stop()
  }
}
