import type { Writer } from '@swarm/db/write'
import { writeAudit } from '@swarm/jobs/audit/write-audit'
import { InvalidInputError, RefusedError } from '@swarm/jobs/errors'
import { sql } from 'drizzle-orm'
import { failuresOf, giveAttemptBack, secondsToWait, takeAttempt } from './failures.ts'
import { isSecret } from './secrets.ts'

type Named = { id: string; name: string }

/**
 * Holds a secret that a signed-in person typed against theirs, and gives the hash that it matched. Wrong ones count with the failed sign-ins
 * of their name: whoever took over a session has no more guesses than anybody. Throws InvalidInputError, and RefusedError while the name waits.
 */
export async function checkOwnSecret(writer: Writer, { id, name }: Named, secret: string): Promise<string> {
  const keys = [failuresOf(name)]
  const seconds = await secondsToWait(writer, keys)
  if (seconds > 0 || !(await takeAttempt(writer, keys)))
    throw new RefusedError('RATE_LIMITED', 'Too many failures.', [
      { code: 'WAIT', message: `Try again in ${Math.max(1, seconds || (await secondsToWait(writer, keys)))} s.` },
    ])
  const { rows } = await writer.sql.execute<{ hash: string }>(sql`select secret_hash as hash from user_account where id = ${id}`)
  const hash = rows[0]?.hash ?? ''
  if (await isSecret(secret, hash)) {
    // This one alone: whoever knows the secret guesses at codes, and those guesses go on counting.
    await giveAttemptBack(writer, keys)
    return hash
  }
  await writeAudit(
    writer.sql,
    { kind: 'system', name: 'sign-in' },
    { action: 'sign_in.failed', subjectType: 'user', subjectId: id, detail: { why: 'own secret' } },
  )
  throw new InvalidInputError('secret: is not your secret', ['secret'])
}
