import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '@swarm/db/embedded/free-port'
import { type Sandboxed, startSandboxProcess } from '../harness/execution.ts'
import { childEnvironment, root } from '../harness/run-process.ts'
import { configuration, environmentOf, type Values } from './configuration.ts'
import { type Daemon, startDaemon } from './daemon.ts'
import type { Programs } from './install.ts'

const run = promisify(execFile)
const host = '127.0.0.1'
const secret = () => randomBytes(24).toString('base64url')

export type DatabaseNode = { name: string; port: number; restPort: number; dataFolder: string; daemon: Daemon }

export type Cluster = {
  /** The load balancer: where people, keys and providers come in. */
  url: string
  adminSecret: string
  /** Straight to whoever is primary now, past the pooler. */
  superuserUrl: string
  jobsUrl: string
  /** API processes by themselves, to see which of them has what. */
  apiUrls: string[]
  etcd: Daemon[]
  databases: DatabaseNode[]
  pooler: Daemon
  balancer: Daemon
  apis: Daemon[]
  runners: Daemon[]
  sandbox: Sandboxed
  /** What Instantly's webhooks bring along. */
  hookSecret: string
  migrateUrl: string
  /** What an API needs that goes straight to the primary, as one beside its own database does. */
  directEnvironment: Record<string, string>
  folder: string
  /** One more API process behind a balancer of its own and the same pooler: one of each. */
  startLone(): Promise<{ url: string; api: Daemon; balancer: Daemon }>
  /** The node that takes writes, by Patroni's own word; null while there is none. */
  primary(): Promise<DatabaseNode | null>
  replica(): Promise<DatabaseNode | null>
  stop(): Promise<void>
}

export type ClusterOptions = {
  apis: number
  runners: number
  /** Besides what docs/deployment says, for every process of ours. */
  env?: Record<string, string>
  /** Fills the fresh database, before any process of ours looks at it. */
  prepare?: (jobsUrl: string) => Promise<void>
  /** Told to stop while it starts: then it throws, with nothing left behind. */
  stopping?: AbortSignal
  say: (line: string) => void
}

/** Whether somebody answers there, with this status, within a second. */
export async function isAnswered(url: string, status = 200): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) })
    await answer.arrayBuffer()
    return answer.status === status
  } catch {
    return false
  }
}

/** Asks until the answer is yes; throws with `what` after `withinMs`. */
export async function until(what: string, ask: () => Promise<boolean>, withinMs = 180_000): Promise<void> {
  for (const end = performance.now() + withinMs; !(await ask()); await sleep(100))
    if (performance.now() > end) throw new Error(`Not within ${withinMs / 1000} s: ${what}`)
}

/** PostgreSQL outlives a Patroni that was killed: ended by the pid that it wrote itself. */
export function postmasterPid(dataFolder: string): number | null {
  const file = join(dataFolder, 'postmaster.pid')
  if (!existsSync(file)) return null
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  const commandLine = `/proc/${pid}/cmdline`
  return pid > 0 && existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes(dataFolder) ? pid : null
}

/**
 * Everything that docs/deployment.md describes, on loopback ports of one machine, from the very files that it shows: three etcd members, two
 * PostgreSQL nodes under Patroni, HAProxy, PgBouncer, the sandbox, API processes and runners. Whoever dies is started again after a second.
 */
export async function startCluster(
  programs: Programs,
  { apis: apiCount, runners: runnerCount, env = {}, prepare, stopping, say }: ClusterOptions,
): Promise<Cluster> {
  const began = performance.now()
  const mark = (what: string) => {
    stopping?.throwIfAborted()
    say(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${what}`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'swarm-cluster-'))
  // PostgreSQL and PgBouncer refuse to run as root.
  const user = process.getuid?.() === 0 ? 'postgres' : null
  chmodSync(folder, 0o755)
  const databaseFolder = join(folder, 'database')
  mkdirSync(databaseFolder)
  if (user !== null) await run('chown', [user, databaseFolder])
  mkdirSync(join(folder, 'product'))
  const stops: (() => Promise<unknown>)[] = []

  const write = async (name: string, text: string): Promise<string> => {
    const file = join(databaseFolder, name)
    writeFileSync(file, text, { mode: 0o600 })
    if (user !== null) await run('chown', [user, file])
    return file
  }
  const daemon = (
    name: string,
    command: string,
    args: string[],
    more: { env?: Record<string, string>; user?: string | null } = {},
  ): Daemon => {
    const started = startDaemon({
      name,
      command,
      args,
      env: { PATH: process.env.PATH ?? '', HOME: folder, LC_ALL: 'C.UTF-8', ...more.env },
      cwd: more.env ? root : '/',
      logFile: join(folder, `${name}.log`),
      user: more.user ?? null,
      isAhead: more.env === undefined,
    })
    return started
  }
  const stopTogether = (daemons: readonly Daemon[]) => stops.push(() => Promise.all(daemons.map((each) => each.stop())))

  const stop = async (): Promise<void> => {
    // Latest first: nobody loses what it stands on. Processes of one kind go together.
    for (const end of stops.splice(0).reverse()) await end().catch((error: unknown) => say(String(error)))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }

  try {
    const passwords = {
      superuser_password: secret(),
      replicator_password: secret(),
      migrate_password: secret(),
      api_password: secret(),
      jobs_password: secret(),
      read_password: secret(),
    }
    const ports = {
      api_port: await freePort(),
      primary_port: await freePort(),
      replica_port: await freePort(),
      pooler_port: await freePort(),
    }
    const url = `http://${host}:${ports.api_port}`
    const common: Values = {
      names: programs.keepsNames ? 'max_prepared_statements = 500' : '',
      loses_names: String(!programs.keepsNames),
      host,
      database_host: host,
      network: '127.0.0.1/32',
      folder: databaseFolder,
      ...ports,
      ...passwords,
    }

    const members = await Promise.all(
      [1, 2, 3].map(async (number) => ({ name: `etcd${number}`, client_port: await freePort(), peer_port: await freePort() })),
    )
    const peers = members.map(({ name, peer_port }) => `${name}=http://${host}:${peer_port}`).join(',')
    const etcd: Daemon[] = []
    for (const member of members) {
      const file = await write(`${member.name}.yml`, configuration('etcd.yml', { ...common, ...member, members: peers }))
      etcd.push(daemon(member.name, programs.etcd, ['--config-file', file], { user }))
    }
    stopTogether(etcd)
    await Promise.all(members.map(({ name, client_port }) => until(name, () => isAnswered(`http://${host}:${client_port}/health`))))
    mark('three etcd members agree')

    const archive = join(databaseFolder, 'archive')
    mkdirSync(archive)
    if (user !== null) await run('chown', [user, archive])
    const databases: DatabaseNode[] = []
    for (const number of [1, 2]) {
      const name = `pg${number}`
      const [port, restPort] = [await freePort(), await freePort()]
      const file = await write(
        `${name}.yml`,
        configuration('patroni.yml', {
          ...common,
          name,
          port,
          rest_port: restPort,
          etcd: members.map(({ client_port }) => `${host}:${client_port}`).join(','),
          bin_dir: programs.postgres,
          shared_buffers: '128MB',
          archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f`,
        }),
      )
      const dataFolder = join(databaseFolder, name)
      const node: DatabaseNode = { name, port, restPort, dataFolder, daemon: daemon(name, programs.patroni, [file], { user }) }
      // What a killed Patroni left behind, and what it was about to start.
      stops.push(async () => {
        await node.daemon.stop()
        const pid = postmasterPid(dataFolder)
        if (pid !== null) process.kill(pid, 'SIGINT')
        await until(`${name} has ended`, async () => postmasterPid(dataFolder) === null, 20_000)
      })
      databases.push(node)
      await until(`${name} runs`, () => isAnswered(`http://${host}:${restPort}/${number === 1 ? 'primary' : 'replica'}`))
      mark(`${name} is ${number === 1 ? 'the primary' : 'its replica'}`)
    }
    const whoAnswers = async (path: string): Promise<DatabaseNode | null> => {
      const answers = await Promise.all(databases.map(({ restPort }) => isAnswered(`http://${host}:${restPort}/${path}`)))
      return databases[answers.indexOf(true)] ?? null
    }

    const apiPorts = await Promise.all(Array.from({ length: apiCount }, () => freePort()))
    const balance = async (name: string, values: Values, to: readonly number[]): Promise<Daemon> => {
      const machines = {
        api: to.map((port, index) => ({ name: `api${index + 1}`, host, port })),
        database: databases.map(({ name, port, restPort }) => ({ name, host, port, rest_port: restPort })),
      }
      const file = await write(`${name}.cfg`, configuration('haproxy.cfg', values, machines))
      const started = daemon(name, programs.haproxy, ['-db', '-f', file], { user })
      stopTogether([started])
      return started
    }
    const balancer = await balance('haproxy', common, apiPorts)
    const superuserUrl = `postgres://superuser:${passwords.superuser_password}@${host}:${ports.primary_port}/swarm`
    const psql = (file: string, values: Values) =>
      run(
        join(programs.postgres, 'psql'),
        [
          '-qX',
          '-v',
          'ON_ERROR_STOP=1',
          ...Object.entries(values).flatMap(([name, value]) => ['-v', `${name}=${value}`]),
          '-f',
          join(root, 'docs/deployment', file),
          `postgres://superuser:${passwords.superuser_password}@${host}:${databases[0]?.port}/postgres`,
        ],
        { cwd: '/', env: { PATH: process.env.PATH ?? '' } },
      )
    // HAProxy believes in every server until it has asked it twice: a moment long even the replica.
    await until('the balancer leads to the primary', () =>
      run(join(programs.postgres, 'psql'), ['-qXc', 'create temporary table writable ()', superuserUrl.replace(/swarm$/, 'postgres')], {
        cwd: '/',
      }).then(
        () => true,
        () => false,
      ),
    )
    await psql('roles.sql', passwords)
    const logins = (['api', 'jobs', 'read'] as const).map((name) => `"swarm_${name}" "${passwords[`${name}_password`]}"`)
    await write('userlist.txt', `${logins.join('\n')}\n`)
    const pooler = daemon('pgbouncer', programs.pgbouncer, [await write('pgbouncer.ini', configuration('pgbouncer.ini', common))], { user })

    await until('a commit is on two machines', async () => (await whoAnswers('synchronous')) !== null)

    stopTogether([pooler])
    const adminSecret = secret()
    const migrateUrl = `postgres://swarm_migrate:${passwords.migrate_password}@${host}:${ports.primary_port}/swarm`
    const { stderr } = await run(process.execPath, [join(root, 'api/src/cli/main.ts'), 'migrate'], {
      cwd: root,
      env: {
        ...childEnvironment,
        MODE: 'sandbox',
        ADMIN_SECRET: adminSecret,
        DATABASE_URL: migrateUrl,
      },
    })
    if (stderr !== '') say(stderr)
    const jobsUrl = `postgres://swarm_jobs:${passwords.jobs_password}@${host}:${ports.primary_port}/swarm`
    await prepare?.(jobsUrl)
    mark('the database is migrated')

    const sandbox = await startSandboxProcess(join(folder, 'sandbox'))
    stops.push(() => sandbox.stop())
    const values: Values = {
      ...common,
      mode: 'sandbox',
      public_url: url,
      data_folder: join(folder, 'product'),
      session_secret: secret(),
      web_folder: '',
    }
    const hookSecret = secret()
    const ours = { ...childEnvironment, LOG_LEVEL: 'warn', INSTANTLY_WEBHOOK_SECRET: hookSecret, ...sandbox.env, ...env }
    const start = (name: string, entry: string, more: Record<string, string>) =>
      daemon(name, process.execPath, [join(root, entry)], { env: { ...ours, ...more } })
    const apis = apiPorts.map((port, index) => start(`api${index + 1}`, 'api/src/main.ts', environmentOf('api.env', { ...values, port })))
    const runners = Array.from({ length: runnerCount }, (_, index) =>
      start(`jobs${index + 1}`, 'jobs/src/main.ts', environmentOf('jobs.env', values)),
    )
    stopTogether([...apis, ...runners])
    const apiUrls = apiPorts.map((port) => `http://${host}:${port}`)
    await Promise.all([url, ...apiUrls].map((at) => until(`${at} is ready`, () => isAnswered(`${at}/health/ready`))))
    mark(`${apiCount} API processes and ${runnerCount} runners serve at ${url}`)
    return {
      url,
      adminSecret,
      superuserUrl,
      jobsUrl,
      apiUrls,
      etcd,
      databases,
      pooler,
      balancer,
      apis,
      runners,
      sandbox,
      hookSecret,
      migrateUrl,
      directEnvironment: {
        ...environmentOf('api.env', { ...values, port: 0 }),
        DATABASE_URL: `postgres://swarm_api:${passwords.api_password}@${host}:${ports.primary_port}/swarm`,
        DATABASE_READ_URL: `postgres://swarm_read:${passwords.read_password}@${host}:${ports.primary_port}/swarm`,
        DATABASE_POOLED: 'false',
      },
      folder,
      async startLone() {
        const [port, api_port] = [await freePort(), await freePort()]
        const api = start('lone-api', 'api/src/main.ts', environmentOf('api.env', { ...values, port }))
        stopTogether([api])
        const own = { ...common, api_port, primary_port: await freePort(), replica_port: await freePort() }
        const lone = { url: `http://${host}:${api_port}`, api, balancer: await balance('lone-haproxy', own, [port]) }
        await until('the lone API is ready', () => isAnswered(`${lone.url}/health/ready`))
        return lone
      },
      primary: () => whoAnswers('primary'),
      replica: () => whoAnswers('replica'),
      stop,
    }
  } catch (error) {
    for (const name of ['pg1', 'haproxy', 'pgbouncer', 'api1', 'jobs1']) {
      const file = join(folder, `${name}.log`)
      if (existsSync(file)) say(`--- ${name}\n${readFileSync(file, 'utf8').slice(-1_500)}`)
    }
    await stop()
    throw error
  }
}
