import { schemaFingerprint } from '@swarm/db/migrate'
import { sql } from 'drizzle-orm'
import { untilSwitchesAreKnown } from '../../heartbeat.ts'
import { loadSettings } from '../../settings/load-settings.ts'
import { dispatchSection } from '../dispatch-settings.ts'
import type { AllHands } from './hands.ts'
import { settleAttempt } from './settle-attempt.ts'

/** First byte after issuing the reserve statement at the latest, in milliseconds (invariants.md, Reserve). */
const startWithinMs = 800

const fingerprint = schemaFingerprint()

export type Reservation = {
  attemptKey: string
  /** Monotonic; the delivering request may not start after it. */
  startBy: number
  /** Monotonic; from then on the attempt is unknown. */
  leaseUntil: number
}

/**
 * The right to hand over these sends, all or none, committed before this returns. Null: refused, and the rows say why. When the answer is
 * lost the right is given back by its key: certainly nothing was sent on it.
 */
export async function takeReservation(
  { writer, log }: Pick<AllHands, 'writer' | 'log'>,
  attemptKey: string,
  sendIds: readonly string[],
): Promise<Reservation | null> {
  await untilSwitchesAreKnown()
  const { document } = await loadSettings(writer.sql, dispatchSection)
  // The client's own deadline, which its types don't know.
  const reserve = {
    text: 'select reserved from reserve($1, $2, $3, $4)',
    values: [sendIds, attemptKey, fingerprint, document.leaseMs],
    query_timeout: 3_000,
  }
  const issuedAt = performance.now()
  const reservation = { attemptKey, startBy: issuedAt + startWithinMs, leaseUntil: issuedAt + document.leaseMs }
  try {
    const { rows } = await writer.pool.query<{ reserved: boolean }>(reserve)
    writer.poke()
    return rows.length === sendIds.length && rows.every(({ reserved }) => reserved) ? reservation : null
  } catch (err) {
    log.warn({ err, attemptKey }, 'dispatch: no answer to a reservation; it is given back')
    const notSent = {
      outcome: 'NOT_SENT',
      code: 'NOT_REACHED',
      message: 'The database did not answer in time.',
      notBeforeMs: 2_000,
      isRejected: false,
    } as const
    await settleAttempt(
      writer,
      attemptKey,
      sendIds.map((sendId) => ({ sendId, ...notSent })),
      performance.now() + 10_000,
    )
    return null
  }
}

/** Sends that `reserve` left waiting, each with its code or, where nothing of its own holds it, null. */
export async function whatReserveSaid(
  { writer }: Pick<AllHands, 'writer'>,
  sendIds: readonly string[],
): Promise<{ id: string; code: string | null; message: string | null; clearsInTime: boolean }[]> {
  const { rows } = await writer.sql.execute<{ id: string; code: string | null; message: string | null; clearsInTime: boolean }>(sql`
    select id, code, message, not_before is null or not_before < window_to - interval '2 minutes' as "clearsInTime"
    from send where id = any (${sql.param(sendIds)}::uuid[]) and status = 'PLANNED' order by place`)
  return rows
}
