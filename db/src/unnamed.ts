import type { PoolClient } from 'pg'

/** Without its name a statement is parsed where it runs; cursors and copies, which send themselves, are left alone. */
function withoutName(statement: unknown): unknown {
  return typeof statement === 'object' && statement !== null && 'name' in statement && !('submit' in statement)
    ? { ...statement, name: undefined }
    : statement
}

/**
 * Makes a connection forget the names of prepared statements. A pooler in transaction mode gives each transaction another server connection,
 * and PgBouncer before 1.21 (Debian 12 has 1.18) does not carry names along: "prepared statement … does not exist".
 */
export function sendUnnamed(client: PoolClient): void {
  const query = client.query
  Object.defineProperty(client, 'query', {
    value: (statement: unknown, ...more: unknown[]): unknown => Reflect.apply(query, client, [withoutName(statement), ...more]),
    // Others wrap it too (end-frozen.ts).
    writable: true,
    configurable: true,
  })
}
