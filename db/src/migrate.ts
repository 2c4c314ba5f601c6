import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'

export type Mode = 'sandbox' | 'production'

const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))
const functionsFolder = fileURLToPath(new URL('../functions', import.meta.url))

/** The database was born in another mode than the process runs in; nothing may be sent, so nothing starts (I16). */
export class ModeMismatchError extends Error {
  override name = 'ModeMismatchError'
}

/**
 * What this version's SQL functions and rights add up to. Kept in the database, so that a process can tell whether the schema is its own.
 */
export function schemaFingerprint(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(migrationsFolder).sort()) hash.update(name)
  for (const { name, text } of functionFiles()) hash.update(name).update(text)
  return hash.digest('hex')
}

function functionFiles(): { name: string; text: string }[] {
  // By their characters, not by a language: two machines with different ones would be different versions for each other. Rights come last: they
  // name the functions.
  const names = readdirSync(functionsFolder).filter((name) => name.endsWith('.sql') && name !== 'grants.sql')
  return [...names.sort(), 'grants.sql'].map((name) => ({ name, text: readFileSync(`${functionsFolder}/${name}`, 'utf8') }))
}

/**
 * Brings a database to this version: migrations, functions, rights, partitions, and its mode at the first start.
 * Several at once wait for one another. Throws ModeMismatchError when the database was born in another mode.
 */
export async function migrate(url: string, mode: Mode): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'migrate' })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('swarm.migrate'))`)
    // Statements queue behind a lock that is waited for, and after a second (deadlock_timeout) one of two that wait for each other is ended: that
    // must be us, not a request. The caller asks again (until-granted.ts).
    await client.query(`set lock_timeout = '500ms'`)
    // A database of another mode is left exactly as it is.
    const { rows } = await client.query<{ exists: boolean }>(`select to_regclass('public.installation') is not null as exists`)
    if (rows[0]?.exists && (await client.query('select from installation')).rowCount) await requireMode(client, mode)
    await applyMigrations(drizzle({ client }), { migrationsFolder })
    await client.query('begin')
    await client.query('set local check_function_bodies = off')
    for (const { text } of functionFiles()) await client.query(text)
    await client.query(
      'insert into installation (mode, schema_fingerprint) values ($1, $2) on conflict ("only") do update set schema_fingerprint = excluded.schema_fingerprint',
      [mode, schemaFingerprint()],
    )
    await client.query('select ensure_partitions(business_now(), business_now())')
    await client.query('commit')
    await requireMode(client, mode)
  } finally {
    await client.end()
  }
}

/** Refuses a database of another mode. */
export async function requireMode(client: pg.Client | pg.Pool, mode: Mode): Promise<void> {
  const { rows: tables } = await client.query<{ isThere: boolean }>(`select to_regclass('public.installation') is not null as "isThere"`)
  if (tables[0]?.isThere !== true)
    throw new ModeMismatchError('The database holds nothing of this product yet: `npm run swarm -- migrate` prepares it.')
  const { rows } = await client.query<{ mode: Mode }>('select mode from installation')
  if (rows[0]?.mode !== mode) {
    throw new ModeMismatchError(
      `This database was born as ${rows[0]?.mode ?? 'nothing'}, this process runs as ${mode}. Going live is a new database.`,
    )
  }
}
