import { randomUUID } from 'node:crypto'
import { type ActivationOutcome, outcomeOfAnswer, outcomeOfFailure } from './activation-outcome.ts'
import type { Hold } from './campaign-hold.ts'
import { crashPoint } from './crash-point.ts'
import { providerId, readDraft } from './draft-campaign.ts'
import type { Hands } from './hands.ts'
import type { PlannedSend } from './queries.ts'
import { settleAttempt } from './settle-attempt.ts'
import { type Reservation, takeReservation } from './take-reservation.ts'

/** What became of a hand-over. CHANGED: the draft is not what it must be; GONE: it is not there; RUNNING: it runs, and not by us. */
export type HandOver = 'CHANGED' | 'GONE' | 'RUNNING' | 'REFUSED' | ActivationOutcome

/**
 * Hands one campaign over: reads back that its draft holds exactly these sends, reserves them all, and starts the one delivering request
 * within 800 ms of that, or gives them back. Whatever is known of it is settled before this returns; when it is killed on the way the lease
 * makes the sends unknown, and they are only read.
 */
export async function handOver(hands: Hands, hold: Hold, planned: readonly PlannedSend[]): Promise<HandOver> {
  const atPlatform = await hands.instantly.campaigns.get(providerId(hold))
  if (atPlatform === null) return 'GONE'
  if (atPlatform.status !== 'DRAFT') return 'RUNNING'
  const { missing, surplus, leadIds } = await readDraft(hands, hold, planned)
  if (missing.length > 0 || surplus.length > 0) return 'CHANGED'

  return inTurn(() => reserveAndActivate(hands, hold, planned, leadIds))
}

let turn: Promise<unknown> = Promise.resolve()

/** One hand-over at a time in a process: a kill in the middle of it leaves one campaign in doubt, not several. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = turn.then(work)
  turn = done.catch(() => {})
  return done
}

async function reserveAndActivate(
  hands: Hands,
  hold: Hold,
  planned: readonly PlannedSend[],
  leadIds: ReadonlyMap<string, string>,
): Promise<HandOver> {
  await hold.move('ACTIVATING')
  crashPoint('08 before-reserve')
  const reservation = await takeReservation(
    hands,
    randomUUID(),
    planned.map(({ id }) => id),
  )
  if (reservation === null) return 'REFUSED'
  crashPoint('09 reserved')
  const known = await activate(hands, hold, reservation)
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
async function activate({ instantly, stopping }: Hands, hold: Hold, { attemptKey, startBy }: Reservation): Promise<ActivationOutcome> {
  try {
    const beforeWrite = () => {
      crashPoint('10 before-write')
      // Monotonic time: a process that was frozen since its reservation gives it back instead of sending late.
      return performance.now() <= startBy && hold.mayWrite() && !stopping.aborted
    }
    return outcomeOfAnswer(await instantly.campaigns.activate(providerId(hold), { attemptKey, beforeWrite }))
  } catch (error) {
    return outcomeOfFailure(error)
  }
}
