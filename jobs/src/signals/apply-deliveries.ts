import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { followSignals } from '../cadence/follow-signals.ts'
import type { ContactNews } from '../contacts/contact-news.ts'
import { contactMissing, isContactMissing, resolveContacts } from '../contacts/resolve-contacts.ts'
import { saveContacts } from '../contacts/save-contacts.ts'
import { forgottenEffect, forgottenKeys, keysNamedIn, keysOfAddresses } from '../erasure/forgotten.ts'
import { recomputeIntent } from '../intent/recompute-intent.ts'
import type { Log } from '../log.ts'
import { heedSaid } from '../replies/heed-said.ts'
import { keepReplies } from '../replies/keep-replies.ts'
import { keptReplies } from '../replies/kept-replies.ts'
import { attributeReplies } from '../replies/match-replies.ts'
import { pauseSpikes } from '../safety/pause-spikes.ts'
import { visitorWaits } from '../visitors/visitor-waits.ts'
import { keptForWaterfall } from './enrichment-events.ts'
import type { SignalKind } from './lead-status.ts'
import { loadHistory } from './load-history.ts'
import { type Matched, matchDeliveries } from './match-deliveries.ts'
import { withoutOwnMail } from './own-mail.ts'
import { planEffects } from './plan-effects.ts'
import { type Alert, proveSends } from './prove-sends.ts'
import type { ProviderEvent } from './provider-event.ts'
import { knownEventTypes, readEvent } from './read-event.ts'
import { payloadOf } from './store-deliveries.ts'
import { suppressSoftBounces } from './suppress-soft-bounces.ts'
import { withoutProof } from './unproven-event.ts'
import { writeLeads, writeRecalls, writeSuppressions } from './write-effects.ts'

/** Deliveries applied in one transaction. */
const mostAtOnce = 500
/** Whose rates pause a motion when they spike. */
const alarming: readonly SignalKind[] = ['EMAIL_BOUNCED', 'UNSUBSCRIBED']
/** The error of a delivery that the database refuses or our own code stumbles over; somebody has to replay it. */
export const couldNotApply = 'It could not be applied; the log says why.'
/** The alert of those, for all of them together. */
export const refusedCause = 'delivery.refused'
/** What begins the error of a type that the code does not know yet; such deliveries are tried again when it does. */
const unknownType = 'Unknown event type'

type Waiting = {
  id: string
  provider: string
  eventType: string | null
  body: Buffer | null
  isAuthenticated: boolean
  receivedAt: string
}
type Verdict = { id: string; leadId: string | null; isApplied: boolean; effect: string | null; error: string | null }

/**
 * Whether the content itself is to blame: PostgreSQL refuses it (class 22, data, and 23, constraints), or our own code stumbles over it. Trying
 * again won't change it. What fails within a statement comes with its cause, and is none of these.
 */
function isRefusedContent(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError) return true
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && /^2[23]/.test(cause.code)
}

/** Somebody else's transaction was in the way (40P01, 40001): ours was undone as a whole. */
function isInTheWay(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause && (cause.code === '40P01' || cause.code === '40001')
}

/**
 * Applies stored deliveries that wait, or these ones; answers how many were taken. Effects, verdict and notices of a delivery are one
 * transaction, and `applied_at` is part of it: killed anywhere, it happened as a whole or will. Any number of processes may do it at once.
 * One that can't be applied is marked and holds up no other.
 */
export async function applyDeliveries(
  writer: Writer,
  log: Log,
  { ids = null, limit = mostAtOnce }: { ids?: readonly string[] | null; limit?: number } = {},
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { taken, isAlarming } = await writer.transaction((tx) => applyWaiting(tx, ids, limit))
      // In its own transactions: a pause takes turns with reservations, and these rows are not held meanwhile.
      if (isAlarming) await pauseSpikes(writer, log)
      return taken
    } catch (error) {
      if (isInTheWay(error) && attempt < 5) continue
      if (!isRefusedContent(error)) throw error
      const one = ids?.length === 1 ? ids[0] : undefined
      if (one !== undefined) {
        log.error({ err: error, delivery: one }, 'delivery could not be applied')
        await refuseDelivery(writer, one)
        return 1
      }
      const waiting = ids ?? (await writer.transaction((tx) => takeWaiting(tx, null, limit))).map(({ id }) => id)
      let taken = 0
      for (const id of waiting) taken += await applyDeliveries(writer, log, { ids: [id] })
      return taken
    }
  }
}

/** Transactions under way at a time where many wait: while one is worked out here, the other one is written there. */
const lanes = 2

/**
 * Applies until nothing waits or the process is told to stop. Deliveries may be applied in any order (I7), so several lanes take what the
 * others have not; a few are one lane's. Throws what a lane threw, when all have ended.
 */
export async function applyAllDeliveries(writer: Writer, log: Log, stopping?: AbortSignal): Promise<number> {
  const lane = async (): Promise<number> => {
    let all = 0
    for (;;) {
      const taken = stopping?.aborted ? 0 : await applyDeliveries(writer, log)
      all += taken
      if (taken === 0) return all
    }
  }
  const first = stopping?.aborted ? 0 : await applyDeliveries(writer, log)
  if (first === 0) return 0
  const ended = await Promise.allSettled(Array.from({ length: first < mostAtOnce ? 1 : lanes }, lane))
  return ended.reduce((all, one) => {
    if (one.status === 'rejected') throw one.reason
    return all + one.value
  }, first)
}

async function refuseDelivery(writer: Writer, id: string): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`update delivery set error = ${couldNotApply} where id = ${id} and applied_at is null`)
    const message =
      'A webhook delivery could not be applied. Replay it on Deliveries once what the log says is mended, or resolve this alert to set it aside: several stop what their platform sends until then.'
    await raiseAlerts(tx, [{ cause: refusedCause, severity: 'CRITICAL', message }])
  })
}

async function takeWaiting(tx: Sql, ids: readonly string[] | null, limit: number): Promise<Waiting[]> {
  const learned = Object.entries(knownEventTypes).flatMap(([provider, types]) => types.map((type) => ({ provider, type })))
  const which =
    ids === null
      ? sql`(d.error is null or (d.provider = 'ghl' and d.error like ${`${contactMissing} %`} and exists (
          select from contact c where c.provider_contact_id = substring(d.error from ${contactMissing.length + 2} for length(d.error) - ${contactMissing.length + 2})
            and (c.email is not null or c.lead_id is not null))) or (d.error like ${`${unknownType}%`} and exists (
          select from jsonb_to_recordset(${JSON.stringify(learned)}::jsonb) as k(provider text, type text) where k.provider = d.provider and k.type = d.event_type)))`
      : sql`d.id = any(${sql.param([...ids])}::uuid[])`
  const { rows } = await tx.execute<Waiting>(sql`
    select d.id, d.provider, d.event_type as "eventType", d.body, d.is_authenticated as "isAuthenticated", d.received_at as "receivedAt" from delivery d
    where d.applied_at is null and ${which} order by d.id limit ${limit} for update ${ids === null ? sql`skip locked` : sql``}`)
  return rows
}

async function applyWaiting(tx: Sql, ids: readonly string[] | null, limit: number): Promise<{ taken: number; isAlarming: boolean }> {
  const waiting = await takeWaiting(tx, ids, limit)
  if (waiting.length === 0) return { taken: 0, isAlarming: false }
  const now = await businessNow(tx)
  const kept = await keptReplies(
    tx,
    waiting.flatMap(({ id, body }) => (body === null ? [id] : [])),
  )
  const told = waiting.map((one) => {
    const said = one.body === null ? (kept.get(one.id) ?? erased) : readEvent(one.provider, payloadOf(one.body), one.eventType)
    // Waiting for the code to learn a type that it knows, it would be taken again for ever.
    const isMisfiled =
      said.is === 'unknown' &&
      Object.entries(knownEventTypes).some(([name, types]) => name === one.provider && types.includes(one.eventType ?? ''))
    const event = isMisfiled ? misfiled : said
    return { ...one, receivedAt: new Date(one.receivedAt), event: one.isAuthenticated ? event : withoutProof(event) }
  })
  const read = await withoutOwnMail(tx, await withoutForgotten(tx, told))

  const contacts = read.flatMap(({ event }) => (event.is === 'contact' ? [event.contact] : []))
  const leftAlone = new Set(await saveContacts(tx, now, contacts))
  const people = read.flatMap(({ id, provider, receivedAt, event }) => {
    const person = event.is === 'contact' ? leftAloneBy(event.contact, leftAlone, receivedAt) : event
    return person?.is === 'person' ? [{ deliveryId: id, provider, receivedAt, event: person }] : []
  })
  const asked = await heedSaid(tx, await resolveContacts(tx, people))
  const { matched, because } = await withAttributed(tx, asked, await matchDeliveries(tx, asked))
  await writeLeads(tx, now, planEffects(matched, await loadHistory(tx, matched)))
  const alerts = await proveSends(tx, matched)
  await followSignals(tx, now, matched)
  await recomputeIntent(
    tx,
    matched.flatMap(({ lead }) => lead?.id ?? []),
  )
  await writeSuppressions(tx, matched)
  await keepReplies(tx, now, matched, because)
  await suppressSoftBounces(tx, matched)

  const matchedOf = new Map(matched.map((one) => [one.deliveryId, one]))
  const judged = read.map(({ id, provider, event }) => judge(id, provider, event, matchedOf.get(id)))
  await raiseAlerts(tx, [...alerts, ...judged.flatMap(({ alert }) => alert ?? [])])
  await tx.execute(sql`
    update delivery d set lead_id = v."leadId", effect = v.effect, error = v.error, applied_at = case when v."isApplied" then ${now.toISOString()}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(judged.map(({ verdict }) => verdict))}::jsonb) as v(id uuid, "leadId" uuid, "isApplied" boolean, effect text, error text)
    where d.id = v.id`)
  // An answer counts from when its delivery is applied.
  await writeRecalls(tx, matched)
  return { taken: waiting.length, isAlarming: matched.some(({ event }) => event.signals.some((signal) => alarming.includes(signal))) }
}

type Asked = Parameters<typeof matchDeliveries>[1][number]

/** Replies from addresses that no lead has, matched by their company; and why, by delivery. */
async function withAttributed(
  tx: Sql,
  asked: readonly Asked[],
  matched: Matched[],
): Promise<{ matched: Matched[]; because: Map<string, string> }> {
  const found = new Map((await attributeReplies(tx, matched)).map((one) => [one.deliveryId, one]))
  const because = new Map([...found.values()].map((one) => [one.deliveryId, one.because]))
  if (found.size === 0) return { matched, because }
  const again = asked.flatMap((one) => {
    const leadId = found.get(one.deliveryId)?.leadId
    return leadId === undefined ? [] : [{ ...one, event: { ...one.event, known: { leadId, personKey: null } } }]
  })
  const known = new Map((await matchDeliveries(tx, again)).map((one) => [one.deliveryId, one]))
  return { matched: matched.map((one) => known.get(one.deliveryId) ?? one), because }
}

/** Who switched mail off at the CRM asked to be left alone, once, however often the contact is told of. */
function leftAloneBy({ contactId, changedAt }: ContactNews, leftAlone: Set<string>, receivedAt: Date): ProviderEvent | null {
  if (!leftAlone.delete(contactId)) return null
  const nothing = { address: null, known: null, campaignId: null, account: null, emailId: null, text: 'Do-not-disturb at GoHighLevel.' }
  return { ...nothing, is: 'person', signals: ['UNSUBSCRIBED'], at: changedAt ?? receivedAt, contactId }
}

const misfiled: ProviderEvent = { is: 'malformed', problem: 'It is not of the type that it is filed under.' }
const erased: ProviderEvent = { is: 'malformed', problem: 'Its content was erased.' }
const forgotten: ProviderEvent = { is: 'noted', effect: forgottenEffect }

type Told = { id: string; body: Buffer | null; event: ProviderEvent }

/** What tells of people who were erased loses its content, here and in its row, and has no effect. */
async function withoutForgotten<Read extends Told>(tx: Sql, read: Read[]): Promise<Read[]> {
  const keyed = read.map((one) => ({ one, keys: keysOf(one) }))
  const keys = await forgottenKeys(
    tx,
    keyed.flatMap((each) => each.keys),
  )
  // What is about one person is theirs by any of their names; of what only names people nobody else may be among them.
  const isGone = ({ one, keys: named }: (typeof keyed)[number]) =>
    one.event.is === 'person' || one.event.is === 'contact'
      ? named.some((key) => keys.has(key))
      : named.length > 0 && named.every((key) => keys.has(key))
  const gone = new Set(keyed.flatMap((each) => (isGone(each) ? [each.one.id] : [])))
  if (gone.size === 0) return read
  await tx.execute(sql`update delivery set body = null, headers = '{}' where id = any(${sql.param([...gone])}::uuid[])`)
  return read.map((one) => (gone.has(one.id) ? { ...one, event: forgotten } : one))
}

function keysOf({ event, body }: Told): string[] {
  switch (event.is) {
    case 'contact':
      return keysOfAddresses(event.contact.fields?.addresses ?? [])
    case 'person':
      return [...keysOfAddresses([event.address]), ...(event.linkedinKey == null ? [] : [event.linkedinKey])]
    case 'malformed':
    case 'unknown':
      return body === null ? [] : keysNamedIn(payloadOf(body))
    case 'noted':
      return body !== null && event.effect === keptForWaterfall ? keysNamedIn(payloadOf(body)) : []
    default:
      return []
  }
}

function judge(
  id: string,
  provider: string,
  event: ProviderEvent,
  matched: Matched | undefined,
): { verdict: Verdict; alert: Alert | null } {
  const nothing = { id, leadId: null, isApplied: false, effect: null, error: null }
  const warning = (cause: string, message: string): Alert => ({ cause: `webhook.${provider}.${cause}`, severity: 'WARNING', message })
  switch (event.is) {
    case 'noted':
      return { verdict: { ...nothing, isApplied: true, effect: event.effect }, alert: null }
    case 'contact':
      return {
        verdict: {
          ...nothing,
          leadId: matched?.lead?.id ?? null,
          isApplied: true,
          effect: matched ? 'UNSUBSCRIBED' : 'The contact is kept as it is there.',
        },
        alert: null,
      }
    case 'account':
      return {
        verdict: { ...nothing, isApplied: true, effect: 'Alerted.' },
        alert: {
          cause: `account.${event.account ?? 'unknown'}`,
          severity: 'WARNING',
          message: `The sending account ${event.account ?? '(not named)'} is in trouble: ${event.message ?? 'no reason was given'}`,
        },
      }
    case 'unknown':
      return {
        verdict: { ...nothing, error: `${unknownType} "${event.type}".` },
        alert: warning(`unknown-type.${event.type}`, `"${provider}" sends events of an unknown type: ${event.type}.`),
      }
    case 'malformed':
      return {
        verdict: { ...nothing, error: event.problem },
        alert: warning('malformed', `"${provider}" sends events that are not as documented: ${event.problem}`),
      }
    case 'person': {
      const words = event.signals.join(', ')
      if (matched?.lead) return { verdict: { ...nothing, leadId: matched.lead.id, isApplied: true, effect: words }, alert: null }
      if (matched?.send) return { verdict: { ...nothing, isApplied: true, effect: `${words}, of an internal test send` }, alert: null }
      // Not lost: the sync fetches that contact and hands this back.
      if (matched && isContactMissing(matched.event)) {
        return { verdict: { ...nothing, error: `${contactMissing} ${event.contactId}.` }, alert: null }
      }
      // Not lost either: the admission makes a lead of them, or says why not, and hands this back.
      if (matched && provider === 'rb2b') return { verdict: { ...nothing, error: visitorWaits }, alert: null }
      const isStopped =
        event.signals.some((signal) => signal === 'UNSUBSCRIBED' || signal === 'EMAIL_BOUNCED') &&
        (matched?.personKey != null || matched?.linkedinKey != null)
      return {
        verdict: { ...nothing, effect: isStopped ? 'The address is suppressed.' : null, error: 'No lead has this address.' },
        alert: warning(`unknown-lead.${event.signals[0]}`, `"${provider}" tells of an address that no lead has: ${words}.`),
      }
    }
    default:
      return event satisfies never
  }
}

/** Once for each cause, with how often it came; in the order of causes, so that two appliers wait for one another instead of blocking. */
async function raiseAlerts(tx: Sql, alerts: readonly Alert[]): Promise<void> {
  if (alerts.length === 0) return
  const byCause = new Map<string, Alert & { times: number }>()
  for (const alert of alerts) byCause.set(alert.cause, { ...alert, times: (byCause.get(alert.cause)?.times ?? 0) + 1 })
  const rows = [...byCause.values()].toSorted((a, b) => (a.cause < b.cause ? -1 : 1))
  await tx.execute(sql`
    select raise_alert(a.cause, a.severity::alert_severity, a.message, a.times)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(cause text, severity text, message text, times integer)`)
}
