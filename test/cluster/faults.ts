import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import type { Daemon } from './daemon.ts'
import { type Ask, type People, readNotes, writeNote } from './probes.ts'
import { type Cluster, type DatabaseNode, postmasterPid, until } from './start-cluster.ts'

const run = promisify(execFile)

export type Fault = {
  name: string
  /** Whether the primary is another one afterwards: then sending stops until somebody has reconciled (I24). */
  failsOver?: boolean
  /** Breaks it. Given back: what mends it by hand, where nothing mends itself. */
  inject(cluster: Cluster, people: People): Promise<(() => Promise<void>) | undefined>
}

async function some<T>(found: Promise<T | null>, what: string): Promise<T> {
  const thing = await found
  if (thing === null) throw new Error(`There is no ${what}.`)
  return thing
}

/** PostgreSQL with all its backends, as a power cut takes them. */
function killPostgres({ dataFolder }: DatabaseNode): void {
  const pid = postmasterPid(dataFolder)
  if (pid !== null) process.kill(pid, 'SIGKILL')
}

/**
 * The process that replays the primary's log on a node. Stopped, the node goes on receiving, and acknowledging, what it does not show yet.
 * `pg_wal_replay_pause` would not do: Patroni resumes it within a second.
 */
function replayingPid({ dataFolder }: DatabaseNode): number {
  const postmaster = postmasterPid(dataFolder)
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const parent = Number(
        readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')[1],
      )
      if (parent === postmaster && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('startup')) return Number(name)
    } catch {
      // It ended while it was looked at.
    }
  }
  throw new Error('Nothing replays there.')
}

const killAll = (daemons: readonly Daemon[]) => ({
  kill() {
    for (const each of daemons) each.kill()
  },
})

const killing = (name: string, pick: (cluster: Cluster) => { kill(): void } | undefined): Fault => ({
  name,
  async inject(cluster) {
    pick(cluster)?.kill()
    return undefined
  },
})

/** In this order: the replica is back before the next fault of the database. */
export const faults: readonly Fault[] = [
  killing('kill -9 of an API process', ({ apis }) => apis[0]),
  killing('kill -9 of two API processes', ({ apis }) => killAll(apis.slice(1))),
  killing('kill -9 of a runner', ({ runners }) => runners[0]),
  killing('kill -9 of all runners', ({ runners }) => killAll(runners)),
  killing('kill -9 of HAProxy', ({ balancer }) => balancer),
  killing('kill -9 of PgBouncer', ({ pooler }) => pooler),
  {
    name: 'PgBouncer restarted',
    async inject({ pooler }) {
      await pooler.stop()
      pooler.start()
      return undefined
    },
  },
  killing('kill -9 of an etcd member', ({ etcd }) => etcd[0]),
  {
    name: 'kill -9 of the sandbox',
    async inject({ sandbox }) {
      await sandbox.kill()
      await sandbox.start()
      return undefined
    },
  },
  {
    name: 'every connection to the database cut',
    async inject({ superuserUrl }) {
      const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 3_000 })
      await client.connect()
      await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename like 'swarm%'`)
      await client.end()
      return undefined
    },
  },
  {
    name: 'the replica shows nothing new for 8 s',
    async inject(cluster, { reviewer, analyst, leadId }) {
      const pid = replayingPid(await some(cluster.replica(), 'replica'))
      process.kill(pid, 'SIGSTOP')
      return async () => {
        try {
          await sleep(8_000)
          // If the analyst saw this, nobody would read from a replica, and nothing here would test what reviewers see.
          const text = await writeNote(reviewer, leadId)
          if ((await readNotes(analyst, leadId)).includes(text))
            throw new Error('The analyst was not served by the replica that stood still.')
        } finally {
          process.kill(pid, 'SIGCONT')
        }
      }
    },
  },
  {
    name: 'kill -9 of the replica, Patroni and PostgreSQL',
    async inject(cluster) {
      const node = await some(cluster.replica(), 'replica')
      node.daemon.kill()
      killPostgres(node)
      return undefined
    },
  },
  {
    name: 'a runner frozen for 8 s (SIGSTOP), past its lease',
    async inject({ runners }) {
      runners[1]?.kill('SIGSTOP')
      return async () => {
        await sleep(8_000)
        runners[1]?.kill('SIGCONT')
      }
    },
  },
  {
    name: 'the primary handed over (switchover)',
    failsOver: true,
    async inject(cluster) {
      const [leader, candidate] = [await some(cluster.primary(), 'primary'), await some(cluster.replica(), 'replica')]
      await run('curl', [
        '-sf',
        '-XPOST',
        '-d',
        JSON.stringify({ leader: leader.name, candidate: candidate.name }),
        `http://127.0.0.1:${leader.restPort}/switchover`,
      ])
      return undefined
    },
  },
  {
    name: 'kill -9 of the primary, Patroni and PostgreSQL: fail-over',
    failsOver: true,
    async inject(cluster) {
      const node = await some(cluster.primary(), 'primary')
      // As a machine that lost its power: it comes back when another one has taken over, not after a second.
      node.daemon.kill('SIGSTOP')
      killPostgres(node)
      return async () => {
        await until('another node is the primary', async () => {
          const now = await cluster.primary()
          return now !== null && now.name !== node.name
        })
        node.daemon.kill('SIGKILL')
      }
    },
  },
]

const safetyShape = z.object({ stopped: z.boolean(), isOpen: z.boolean(), isRead: z.boolean() })

/** How things stand with the stop that a new timeline sets. */
async function safetyOf(superuserUrl: string): Promise<z.infer<typeof safetyShape>> {
  const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 3_000 })
  await client.connect()
  try {
    const { rows } = await client.query(`select
      exists (select from emergency_stop where lifted_at is null) as stopped,
      exists (select from reconciliation where closed_at is null) as "isOpen",
      exists (select from reconciliation where closed_at is null and read_at is not null) as "isRead"`)
    return safetyShape.parse(rows[0])
  } finally {
    await client.end()
  }
}

/** What an admin does after a fail-over: has the platforms read, looks, takes the database for whole, lifts the stop. Returns seconds until the stop stood. */
export async function reconcile(cluster: Cluster, admin: Ask): Promise<number> {
  const began = performance.now()
  const look = () => safetyOf(cluster.superuserUrl).catch(() => null)
  await until('a new timeline stops sending', async () => {
    const safety = await look()
    return safety?.stopped === true && safety.isOpen
  })
  const seconds = (performance.now() - began) / 1000
  const told = z.record(z.string(), z.record(z.string(), z.unknown()))
  const say = async (mutation: string, input: Record<string, unknown>) => {
    const name = mutation.charAt(0).toUpperCase() + mutation.slice(1)
    const query = `mutation ($input: ${name}Input!) { ${mutation}(input: $input) { ... on ${name}Success { safety { __typename } } ... on UserError { message } } }`
    // Whoever gets no answer asks again: the id makes the repeat safe.
    const variables = { input: { ...input, clientMutationId: randomUUID() } }
    let answer: z.infer<typeof told> | null = null
    await until(`${mutation} is answered`, async () => {
      answer = await admin(query, variables).then(
        (data) => told.parse(data),
        () => null,
      )
      const refused = answer?.[mutation]?.message
      if (refused !== undefined) throw new Error(`${mutation}: ${String(refused)}`)
      return answer !== null
    })
  }
  await say('askReconciliation', {})
  await until('the platforms are read', async () => (await look())?.isRead === true)
  await say('closeReconciliation', { reason: 'The fault harness looked at it.' })
  await say('setEmergencyStop', { active: false, reason: 'Reconciled after the fail-over.' })
  return seconds
}
