import type { Sql, Writer } from '@swarm/db/write'
import { announce } from '@swarm/jobs/announce'
import { writeAudit } from '@swarm/jobs/audit/write-audit'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { sessionSeconds } from './cookies.ts'
import { type FactorProof, loadFactor, proofOf, takeProof } from './factor.ts'
import { failuresOf, giveAttemptBack, secondsToWait, takeAttempt } from './failures.ts'
import type { Sealer } from './sealer.ts'
import { isSecret, newToken, nobodysHash, tokenHash } from './secrets.ts'

/**
 * How a sign-in ended. Only whoever gave the right secret hears more than `refused`: that a code of the second factor is needed or was wrong,
 * or that the secret, which somebody had made for them, ran out before they put their own in its place.
 */
export type SignIn =
  | { kind: 'signed in'; token: string }
  | { kind: 'refused' | 'code needed' | 'code wrong' | 'ran out' }
  | { kind: 'wait'; seconds: number }

export type SignInInput = {
  name: string
  secret: string
  /** Of the second factor, or a recovery code; null while none was asked for. */
  code: string | null
  address: string
  /** In words, for the person's list of sessions; null where it is not known. */
  browser: string | null
}

const account = z.object({ id: z.uuid(), name: z.string(), secretHash: z.string(), hasRunOut: z.boolean() })
type Account = z.infer<typeof account>

/**
 * Signs a person in by name, secret and, where they have one, second factor. Growing delay after 5 failures per name or address, wrong codes
 * among them; every failure is audited. A success forgets the failures of the name, and of the address only itself: one account of one's own
 * buys no further guesses at others.
 */
export async function signIn(writer: Writer, sealer: Sealer, input: SignInInput): Promise<SignIn> {
  const nameKey = input.name.trim().toLowerCase().slice(0, 200)
  const [ofAddress, ofName] = [`address:${input.address}`, failuresOf(input.name)]
  const keys = [ofAddress, ofName]
  const seconds = await secondsToWait(writer, keys)
  if (seconds > 0) return { kind: 'wait', seconds }
  if (!(await takeAttempt(writer, keys))) return { kind: 'wait', seconds: Math.max(1, await secondsToWait(writer, keys)) }

  const { rows } = await writer.sql.execute<Record<string, unknown>>(sql`
    select id, name, secret_hash as "secretHash", coalesce(secret_runs_out_at <= now(), false) as "hasRunOut"
    from user_account where name_key = ${nameKey} and disabled_at is null`)
  const user = rows[0] ? account.parse(rows[0]) : null
  const fail = async (kind: 'refused' | 'code wrong' | 'ran out'): Promise<SignIn> => {
    await writeAudit(
      writer.sql,
      { kind: 'system', name: 'sign-in' },
      {
        action: 'sign_in.failed',
        subjectType: 'user',
        subjectId: user?.id ?? 'unknown',
        detail: { address: input.address, ...(kind !== 'refused' && { why: kind }) },
      },
    )
    return { kind }
  }
  const isRight = await isSecret(input.secret, user?.secretHash ?? nobodysHash())
  if (!user || !isRight) return fail('refused')
  if (user.hasRunOut) return fail('ran out')
  const factor = await loadFactor(writer.sql, user.id)
  if (factor !== null && input.code === null) {
    await giveAttemptBack(writer, keys)
    return { kind: 'code needed' }
  }
  const proof = factor === null ? null : proofOf(sealer, user.id, factor, input.code ?? '')
  if (proof === 'wrong') return fail('code wrong')
  const token = newToken()
  const opened = await openSession(writer, user, proof, { token, ...input, keys: { ofAddress, ofName } })
  return opened === 'opened' ? { kind: 'signed in', token } : fail(opened)
}

/**
 * Opens the session, unless the person was disabled or given another secret while theirs was checked, which takes its time: whoever ends all
 * sessions of a person holds this row too, and leaves none of the old secret behind. The same with the factor: it is taken by the row that holds
 * it, so that a code lets in once.
 */
async function openSession(
  writer: Writer,
  user: Account,
  proof: FactorProof | null,
  how: { token: string; address: string; browser: string | null; keys: { ofAddress: string; ofName: string } },
): Promise<'opened' | 'refused' | 'code wrong'> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(
      sql`select id from user_account where id = ${user.id} and secret_hash = ${user.secretHash} and disabled_at is null for no key update`,
    )
    if (rows.length === 0) return 'refused'
    if (!(await takeProof(tx, user.id, proof))) return 'code wrong'
    await keepSession(tx, user.id, how)
    const { ofAddress, ofName } = how.keys
    await tx.execute(sql`delete from sign_in_failure where key = ${ofName} or (key = ${ofAddress} and failures <= 1)`)
    await tx.execute(sql`update sign_in_failure set failures = failures - 1, locked_until = null where key = ${ofAddress}`)
    await writeAudit(
      tx,
      { kind: 'user', id: user.id, name: user.name, scopes: [] },
      {
        action: 'user.signed_in',
        subjectType: 'user',
        subjectId: user.id,
        detail: { address: how.address, ...(proof && { secondFactor: proof.kind }) },
      },
    )
    return 'opened'
  })
}

/** A sandbox's first secret may be kept in use: once it was used it does not run out any more. */
async function keepSession(
  tx: Sql,
  userId: string,
  { token, address, browser }: { token: string; address: string; browser: string | null },
): Promise<void> {
  await tx.execute(sql`
    update user_account set last_sign_in_at = now(),
      secret_runs_out_at = case when (select mode from installation) = 'sandbox' then null else secret_runs_out_at end
    where id = ${userId}`)
  await tx.execute(sql`
    insert into session (token_hash, user_id, expires_at, address, browser)
    values (${tokenHash(token)}::bytea, ${userId}, now() + make_interval(secs => ${sessionSeconds}), ${address}, ${browser})`)
}

/** Ends the session at once, everywhere. */
export async function signOut(writer: Writer, token: string): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string; name: string; userId: string }>(sql`
      update session s set revoked_at = now() from user_account u
      where s.token_hash = ${tokenHash(token)} and s.revoked_at is null and u.id = s.user_id
      returning s.id, u.name, u.id as "userId"`)
    const ended = rows[0]
    if (!ended) return
    await announce(tx, 'access', [ended.userId])
    await writeAudit(
      tx,
      { kind: 'user', id: ended.userId, name: ended.name, scopes: [] },
      {
        action: 'user.signed_out',
        subjectType: 'session',
        subjectId: ended.id,
        detail: {},
      },
    )
  })
}
