import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { endAlert } from '../alerts/while-it-lasts.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { followSignals } from '../cadence/follow-signals.ts'
import { moveOutOfOffice } from '../cadence/move-out-of-office.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import type { Log } from '../log.ts'
import { applyDeliveries } from '../signals/apply-deliveries.ts'
import type { LeadStatus, SignalKind } from '../signals/lead-status.ts'
import { type Matched, matchDeliveries } from '../signals/match-deliveries.ts'
import { planEffects } from '../signals/plan-effects.ts'
import type { PersonEvent } from '../signals/provider-event.ts'
import { writeLeads, writeRecalls, writeSuppressions } from '../signals/write-effects.ts'
import { loadRecipients } from '../suppression/recipients.ts'
import { recordTimeline } from '../timeline.ts'
import { addressIn } from './address-in.ts'
import { classWords } from './class-words.ts'
import { followReplies, hotCause, undecidedCause } from './follow-replies.ts'
import { namedInReply } from './named-in-reply.ts'
import { heatOf, type ReplyClass } from './reply-class.ts'

export type Classification = {
  replyId: string
  class: ReplyClass
  /** The version that the person saw. */
  version: number
  /** Said by the person, YYYY-MM-DD; undefined leaves what was read, or what can be read now that the class is known. */
  notBefore?: string | null | undefined
  returnsOn?: string | null | undefined
}

type Row = {
  id: string
  leadId: string | null
  deliveryId: string
  provider: string
  class: ReplyClass
  confidence: number
  isAutomatic: boolean
  needsPerson: boolean
  channel: 'EMAIL' | 'LINKEDIN'
  version: number
  confirmedBy: string | null
  at: string
  fromAddress: string | null
  newText: string
  returnsOn: string | null
  /** Addresses that are no referral: the writer's and ours, as they are written. */
  own: string[]
  /** What brought it was refused, or could not be read any more: its effects did not happen. */
  isUnheard: boolean
}

/** What a class signals of its lead once a person has said it; the reply itself was signalled when it came. */
const signalOf: Partial<Record<ReplyClass, SignalKind>> = {
  UNSUBSCRIBE: 'UNSUBSCRIBED',
  NOT_INTERESTED: 'NOT_INTERESTED',
  BOUNCE: 'EMAIL_BOUNCED',
  OUT_OF_OFFICE: 'OUT_OF_OFFICE',
}

/** Said instead of a no, these leave the lead closed; whoever is only away comes back. */
const keepsOut: readonly ReplyClass[] = ['NOT_INTERESTED', 'UNSUBSCRIBE', 'BOUNCE']

/**
 * A person says what a reply is: label, audit and effects in one transaction. Saying what the rules said confirms it. It lifts no suppression;
 * a lead that only this reply had closed as not interested is open again. Throws ConflictError when the reply changed since it was seen.
 */
export async function classifyReply(writer: Writer, log: Log, actor: Actor, input: Classification): Promise<{ replyId: string }> {
  const heardAgain = await writer.transaction(async (tx) => {
    const now = await businessNow(tx)
    const handedBack = signalOf[input.class] === undefined ? null : await hearAgain(tx, input.replyId)
    const { rows } = await tx.execute<Row>(sql`
      select id, lead_id as "leadId", delivery_id as "deliveryId", provider, class, confidence, is_automatic as "isAutomatic", needs_person as "needsPerson", channel, version,
        confirmed_by as "confirmedBy", at, from_address as "fromAddress", new_text as "newText", returns_on::text as "returnsOn",
        array(select l.email from lead l where l.id = reply.lead_id and l.email is not null union all select a.address from sending_account a) as own,
        exists (select from delivery d where d.id = reply.delivery_id and d.applied_at is null and d.error is not null) as "isUnheard"
      from reply where id = ${input.replyId} for update`)
    const [reply] = rows
    if (!reply) throw new NotFoundError('There is no such reply.')
    if (reply.version !== input.version) {
      throw new ConflictError(`${reply.confirmedBy ?? 'Somebody'} said ${classWords(reply.class)} meanwhile.`, {
        currentVersion: reply.version,
        decidedBy: reply.confirmedBy,
      })
    }
    const instant = now.toISOString()
    const named = namedInReply(input.class, reply.newText, [...reply.own, addressIn(reply.fromAddress) ?? ''], new Date(reply.at))
    const returnsOn = input.returnsOn === undefined ? (reply.returnsOn ?? named.returnsOn) : input.returnsOn
    await tx.execute(sql`
      update reply set class = ${input.class}, confirmed_by = ${actor.name},
        -- Once somebody has said that it is an answer, another word for it makes it none that was heard later.
        confirmed_at = case when confirmed_at is null or (class in ('OUT_OF_OFFICE', 'BOUNCE') and ${input.class} not in ('OUT_OF_OFFICE', 'BOUNCE'))
          then ${instant}::timestamptz else confirmed_at end, needs_person = false, version = version + 1,
        not_before = ${input.notBefore === undefined ? sql`coalesce(not_before, ${named.notBefore}::date)` : sql`${input.notBefore}::date`},
        returns_on = ${returnsOn}::date
      where id = ${reply.id}`)
    if (named.referral !== null) {
      const { name, email, title } = named.referral
      await tx.execute(sql`
        update reply set referral_name = ${name}, referral_email = ${email}, referral_title = ${title}
        where id = ${reply.id} and num_nonnulls(referral_name, referral_email) = 0`)
    }
    await tx.execute(sql`
      insert into reply_label (reply_id, from_class, to_class, confidence, actor, at)
      values (${reply.id}, ${reply.class}, ${input.class}, ${reply.confidence}, ${actor.name}, ${instant}::timestamptz)`)
    const detail = { from: reply.class, to: input.class, confidence: reply.confidence, leadId: reply.leadId }
    await writeAudit(tx, actor, { action: 'reply.classified', subjectType: 'reply', subjectId: reply.id, detail })
    if (reply.leadId !== null) {
      await recordTimeline(tx, now, [
        {
          leadId: reply.leadId,
          kind: 'signal',
          actor: actor.name,
          summary: `The reply is ${classWords(input.class)}.`,
          detail: { replyId: reply.id, ...detail },
        },
      ])
    }
    let matched = await matchedOf(tx, reply, input, returnsOn)
    const [lead] = matched.flatMap((one) => one.lead ?? [])
    if (lead && reply.class === 'NOT_INTERESTED' && !keepsOut.includes(input.class)) {
      await reopen(tx, now, actor, lead, reply)
      // What follows moves it from where it stands now.
      matched = await matchedOf(tx, reply, input, returnsOn)
    }
    if (matched.some(({ event }) => event.signals.length > 0)) {
      if (handedBack === null) {
        await writeLeads(tx, now, planEffects(matched, { sentAt: new Map(), undecided: [], restingSince: new Map() }))
        await followSignals(tx, now, matched)
      }
      await writeSuppressions(tx, matched)
      await writeRecalls(tx, matched)
    } else if (lead && input.class === 'OUT_OF_OFFICE' && returnsOn !== reply.returnsOn) {
      await moveOutOfOffice(tx, now, actor, { leadId: lead.id, writtenAt: new Date(reply.at), from: reply.returnsOn, to: returnsOn })
    }
    if (handedBack !== null && lead) {
      // What brought it may name another address than who wrote it; it is applied as theirs, and holds what is to be sent to them until then.
      await tx.execute(sql`update reply set lead_id = ${lead.id}, matched_by = 'Its writer is this lead.' where id = ${reply.id}`)
      await announce(tx, 'lead', [lead.id])
    }
    await followReplies(tx, [reply.id])
    await endAlert(tx, undecidedCause(reply.id), `${actor.name} has said what it is.`)
    if (heatOf(input.class) !== 'HOT')
      await endAlert(tx, hotCause(reply.id), `${actor.name} has said that it is ${classWords(input.class)}.`)
    await announce(tx, 'reply', [reply.id])
    return handedBack
  })
  if (heardAgain !== null) await applyDeliveries(writer, log, { ids: [heardAgain] })
  return { replyId: input.replyId }
}

/**
 * Hands back what brought a reply that lies in the tray, and answers which delivery that is: the row knows neither the profile nor the address that
 * was written to, so what is said of it would leave them out; and who has that address may be a lead by now. The delivery is locked before its
 * reply, as by whoever applies it.
 */
async function hearAgain(tx: Sql, replyId: string): Promise<string | null> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    update delivery set error = null where applied_at is null and body is not null and id = (select r.delivery_id from reply r where r.id = ${replyId} and r.lead_id is null)
    returning id`)
  return rows[0]?.id ?? null
}

/** Whether somebody wrote it to us, by its class: for what a program seemed to have written. */
const isAnswer = (said: ReplyClass): boolean => said !== 'OUT_OF_OFFICE' && said !== 'BOUNCE' && said !== 'OTHER'

/** The reply as an event of its lead, with what the new class signals beyond the old one. */
async function matchedOf(
  tx: Parameters<typeof matchDeliveries>[0],
  reply: Row,
  input: Classification,
  returnsOn: string | null,
): Promise<Matched[]> {
  const of = signalOf[input.class]
  const replied = reply.channel === 'EMAIL' ? 'EMAIL_REPLIED' : 'LINKEDIN_REPLIED'
  // Once: another word for what a person has called an answer already is no second one.
  const becameReply = reply.isAutomatic && isAnswer(input.class) && !(reply.confirmedBy !== null && isAnswer(reply.class))
  // What was read but left to a person has had no effect of its own yet, nor has a bounce that no report told of.
  const isLeft =
    (reply.needsPerson && (input.class === 'UNSUBSCRIBE' || input.class === 'NOT_INTERESTED')) ||
    (input.class === 'BOUNCE' && !reply.isAutomatic && reply.confirmedBy === null)
  const hadEffect = input.class === reply.class && !isLeft && !(reply.leadId !== null && reply.isUnheard)
  const signals: SignalKind[] = hadEffect ? [] : [...(becameReply ? ([replied] as const) : []), ...(of ? [of] : [])]
  const at = new Date(reply.at)
  const event: PersonEvent = {
    signals,
    at,
    // Who asks is who wrote; who writes to us has a mailbox that works, so a bounce is of the one that the lead is written to at.
    address: input.class === 'BOUNCE' ? null : addressIn(reply.fromAddress),
    known: reply.leadId === null ? null : { leadId: reply.leadId, personKey: null },
    campaignId: null,
    account: null,
    emailId: null,
    text: null,
    returnsOn,
  }
  return matchDeliveries(tx, [{ deliveryId: reply.deliveryId, provider: reply.provider, receivedAt: at, event }])
}

async function reopen(
  tx: Parameters<typeof matchDeliveries>[0],
  now: Date,
  actor: Actor,
  lead: { id: string; status: LeadStatus },
  reply: Row,
): Promise<void> {
  const listed = (await loadRecipients(tx, [lead.id])).get(lead.id)
  // Whom a list keeps out besides stays out, for as long as it does.
  const isListed = (listed?.suppressed ?? listed?.excluded ?? null) !== null
  const to: LeadStatus = isListed ? 'DISQUALIFIED' : reply.channel === 'EMAIL' ? 'REPLIED' : 'LINKEDIN_REPLIED'
  const { rows } = await tx.execute<{ id: string }>(sql`
    update lead set status = ${to}::lead_status, status_cause = ${isListed ? 'exclusion' : null}, version = version + 1, updated_at = ${now.toISOString()}::timestamptz
    where id = ${lead.id} and status = 'DISQUALIFIED' and status_cause = 'not_interested' and not exists (
      -- Their no in another reply stands.
      select from reply o where o.lead_id = ${lead.id} and o.id <> ${reply.id} and o.class = 'NOT_INTERESTED' and (o.confirmed_at is not null or not o.needs_person))
    returning id`)
  if (!rows[0]) return
  if (isListed) return announce(tx, 'lead', [lead.id])
  const detail = { from: 'DISQUALIFIED', to, signal: 'CORRECTED', reason: 'Their reply was misread.' }
  await writeAudit(tx, actor, { action: 'lead.corrected', subjectType: 'lead', subjectId: lead.id, detail })
  await recordTimeline(tx, now, [
    { leadId: lead.id, kind: 'status', actor: actor.name, summary: 'Status corrected: their reply was misread.', detail },
  ])
  await announce(tx, 'lead', [lead.id])
}
