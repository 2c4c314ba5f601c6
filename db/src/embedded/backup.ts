import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { borrowPostgres } from './borrow-postgres.ts'
import { binaries, runAs, running } from './postgres-server.ts'

/** The last file that a backup gets: where it is missing, the backup is not whole. */
const manifestName = 'alpha-swarm-backup.json'
const format = 'alpha-swarm-backup'

/** What belongs to the running server alone, as PostgreSQL's manual lists it for a base backup. Of these folders the folder is kept. */
const emptied = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'])
const left = /^(postmaster\.(pid|opts)|pgsql_tmp.*|backup_label(\.old)?|tablespace_map(\.old)?|recovery\.signal|standby\.signal)$/

/** Secrets that the database and the product can't be run without. */
const secretFiles = ['database-secrets.json', 'secrets.json']

export type BackupManifest = { format: string; at: string; bytes: number; server: string }

/** A backup that can't be used, or a place where it can't go; the message says what to do. */
export class BackupError extends Error {
  override name = 'BackupError'
}

/** Copies files as they are; one that vanishes meanwhile belonged to something that has ended. Gives the bytes. */
async function copyTree(from: string, to: string, wanted: (name: string, isTop: boolean) => boolean, isTop = true): Promise<number> {
  mkdirSync(to, { recursive: true, mode: 0o700 })
  let bytes = 0
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (left.test(entry.name) || !wanted(entry.name, isTop)) continue
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) {
      if (isTop && emptied.has(entry.name)) mkdirSync(target, { recursive: true, mode: 0o700 })
      else bytes += await copyTree(source, target, wanted, false)
      continue
    }
    try {
      await copyFile(source, target)
      bytes += statSync(target).size
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
  }
  return bytes
}

const all = () => true

/**
 * Copies the embedded database of `dataFolder` into `to`, with its secrets, while it runs: a base copy between `pg_backup_start` and
 * `pg_backup_stop`, and the write-ahead log that makes it whole. `to` must be empty or not there. Throws BackupError.
 */
export async function backUp(dataFolder: string, to: string, at: Date): Promise<BackupManifest> {
  const cluster = join(dataFolder, 'postgres')
  if (!existsSync(cluster))
    throw new BackupError(`There is no embedded database in ${dataFolder}. A server of your own is backed up with its own tools.`)
  const there = existsSync(to) ? readdirSync(to) : []
  if (there.includes('postgres') && !there.includes(manifestName))
    throw new BackupError(`${to} is left from a backup that was interrupted. Remove it, or name another folder.`)
  if (there.length > 0) throw new BackupError(`${to} is not empty.`)
  const { server, giveBack } = await borrowPostgres(dataFolder)
  const client = new pg.Client({ connectionString: server.url('superuser', 'postgres') })
  // While files are copied it waits for nothing, and a server that is told to stop by Ctrl-C ends it: unheard, that ends the program half way.
  client.on('error', () => {})
  try {
    await client.connect()
    // Keeps the log from being recycled for as long as this connection lives.
    await client.query('select pg_create_physical_replication_slot($1, true, true)', [`backup_${randomBytes(4).toString('hex')}`])
    await client.query(`select pg_backup_start('alpha swarm', true)`)
    const copy = join(to, 'postgres')
    const bytes = await copyTree(cluster, copy, all)
    const { rows } = await client.query<{ labelfile: string; version: string }>(
      `select labelfile, current_setting('server_version') as version from pg_backup_stop(false)`,
    )
    const logBytes = await copyTree(
      join(cluster, 'pg_wal'),
      join(copy, 'pg_wal'),
      (name, isTop) => !isTop || /^([0-9A-F]{24}|[0-9A-F]{8}\.history)$/.test(name),
      true,
    )
    const [row] = rows
    if (!row) throw new Error('pg_backup_stop answered nothing')
    writeFileSync(join(copy, 'backup_label'), row.labelfile, { mode: 0o600 })
    for (const name of secretFiles)
      if (existsSync(join(dataFolder, name))) writeFileSync(join(to, name), readFileSync(join(dataFolder, name)), { mode: 0o600 })
    const manifest = { format, at: at.toISOString(), bytes: bytes + logBytes, server: row.version }
    writeFileSync(join(to, manifestName), `${JSON.stringify(manifest)}\n`)
    return manifest
  } finally {
    await client.end()
    await giveBack()
  }
}

/** PostgreSQL runs only on files of its own user. */
function giveTo(folder: string, uid: number, gid: number): void {
  chownSync(folder, uid, gid)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) giveTo(path, uid, gid)
    else chownSync(path, uid, gid)
  }
}

/**
 * Puts a backup of `backUp` in place of the embedded database of `dataFolder`. The database that was there is kept beside it, under a name
 * with `at`; without `isReplacing` it is refused. The audit head that was kept outside stays, so that the product sees at its next start that
 * it was restored. The server ends recovery on a new timeline. Throws BackupError; then nothing was changed.
 */
export async function restore(
  dataFolder: string,
  from: string,
  { isReplacing, at }: { isReplacing: boolean; at: Date },
): Promise<{ kept: string | null }> {
  const manifestFile = join(from, manifestName)
  if (!existsSync(manifestFile) || !readFileSync(manifestFile, 'utf8').includes(`"${format}"`))
    throw new BackupError(`${from} is no whole backup: ${manifestName} is missing or another file.`)
  const cluster = join(dataFolder, 'postgres')
  if (running(cluster)) throw new BackupError(`The database in ${dataFolder} is running. Stop the product first.`)
  if (existsSync(cluster) && !isReplacing)
    throw new BackupError(`There is a database in ${dataFolder}. Replace it with --replace; it is kept beside the new one.`)
  mkdirSync(dataFolder, { recursive: true })
  const whole = `${cluster}.restored`
  if (existsSync(whole))
    throw new BackupError(`${whole} is left from a restore that was interrupted. Remove it and restore the backup again.`)
  // Half a copy never has the name of a whole one: one that a crash left behind is made anew.
  const fresh = `${cluster}.copying`
  rmSync(fresh, { recursive: true, force: true })
  await copyTree(join(from, 'postgres'), fresh, all)
  await copyTree(join(from, 'postgres', 'pg_wal'), join(fresh, 'pg_wal'), all, false)
  writeFileSync(join(fresh, 'backup_label'), readFileSync(join(from, 'postgres', 'backup_label')), { mode: 0o600 })
  // Nothing is fetched from anywhere: what the backup holds is replayed to its end, and a new timeline begins.
  writeFileSync(join(fresh, 'recovery.signal'), '', { mode: 0o600 })
  const settings = join(fresh, 'postgresql.auto.conf')
  const known = existsSync(settings) ? readFileSync(settings, 'utf8').replaceAll(/^restore_command = .*\n/gm, '') : ''
  writeFileSync(settings, `${known}restore_command = 'false'\n`, { mode: 0o600 })
  chmodSync(fresh, 0o700)
  const as = runAs(cluster, (await binaries()).postgres)
  if (as.kind === 'user') giveTo(fresh, as.uid, as.gid)
  renameSync(fresh, whole)
  const stamp = at.toISOString().replaceAll(/[:.]/g, '-')
  const kept = existsSync(cluster) ? `${cluster}.before-${stamp}` : null
  if (kept !== null) renameSync(cluster, kept)
  // Before the last rename: a database that stands in its place has the passwords that belong to it, whenever the machine goes down.
  for (const name of secretFiles) {
    const secret = join(dataFolder, name)
    if (!existsSync(join(from, name))) continue
    if (existsSync(secret)) renameSync(secret, `${secret}.before-${stamp}`)
    writeFileSync(secret, readFileSync(join(from, name)), { mode: 0o600 })
  }
  renameSync(whole, cluster)
  return { kept }
}
