import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { ProviderError } from '../../providers/http/provider-error.ts'
import { outcomeOfFailure } from './activation-outcome.ts'
import { crashPoint } from './crash-point.ts'
import type { DirectOutcome, DirectPlatform, Preparation } from './direct-platform.ts'
import { directColumns, readDirectSends, type StoredDirectSend } from './direct-sends.ts'
import type { AllHands } from './hands.ts'
import { settleAttempt } from './settle-attempt.ts'
import { type Reservation, takeReservation } from './take-reservation.ts'

/** Sends that one runner works on at a time. */
const atOnce = 4

/** A runner keeps a send to itself while it prepares it, in seconds of real time; then another may. */
const holdSeconds = 60

/** Business time until what could not be prepared is tried again, in milliseconds. */
const pauses = { noKey: 15 * 60_000, unanswered: 60_000 }

/**
 * Sends whose platform takes one recipient with each delivering request: those whose window is open are prepared, reserved one by one,
 * delivered and settled. Killing this anywhere loses and doubles nothing: preparing is repeatable, and what was reserved is UNKNOWN after its
 * lease and only read.
 */
export async function deliverDirectly(hands: AllHands): Promise<void> {
  await skipLate(hands)
  while (!hands.stopping.aborted) {
    const sends = await takeDue(hands)
    await Promise.all(sends.map((send) => deliverOne(hands, send)))
    if (sends.length < atOnce) return
  }
}

/** Windows close: what has not left by then does not leave (I15). */
async function skipLate({ writer }: AllHands): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      select skip_planned(array_agg(s.id), 'OUTSIDE_WINDOW', 'Its send window was over before it could be handed over.')
      from send s join batch b on b.id = s.batch_id
      where s.status = 'PLANNED' and s.campaign_id is null and b.status = 'EXECUTING' and s.window_to <= (select business_now()) having count(*) > 0`)
  })
}

function takeDue({ writer }: AllHands): Promise<StoredDirectSend[]> {
  return readDirectSends(
    writer.sql,
    sql`
    with due as (
      select s.id from send s join batch b on b.id = s.batch_id, (select business_now() as now) n
      where s.status = 'PLANNED' and s.campaign_id is null and b.status = 'EXECUTING' and s.window_from <= n.now and s.window_to > n.now
        and (s.not_before is null or s.not_before <= n.now) and (s.held_until is null or s.held_until < clock_timestamp())
      order by s.channel, s.window_to, s.batch_id, s.place limit ${atOnce} for update of s skip locked
    )
    update send s set held_until = clock_timestamp() + make_interval(secs => ${holdSeconds})
    from due, batch b where s.id = due.id and b.id = s.batch_id returning ${directColumns}`,
  )
}

async function deliverOne(hands: AllHands, send: StoredDirectSend): Promise<void> {
  const platform = hands.direct.find((each) => each.platform === send.platform)
  const preparation: Preparation =
    platform === undefined
      ? { is: 'WAIT', code: 'NOT_READY', message: 'There is no key for this platform.', forMs: pauses.noKey }
      : await prepare(hands, platform, send)
  switch (preparation.is) {
    case 'WAIT':
      return holdBack(hands, send, preparation)
    case 'REFUSED':
      await hands.writer.transaction(async (tx) => {
        await tx.execute(sql`select skip_planned(${sql.param([send.id])}::uuid[], ${preparation.code}, ${preparation.message}, true)`)
      })
      return
    case 'READY':
      return handOver(hands, send, preparation)
    default: {
      const never: never = preparation
      throw new Error(`unknown preparation ${JSON.stringify(never)}`)
    }
  }
}

async function prepare({ log }: AllHands, platform: DirectPlatform, send: StoredDirectSend): Promise<Preparation> {
  try {
    return await platform.prepare(send)
  } catch (error) {
    log.warn({ err: error, send: send.id }, 'dispatch: a send could not be prepared')
    const message = error instanceof ProviderError ? error.message : 'It could not be prepared.'
    const forMs = error instanceof ProviderError && error.retryAfterMs !== null ? error.retryAfterMs : pauses.unanswered
    return { is: 'WAIT', code: 'NOT_REACHED', message, forMs }
  }
}

/** It stays planned with its reason; whoever looks sees why, and when it is tried again. */
async function holdBack(
  { writer }: AllHands,
  { id }: StoredDirectSend,
  { code, message, forMs }: Extract<Preparation, { is: 'WAIT' }>,
): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      update send set code = ${code}, message = ${message}, held_until = null, not_before = (select business_now()) + make_interval(secs => ${forMs / 1000})
      where id = ${id} and status = 'PLANNED'`)
    await tx.execute(sql`select announce('send', array[${id}::uuid])`)
  })
}

type Ready = Extract<Preparation, { is: 'READY' }>

async function handOver(hands: AllHands, send: StoredDirectSend, ready: Ready): Promise<void> {
  const reservation = await reserveOne(hands, send, ready).catch(async (error: unknown) => {
    await ready.giveUp()
    throw error
  })
  if (reservation !== null) return deliverReserved(hands, send, ready, reservation)
  await ready.giveUp()
  await hands.writer.transaction(async (tx) => {
    await tx.execute(sql`update send set held_until = null where id = ${send.id} and status = 'PLANNED'`)
  })
}

async function reserveOne(hands: AllHands, send: StoredDirectSend, ready: Ready): Promise<Reservation | null> {
  // Where it will be held is known before the first byte, so that a lost answer can be looked for there.
  await hands.writer.transaction(async (tx) => {
    await tx.execute(sql`
      update send set provider_campaign_id = coalesce(${ready.providerCampaignId ?? null}, provider_campaign_id),
        provider_lead_id = coalesce(${ready.providerLeadId ?? null}, provider_lead_id)
      where id = ${send.id} and status = 'PLANNED'`)
  })
  crashPoint('20 direct-prepared')
  return takeReservation(hands, randomUUID(), [send.id])
}

async function deliverReserved(hands: AllHands, send: StoredDirectSend, ready: Ready, reservation: Reservation): Promise<void> {
  const { writer, log, stopping } = hands
  crashPoint('21 direct-reserved')
  const { attemptKey, startBy, leaseUntil } = reservation
  const outcome = await attempt(() =>
    ready.deliver({
      attemptKey,
      beforeWrite() {
        crashPoint('22 direct-before-write')
        // Monotonic time: a process that was frozen since its reservation gives it back instead of sending late.
        return performance.now() <= startBy && !stopping.aborted
      },
    }),
  )
  crashPoint('23 direct-delivered')
  const isSettled = await settleAttempt(writer, attemptKey, [{ ...outcome, sendId: send.id }], leaseUntil)
  crashPoint('24 direct-settled')
  log.info({ send: send.id, platform: send.platform, attempt: attemptKey, outcome: outcome.outcome, isSettled }, 'dispatch: handed over')
}

/** Whatever happens is an outcome. Here a known refusal is about this recipient, because nobody else is in the request. */
async function attempt(deliver: () => Promise<DirectOutcome>): Promise<DirectOutcome> {
  try {
    return await deliver()
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'rejected' && error.certainlyNotSent) {
      return { outcome: 'REFUSED', code: 'REFUSED', message: error.message }
    }
    return outcomeOfFailure(error)
  }
}
