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

/** Requests that each API process gets in a round, and how many at once: the same in every setting, so that all are as warm and gather as much. */
const share = { page: { count: 300, atOnce: 16 }, webhook: { count: 600, atOnce: 16 } } as const

/** The middle one of each part. */
function middleOf(rounds: readonly Spent[]): Spent {
  const of = (part: keyof Spent) =>
    rounds.map((round) => round[part]).toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN
  return { ours: of('ours'), database: of('database'), between: of('between') }
}
const sum = ({ ours, database, between }: Spent): number => ours + database + between

/**
 * Processor time a request: of several API processes behind balancer and pooler against one behind the same, which is what several processes cost,
 * and against one beside its database, which is what balancer and pooler cost besides. All three are measured in turns.
 */
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
    const lone = await cluster.startLone()
    const keyFor = await signIn(cluster)
    const keys: string[] = []
    // Each may ask 120 times at once.
    for (let index = 0; index < 60; index++) keys.push(await keyFor(['read', 'review']))
    const spent = (apis: readonly Daemon[], between: readonly Daemon[]): Spent => ({
      ours: apis.reduce((sum, api) => sum + cpuOf(api.pid()), 0),
      database: cluster.databases.reduce((sum, { dataFolder }) => sum + cpuOf(postmasterPid(dataFolder) ?? 0), 0),
      between: between.reduce((sum, daemon) => sum + cpuOf(daemon.pid()), 0),
    })
    const measure = async (kind: 'page' | 'webhook', url: string, apis: readonly Daemon[], between: readonly Daemon[]): Promise<Spent> => {
      const count = share[kind].count * apis.length
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
        Array.from({ length: share[kind].atOnce * apis.length }, async () => {
          for (let index = next++; index < count; index = next++) await one(index)
        }),
      )
      const after = spent(apis, between)
      const tookMs = performance.now() - began
      const each = (part: keyof Spent) => (after[part] - before[part] - idle(part) * tookMs) / count
      return { ours: each('ours'), database: each('database'), between: each('between') }
    }
    const line = (name: string, { ours, database, between }: Spent) =>
      say(
        `    ${name}: API ${ours.toFixed(2)} ms, PostgreSQL ${database.toFixed(2)} ms, HAProxy and PgBouncer ${between.toFixed(2)} ms of CPU a request`,
      )
    const wrong: string[] = []
    const between = [cluster.balancer, lone.balancer, cluster.pooler]
    for (const kind of ['page', 'webhook'] as const) {
      const [beside, one, several]: [Spent[], Spent[], Spent[]] = [[], [], []]
      for (let round = 0; round < 6; round++) {
        const a = await measure(kind, singleUrl, [single], [])
        const b = await measure(kind, lone.url, [lone.api], between)
        const c = await measure(kind, cluster.url, cluster.apis, between)
        // The first rounds compile and fill caches.
        if (round < 3) continue
        beside.push(a)
        one.push(b)
        several.push(c)
      }
      line(`${kind}, one beside its database`, middleOf(beside))
      line(`${kind}, one behind balancer and pooler`, middleOf(one))
      line(`${kind}, ${cluster.apis.length} behind balancer and pooler`, middleOf(several))
      const ratio = sum(middleOf(several)) / sum(middleOf(one))
      const parts = sum(middleOf(one)) / sum(middleOf(beside))
      say(
        `    ${kind}: ${ratio.toFixed(2)} times the CPU of one of each (goal 1.10); balancer and pooler make it ${parts.toFixed(2)} times one beside its database`,
      )
      if (!(ratio <= 1.1)) wrong.push(`a ${kind} costs ${ratio.toFixed(2)} times the CPU of one of each, at most 1.10 is aimed at`)
    }
    say(`    ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`)
    return wrong
  } finally {
    await single.stop()
  }
}
