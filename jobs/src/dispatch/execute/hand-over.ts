import { randomUUID } from 'node:crypto'
import type { Admission } from '../../providers/http/call.ts'
import { type ActivationOutcome, outcomeOfAnswer, outcomeOfFailure } from './activation-outcome.ts'
import type { Hold } from './campaign-hold.ts'
import { crashPoint } from './crash-point.ts'
import { ChangedDraftError, providerId, readDraft, requireTime, windowOf } from './draft-campaign.ts'
import { changedIn } from './draft-difference.ts'
import type { Hands } from './hands.ts'
import { gapMinutes, minutesLeft } from './platform-window.ts'
import type { PlannedSend } from './queries.ts'
import { settleAttempt } from './settle-attempt.ts'
import { type Reservation, takeReservation } from './take-reservation.ts'

/** What became of a hand-over. CHANGED: the draft is not what it must be; GONE: it is not there, and we did not delete it; RUNNING: it runs, and not by us. */
export type HandOver = 'CHANGED' | 'GONE' | 'RUNNING' | 'REFUSED' | ActivationOutcome

/**
 * Hands one campaign over: reads back that its draft is ours and holds exactly these sends, asks the shared allowance and the breaker, reserves them all,
 * and starts the one delivering request within 800 ms of that, or gives them back. Whatever is known of it is settled before this returns; when it is killed on the way the lease
 * makes the sends unknown, and they are only read. Throws ChangedDraftError when somebody changed the draft itself.
 */
export async function handOver(hands: Hands, hold: Hold, planned: readonly PlannedSend[], now: Date): Promise<HandOver> {
  const { campaigns } = hands.instantly
  const atPlatform = await campaigns.get(providerId(hold))
  if (atPlatform === null) return 'GONE'
  if (atPlatform.status !== 'DRAFT') return 'RUNNING'
  const window = windowOf(hold)
  const changed = window === null ? ['schedule'] : changedIn(atPlatform, hold.campaign.account, window)
  if (window === null || changed.length > 0)
    throw new ChangedDraftError(
      `Its draft was changed at Instantly (${changed.join(', ')}). Put it back there, or cancel its batch and freeze another: what is deleted there counts as sent.`,
    )
  const gap = gapMinutes(minutesLeft(window, now), planned.length)
  // It may have waited: spread over what was left when it was made, its last mails would never leave.
  if (atPlatform.gapMinutes !== null && atPlatform.gapMinutes > gap) {
    // Reading it may have waited for the allowance.
    await hold.renew()
    requireTime(hold)
    await campaigns.setGap(providerId(hold), gap)
  }
  const { missing, surplus, leadIds } = await readDraft(hands, hold, planned)
  if (missing.length > 0 || surplus.length > 0) return 'CHANGED'

  return inTurn(async () => {
    // Before the reservation: who is ended between it and the first byte leaves sends that nobody can know of, so nothing is asked there.
    const admission = await hands.instantly.campaigns.admit()
    let isUsed = false
    try {
      await hold.move('ACTIVATING')
      crashPoint('08 before-reserve')
      const sendIds = planned.map(({ id }) => id)
      const reservation = await takeReservation(hands, randomUUID(), sendIds)
      if (reservation === null) return 'REFUSED'
      isUsed = true
      return await activateAndSettle(hands, hold, reservation, admission, { planned, leadIds })
    } finally {
      if (!isUsed) await admission.giveBack()
    }
  })
}

let turn: Promise<unknown> = Promise.resolve()

/** One hand-over at a time in a process: a kill in the middle of it leaves one campaign in doubt, not several. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = turn.then(work)
  turn = done.catch(() => {})
  return done
}

async function activateAndSettle(
  hands: Hands,
  hold: Hold,
  reservation: Reservation,
  admission: Admission,
  { planned, leadIds }: { planned: readonly PlannedSend[]; leadIds: ReadonlyMap<string, string> },
): Promise<HandOver> {
  crashPoint('09 reserved')
  const known = await activate(hands, hold, reservation, admission)
  crashPoint('11 activated')
  const results = planned.map(({ id, address }) => ({ ...known, sendId: id, providerLeadId: leadIds.get(address.toLowerCase()) ?? null }))
  const isSettled = await settleAttempt(hands.writer, reservation.attemptKey, results, reservation.leaseUntil)
  crashPoint('12 settled')
  hands.log.info(
    { campaign: hold.campaign.id, sends: planned.length, attempt: reservation.attemptKey, outcome: known.outcome },
    'dispatch: handed over',
  )
  return isSettled ? known : { outcome: 'UNKNOWN', code: 'NOT_SETTLED', message: 'The database could not be told.' }
}

/** The delivering request, once. Never throws: whatever happens is an outcome. */
async function activate(
  { instantly, stopping }: Hands,
  hold: Hold,
  { attemptKey, startBy }: Reservation,
  admission: Admission,
): Promise<ActivationOutcome> {
  try {
    const beforeWrite = () => {
      crashPoint('10 before-write')
      // Monotonic time: a process that was frozen since its reservation gives it back instead of sending late.
      return performance.now() <= startBy && hold.mayWrite() && !stopping.aborted
    }
    return outcomeOfAnswer(await instantly.campaigns.activate(providerId(hold), { attemptKey, admission, beforeWrite }))
  } catch (error) {
    return outcomeOfFailure(error)
  }
}
