import { newId } from '@swarm/db/new-id'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import type { Matched } from '../signals/match-deliveries.ts'
import { providerName } from '../signals/signal-words.ts'
import { recordTimeline, type TimelineEntry } from '../timeline.ts'
import { addressIn } from './address-in.ts'
import { classWords } from './class-words.ts'
import { followReplies } from './follow-replies.ts'
import type { ReplyClass } from './reply-class.ts'

/** `class` is what a person has said already, where `confirmedBy` did. */
type Kept = { id: string; deliveryId: string; class: ReplyClass; confirmedBy: string | null }

/**
 * What a row keeps of a reply, in characters; its delivery has all. A mail of a megabyte is sent by anybody, and a page of such replies held the
 * API for half a minute.
 */
const mostKept = { text: 50_000, line: 1_000, decider: 200 }

/** A sender as written; of a longer one than the row keeps its address, because who asks to be left alone is found by it. */
const keptSender = (sender: string | null): string | null =>
  sender !== null && sender.length > mostKept.line ? (addressIn(sender) ?? sender) : sender

const cut = (text: string | null, most: number): string | null => text?.slice(0, most).toWellFormed() ?? null

/**
 * Keeps what was written back, in the transaction that applies its delivery, whether anybody knows whose it is or not; and lets follow what
 * its class asks for. `because` says why a reply is its lead's, by delivery. Applied again, it is the same reply.
 */
export async function keepReplies(tx: Sql, now: Date, matched: readonly Matched[], because: ReadonlyMap<string, string>): Promise<void> {
  const heard = matched.flatMap((one) => (one.event.reply === undefined || isOfTestSend(one) ? [] : [{ ...one, reply: one.event.reply }]))
  if (heard.length === 0) return
  const rows = heard.map(({ deliveryId, provider, at, address, lead, reply }) => {
    const { understood } = reply
    return {
      id: newId(at),
      delivery_id: deliveryId,
      lead_id: lead?.id ?? null,
      matched_by: because.get(deliveryId) ?? null,
      provider,
      channel: reply.channel,
      from_address: cut(keptSender(reply.from ?? address), mostKept.line),
      subject: cut(reply.subject, mostKept.line),
      text: cut(reply.text, mostKept.text),
      new_text: cut(understood.newText, mostKept.text),
      class: understood.class,
      confidence: understood.confidence,
      deciders: understood.deciders.map((words) => cut(words, mostKept.decider)),
      stop: understood.stop,
      stops_company: understood.stopsCompany,
      data_request: understood.dataRequest,
      is_automatic: understood.isAutomatic,
      needs_person: understood.needsPerson,
      returns_on: understood.returnsOn,
      not_before: understood.notBefore,
      referral_name: understood.referral?.name ?? null,
      referral_email: understood.referral?.email ?? null,
      referral_title: understood.referral?.title ?? null,
      at: at.toISOString(),
    }
  })
  const { rows: kept } = await tx.execute<Kept>(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, delivery_id uuid, lead_id uuid, matched_by text, provider text, channel channel,
        from_address text, subject text, text text, new_text text, class reply_class, confidence real, deciders jsonb, stop stop_verdict, stops_company boolean, data_request data_request, is_automatic boolean,
        needs_person boolean, returns_on date, not_before date, referral_name text, referral_email text, referral_title text, at timestamptz)
    )
    insert into reply as r (id, delivery_id, lead_id, matched_by, provider, channel, from_address, subject, text, new_text, class, read_as, confidence, deciders, stop,
      stops_company, data_request, is_automatic, needs_person, returns_on, not_before, referral_name, referral_email, referral_title, at)
    select id, delivery_id, lead_id, matched_by, provider, channel, from_address, subject, text, new_text, class, class, confidence, deciders, stop,
      stops_company, data_request, is_automatic, needs_person, returns_on, not_before, referral_name, referral_email, referral_title, at from given order by id
    on conflict (delivery_id) do update set lead_id = coalesce(r.lead_id, excluded.lead_id), matched_by = coalesce(r.matched_by, excluded.matched_by),
      -- What another version doubts by now waits for a person too.
      stop = case when r.confirmed_at is null and r.stop = 'no' and excluded.stop = 'doubt' then 'doubt' else r.stop end,
      needs_person = r.needs_person or (r.confirmed_at is null and r.stop <> 'yes' and excluded.needs_person)
    returning id, delivery_id as "deliveryId", class, confirmed_by as "confirmedBy"`)
  const leadOf = new Map(heard.map(({ deliveryId, lead }) => [deliveryId, lead?.id ?? null]))
  const byDelivery = new Map(heard.map((one) => [one.deliveryId, one]))
  await recordTimeline(
    tx,
    now,
    kept.flatMap(({ id, deliveryId, class: said, confirmedBy }): TimelineEntry[] => {
      const one = byDelivery.get(deliveryId)
      const leadId = leadOf.get(deliveryId)
      if (one === undefined || leadId == null) return []
      const { class: read, confidence, needsPerson, isAutomatic } = one.reply.understood
      // Said in the tray, when it was nobody's yet.
      if (confirmedBy !== null) {
        const detail = { replyId: id, from: read, to: said, confidence, leadId }
        return [{ leadId, kind: 'signal', actor: confirmedBy, summary: `The reply is ${classWords(said)}.`, detail }]
      }
      if (isAutomatic) return []
      const summary = needsPerson ? 'A person decides what the reply is.' : `Read as ${classWords(read)}.`
      return [
        {
          leadId,
          kind: 'signal',
          actor: providerName(one.provider),
          at: one.at,
          summary,
          detail: { replyId: id, class: read, confidence },
        },
      ]
    }),
  )
  await followReplies(
    tx,
    kept.map(({ id }) => id),
  )
  await announce(
    tx,
    'reply',
    kept.map(({ id }) => id),
  )
}

const isOfTestSend = ({ send }: Matched): boolean => send !== null && send.leadId === null
