import { sql } from 'drizzle-orm'
import { ProviderError } from '../../providers/http/provider-error.ts'
import { alertCampaign } from './alert-campaign.ts'
import { type Hold, holdCampaign, LostHoldError } from './campaign-hold.ts'
import { closeCampaign } from './close-campaign.ts'
import { crashPoint } from './crash-point.ts'
import { ChangedDraftError, fillDraft, makeDraft, TooLateError, windowOf } from './draft-campaign.ts'
import { handOver } from './hand-over.ts'
import type { Hands } from './hands.ts'
import { minutesLeft } from './platform-window.ts'
import { type PlannedSend, plannedSends, situationOf } from './queries.ts'
import { whatReserveSaid } from './take-reservation.ts'
import { waitingOrSkipped } from './waiting-or-skipped.ts'

/** Steps in one go; a campaign that needs more comes back later. */
const mostSteps = 12

/** Longest pause after a failed step, in milliseconds; what the platform asks for may be longer. */
const mostPauseMs = 20_000

/** Refusals of the whole campaign by the platform before its sends are given up. */
const mostRejections = 3

/** Takes one campaign and moves it on as far as it gets. Killing this anywhere loses and doubles nothing: every step begins by reading. */
export async function advanceCampaign(hands: Hands, id: string): Promise<void> {
  const hold = await holdCampaign(hands.writer, id)
  if (hold === null) return
  try {
    for (let step = 0; step < mostSteps && !hands.stopping.aborted; step++) if (!(await advance(hands, hold))) break
    await hold.release()
  } catch (error) {
    if (error instanceof LostHoldError || error instanceof TooLateError) {
      hands.log.warn({ err: error }, 'dispatch: somebody else goes on with a campaign')
      return
    }
    await setBack(hands, hold, error)
  }
}

/** Whether there is more to do at once. */
async function advance(hands: Hands, hold: Hold): Promise<boolean> {
  const { campaign } = hold
  const situation = await situationOf(hands.writer.sql, campaign.id)
  if (situation.inFlight > 0 || situation.unknown > 0) return false
  const planned = await plannedSends(hands.writer.sql, campaign.id)
  if (planned.length === 0) {
    await closeCampaign(hands, hold, situation)
    return false
  }
  const window = windowOf(hold)
  // A mail a minute at the fastest: what would not leave today is not handed over, for it would count as sent.
  const most = situation.isWindowOver ? 0 : window === null ? planned.length : minutesLeft(window, situation.now)
  if (planned.length > most) {
    await skipWaiting(hands, planned.slice(most), 'OUTSIDE_WINDOW', 'Its send window was over before it could be handed over.')
    return true
  }
  if (situation.batchStatus !== 'EXECUTING' || planned.some(({ notBefore }) => notBefore !== null && new Date(notBefore) > situation.now))
    return false

  switch (campaign.state) {
    case 'PLANNED':
      if (!(await makeDraft(hands, hold, planned, situation.now)))
        await skip(hands, planned, 'OUTSIDE_WINDOW', 'No time zone that Instantly takes fits this window.')
      return true
    case 'DRAFTED': {
      const notTaken = await fillDraft(hands, hold, planned)
      if (notTaken.length > 0) {
        await skip(hands, notTaken, 'NOT_TAKEN', 'Instantly did not take this recipient: blocked or invalid there.', true)
        return true
      }
      await hold.move('FILLED')
      crashPoint('07 filled')
      return true
    }
    case 'FILLED':
      return afterHandOver(hands, hold, planned, situation.now)
    case 'ACTIVATING':
      // Whoever began it was stopped before it reserved, or gave it back. What the platform says is read before the next try.
      await hold.move('FILLED')
      return true
    case 'ACTIVE':
    case 'PAUSED':
    case 'REMOVED':
      return false
    default: {
      const never: never = campaign.state
      throw new Error(`unknown state ${String(never)}`)
    }
  }
}

async function afterHandOver(hands: Hands, hold: Hold, planned: readonly PlannedSend[], now: Date): Promise<boolean> {
  const outcome = await handOver(hands, hold, planned, now)
  switch (outcome) {
    case 'GONE':
      await alertCampaign(
        hands,
        hold,
        'CRITICAL',
        'is not there any more at Instantly, and was not deleted from here: it may have run. It counts as sent; a person settles its sends on Send.',
      )
      return countAsSent(hands, hold, planned, 'Its campaign disappeared at the platform: it may have run there.')
    case 'CHANGED':
      await hold.move('DRAFTED')
      return true
    case 'RUNNING':
      await alertCampaign(hands, hold, 'CRITICAL', 'runs at Instantly although nothing of it was handed over from here. It counts as sent.')
      return countAsSent(hands, hold, planned, 'Its campaign was found running at the platform.')
    case 'REFUSED': {
      await hold.move('FILLED')
      const { skip: refused, isOpen } = waitingOrSkipped(
        await whatReserveSaid(
          hands,
          planned.map(({ id }) => id),
        ),
      )
      for (const one of refused) await skip(hands, [one], one.code ?? 'NOT_READY', one.message ?? 'It may not go out.')
      return isOpen || refused.length > 0 || (await isNothingWaiting(hands, hold))
    }
    default:
  }
  switch (outcome.outcome) {
    case 'ACCEPTED':
      await hold.move('ACTIVE')
      crashPoint('13 active')
      return false
    case 'NOT_SENT':
      await hold.move('FILLED')
      if (outcome.isRejected) await afterRejection(hands, hold, planned, outcome.message)
      return false
    case 'UNKNOWN':
      return false
    default: {
      const never: never = outcome
      throw new Error(`unknown outcome ${String(never)}`)
    }
  }
}

/** What nobody handed over from here, but may have left all the same. */
async function countAsSent(hands: Hands, hold: Hold, planned: readonly PlannedSend[], why: string): Promise<false> {
  await hold.move('ACTIVATING')
  await hands.writer.sql.execute(sql`select found_running(${sql.param(planned.map(({ id }) => id))}::uuid[], ${why})`)
  return false
}

/** A known refusal of the whole campaign. Making it anew may help once or twice; after that its sends end with what the platform said. */
async function afterRejection(hands: Hands, hold: Hold, planned: readonly PlannedSend[], message: string): Promise<void> {
  const { rows } = await hands.writer.sql.execute<{ count: number }>(sql`
    select count(*)::int as count from send_attempt a where a.send_id = ${planned[0]?.id ?? null} and a.outcome = 'NOT_SENT' and a.detail = ${message}`)
  if ((rows[0]?.count ?? 0) < mostRejections) return
  await alertCampaign(hands, hold, 'WARNING', `was refused by Instantly: ${message}`)
  await skip(hands, planned, 'CAMPAIGN_REFUSED', message)
}

async function isNothingWaiting(hands: Hands, hold: Hold): Promise<boolean> {
  return (await plannedSends(hands.writer.sql, hold.campaign.id)).length === 0
}

/** Each with what held it so far, so that "the window was over" does not hide why. */
async function skipWaiting(hands: Hands, planned: readonly PlannedSend[], code: string, message: string): Promise<void> {
  for (const send of planned) await skip(hands, [send], send.code ?? code, send.message === null ? message : `${message} ${send.message}`)
}

async function skip(hands: Hands, sends: readonly { id: string }[], code: string, message: string, isRefused = false): Promise<void> {
  await hands.writer.transaction(async (tx) => {
    await tx.execute(sql`select skip_planned(${sql.param(sends.map(({ id }) => id))}::uuid[], ${code}, ${message}, ${isRefused})`)
  })
}

/** A step failed: tried again after a pause that grows, and its sends say what they wait for. */
async function setBack(hands: Hands, hold: Hold, error: unknown): Promise<void> {
  const { campaign } = hold
  const message =
    error instanceof ProviderError || error instanceof ChangedDraftError ? error.message : 'A step towards the hand-over failed.'
  const pauseMs = Math.max(
    error instanceof ProviderError ? (error.retryAfterMs ?? 0) : 0,
    Math.min(mostPauseMs, 1_000 * 2 ** Math.min(campaign.attempts, 5)),
  )
  hands.log.warn({ err: error, campaign: campaign.id, state: campaign.state, pauseMs }, 'dispatch: a campaign waits')
  await hands.writer.sql.execute(sql`
    update send set code = 'NOT_READY', message = ${message} where campaign_id = ${campaign.id} and status = 'PLANNED' and code is null`)
  if (campaign.attempts === 6) await alertCampaign(hands, hold, 'WARNING', `gets no further: ${message}`)
  await hold.release({ message, pauseMs })
}
