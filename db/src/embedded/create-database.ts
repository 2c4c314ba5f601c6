import pg from 'pg'
import type { PostgresServer } from './postgres-server.ts'

const loginRoles = ['swarm_migrate', 'swarm_api', 'swarm_jobs', 'swarm_read'] as const

/** Makes the login roles and one empty database that the migrating role owns. What is there already stays. */
export async function createDatabase(server: PostgresServer, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('superuser', 'postgres') })
  await client.connect()
  try {
    for (const role of loginRoles) {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
      const password = client.escapeLiteral(server.secrets[role])
      await client.query(`${rowCount === 0 ? 'create' : 'alter'} role ${role} login password ${password}`)
    }
    await client.query(`alter role swarm_read set default_transaction_read_only = on`)
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
    if (rowCount === 0) {
      const name = client.escapeIdentifier(database)
      await client.query(`create database ${name} owner swarm_migrate`)
      await client.query(`revoke connect on database ${name} from public`)
    }
  } finally {
    await client.end()
  }
}
