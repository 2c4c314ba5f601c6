import { createHash } from 'node:crypto'
import { ConflictError } from '@swarm/jobs/errors'
import { sql } from 'drizzle-orm'
import type { GraphQLContext } from './context.ts'

/** JSON with sorted keys: the same input has one text, however the client ordered it. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
      .join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

type Taken = { field: string; isSame: boolean; isDone: boolean; result: unknown }

/**
 * Runs a mutation once for one clientMutationId of one caller: a repeat within 24 hours gets the first one's result, another input under
 * the same id is a conflict, and a repeat while the first still runs is told so. Without an id it just runs.
 */
export async function onceForClient<Answer extends object>(
  { caller, writer }: Pick<GraphQLContext, 'caller' | 'writer'>,
  { name: field, clientMutationId, given }: { name: string; clientMutationId: string | null; given: unknown },
  run: () => Promise<Answer>,
): Promise<Answer> {
  if (clientMutationId === null) return run()
  const owner = `${caller.kind}:${caller.id}`
  const inputHash = createHash('sha256').update(canonical(given)).digest()

  // A first attempt that died unfinished may be taken over after a minute: what it did is found by the mutation's own versions and keys.
  const taken = await writer.sql.execute<{ field: string }>(sql`
    insert into client_mutation as m (actor, client_mutation_id, field, input_hash) values (${owner}, ${clientMutationId}, ${field}, ${inputHash})
    on conflict (actor, client_mutation_id) do update set field = excluded.field, input_hash = excluded.input_hash, result = null, is_done = false, taken_at = now()
    where m.taken_at < now() - interval '24 hours'
      or (not m.is_done and m.field = excluded.field and m.input_hash = excluded.input_hash and m.taken_at < now() - interval '1 minute')
    returning field`)
  if (taken.rows.length === 0) {
    const { rows } = await writer.sql.execute<Taken>(sql`
      select field, input_hash = ${inputHash} as "isSame", is_done as "isDone", result from client_mutation
      where actor = ${owner} and client_mutation_id = ${clientMutationId}`)
    const first = rows[0]
    if (!first || first.field !== field || !first.isSame) {
      throw new ConflictError('This clientMutationId was used for another mutation or input.')
    }
    if (!first.isDone) throw new ConflictError('The same mutation is still running; ask again in a moment.')
    // Written below by this very mutation for this very input.
    return first.result as Answer
  }

  try {
    const answer = await run()
    await writer.sql.execute(sql`
      update client_mutation set is_done = true, result = ${JSON.stringify(answer)}::jsonb
      where actor = ${owner} and client_mutation_id = ${clientMutationId}`)
    return answer
  } catch (error) {
    await writer.sql.execute(
      sql`delete from client_mutation where actor = ${owner} and client_mutation_id = ${clientMutationId} and not is_done`,
    )
    throw error
  }
}
