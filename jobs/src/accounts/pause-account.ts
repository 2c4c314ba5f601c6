import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { NotFoundError, RefusedError } from '../errors.ts'
import type { Reason } from '../reason.ts'

/** What Instantly itself paused follows Instantly (sync-accounts.ts). */
const byInstantly = 'Instantly says: '

type AccountRow = { address: string; pauseReason: string | null; verdict: 'PASS' | 'FAIL' | 'UNKNOWN' | null; reasons: Reason[] | null }

/**
 * Pauses an account, or lets it send again, with a reason. What is paused holds its leads' steps: they keep the account. Nothing that is
 * unhealthy is resumed, and nothing that the platform itself has paused.
 */
export async function pauseAccount(
  writer: Writer,
  actor: Actor,
  input: { accountId: string; paused: boolean; reason: string },
): Promise<{ accountId: string }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<AccountRow>(sql`
      select a.address, a.pause_reason as "pauseReason", h.verdict, h.reasons
      from sending_account a left join account_health h on h.account_id = a.id where a.id = ${input.accountId} for update of a`)
    const [account] = rows
    if (!account) throw new NotFoundError('There is no such account.', ['accountId'])
    refuseWhatCannotBe(account, input.paused)
    await tx.execute(sql`
      update sending_account set paused_at = case when ${input.paused} then business_now() end, pause_reason = case when ${input.paused} then ${input.reason} end
      where id = ${input.accountId}`)
    await writeAudit(tx, actor, {
      action: input.paused ? 'account.paused' : 'account.resumed',
      subjectType: 'account',
      subjectId: input.accountId,
      detail: { address: account.address, reason: input.reason, before: account.pauseReason },
    })
    await announce(tx, 'safety', [input.accountId])
    return { accountId: input.accountId }
  })
}

function refuseWhatCannotBe({ address, pauseReason, verdict, reasons }: AccountRow, paused: boolean): void {
  const isPlatforms = pauseReason?.startsWith(byInstantly) ?? false
  if (paused) {
    if (pauseReason !== null && !isPlatforms) {
      throw new RefusedError('ALREADY_DONE', `${address} is paused already.`, [{ code: 'PAUSED', message: pauseReason }])
    }
    return
  }
  if (pauseReason === null)
    throw new RefusedError('ALREADY_DONE', `${address} is not paused.`, [{ code: 'NOT_PAUSED', message: 'Nothing was changed.' }])
  if (isPlatforms) {
    throw new RefusedError('NOT_READY', `${address} is paused at its platform; it goes on when it is resumed there.`, [
      { code: 'PAUSED_AT_PLATFORM', message: pauseReason },
    ])
  }
  if (verdict === 'FAIL')
    throw new RefusedError('NOT_READY', `${address} is unhealthy; nothing goes out from it until that is mended.`, reasons ?? [])
}
