import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../../business-now.ts'
import type { Log } from '../../log.ts'
import type { FoundContact, RequestState } from '../../providers/bettercontact/answer.ts'
import type { BetterContact } from '../../providers/bettercontact.ts'
import { ProviderError } from '../../providers/http/provider-error.ts'
import { keptForWaterfall, referenceIn } from '../../signals/enrichment-events.ts'
import { payloadOf } from '../../signals/store-deliveries.ts'
import { type Answer, settleAnswers, type World } from './settle-answers.ts'

/** Requests and deliveries looked at in one run. */
const mostAtOnce = 50
/** From one look to the next, in seconds, doubling; slowest while their credits are out. */
const poll = { firstSeconds: 10, slowestSeconds: 300 }
/** So long after a question its answer is still looked for, in hours: by then its lead has long gone on. */
const lookedForHours = 1

export type ReadingHands = { writer: Writer; log: Log; betterContact: BetterContact; world: World }
type News = { id: string; reference: string | null; isOld: boolean }

/**
 * Finds out what became of our requests: those that the webhook told of, and those whose time for a look has come. The webhook proves
 * nothing and is only a reason to look: what counts is read with our key. Repeatable. Returns the runs that can go on.
 */
export async function readBetterContact(hands: ReadingHands): Promise<string[]> {
  const news = await loadNews(hands.writer)
  const due = await loadDue(hands.writer)
  const runs: string[] = []
  const unread = new Set<string>()
  for (const reference of new Set([...news.flatMap((one) => one.reference ?? []), ...due])) {
    try {
      const state = await hands.betterContact.read(reference)
      runs.push(...(await hands.writer.transaction((tx) => settle(tx, reference, state, hands, news))))
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      hands.log.warn({ err: error, reference }, 'BetterContact: a request could not be read')
      unread.add(reference)
    }
  }
  await closeOld(
    hands.writer,
    news.filter(({ reference, isOld }) => reference === null || (isOld && unread.has(reference))),
  )
  return [...new Set(runs)]
}

async function loadNews(writer: Writer): Promise<News[]> {
  const { rows } = await writer.sql.execute<{ id: string; body: Buffer | null; isOld: boolean }>(sql`
    select id, body, received_at < (select business_now()) - make_interval(hours => ${lookedForHours}) as "isOld" from delivery
    where provider = 'bettercontact' and effect = ${keptForWaterfall} and applied_at is not null order by id limit ${mostAtOnce}`)
  return rows.map(({ id, body, isOld }) => ({ id, isOld, reference: body === null ? null : referenceIn(payloadOf(body)) }))
}

async function loadDue(writer: Writer): Promise<string[]> {
  const { rows } = await writer.sql.execute<{ reference: string }>(sql`
    select reference from enrichment_request where provider = 'bettercontact' and poll_at <= (select business_now()) and reference is not null
    group by reference order by min(poll_at) limit ${mostAtOnce}`)
  return rows.map(({ reference }) => reference)
}

async function settle(tx: Sql, reference: string, state: RequestState, { world }: ReadingHands, news: readonly News[]): Promise<string[]> {
  const now = await businessNow(tx)
  const told = news.filter((one) => one.reference === reference).map(({ id }) => id)
  const note = (effect: string) =>
    tx.execute(sql`update delivery set effect = ${effect} where id = any(${sql.param(told)}::uuid[]) and effect = ${keptForWaterfall}`)
  switch (state.is) {
    case 'unknown':
      await note('Kept: BetterContact knows no such request.')
      await tx.execute(sql`update enrichment_request set poll_at = null where provider = 'bettercontact' and reference = ${reference}`)
      return []
    case 'working':
    case 'on_hold':
      if (state.is === 'on_hold')
        await tx.execute(
          sql`select from raise_alert('bettercontact:on_hold', 'WARNING', 'BetterContact holds requests of ours until it has credits again. Leads go on without it.')`,
        )
      // A person of it was told alone, or it is not over yet: it will be told, or looked at, again.
      await note('Kept: the request is not over yet.')
      await tx.execute(sql`
        update enrichment_request set polls = polls + 1, poll_at = case when asked_at > (select business_now()) - make_interval(hours => ${lookedForHours})
          then (select business_now()) + make_interval(secs => least(${poll.firstSeconds}::double precision * power(2, least(polls, 10)), ${poll.slowestSeconds})) end
        where provider = 'bettercontact' and reference = ${reference} and answered_at is null`)
      return []
    case 'done': {
      const answers = await answersOf(tx, reference, state)
      const { effects, runs } = await settleAnswers(tx, now, 'bettercontact', answers, world)
      const isNews = [...effects.values()].some((effect) => effect === 'The lead was enriched.' || effect === 'Nothing was found.')
      await note(
        isNews
          ? 'Read with our key: its questions are answered.'
          : effects.size > 0
            ? 'A repeat: its questions were answered before.'
            : 'Kept: no question of ours waits for it.',
      )
      await tx.execute(sql`update enrichment_request set poll_at = null where provider = 'bettercontact' and reference = ${reference}`)
      return runs
    }
    default:
      return state satisfies never
  }
}

/**
 * What each of our questions got. People are told apart by our own id, never by their place; a question that the answer does not name got
 * nothing. What the request cost is shared among those that it found an address for.
 */
async function answersOf(tx: Sql, reference: string, { people, credits }: Extract<RequestState, { is: 'done' }>): Promise<Answer[]> {
  const named = new Map<string, FoundContact>()
  for (const one of people) if (one.questionId !== null && isUuid(one.questionId)) named.set(one.questionId, one)
  // An answer may name questions whose request id never reached us.
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from enrichment_request where provider = 'bettercontact'
      and (reference = ${reference} or (reference is null and id = any(${sql.param([...named.keys()])}::uuid[]))) order by id`)
  const charged = rows.filter(({ id }) => named.get(id)?.isCharged).length
  const each = credits === null || charged === 0 ? 1 : credits / charged
  return rows.map(({ id }) => {
    const one = named.get(id)
    return { requestId: id, facts: one?.facts ?? {}, credits: one?.isCharged ? each : 0 }
  })
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text)

/** What names no request, and what could not be read for too long, is kept as it is. */
async function closeOld(writer: Writer, news: readonly News[]): Promise<void> {
  if (news.length === 0) return
  await writer.sql.execute(sql`
    update delivery set effect = 'Kept: what it tells of could not be read.' where id = any(${sql.param(news.map(({ id }) => id))}::uuid[]) and effect = ${keptForWaterfall}`)
}
