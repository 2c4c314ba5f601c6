import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { parseEmail } from '../identity/email-address.ts'
import { setRevivalDate } from '../revival/set-revival-date.ts'
import { recordTimeline } from '../timeline.ts'
import { classWords } from './class-words.ts'
import { type Demand, flagDataRequests, stopCompanies } from './follow-stops.ts'
import { heatOf, type ReplyClass, sureFrom } from './reply-class.ts'

const SIGNALS: Actor = { kind: 'agent', name: 'OPERATOR' }

type Row = Demand & {
  companyId: string | null
  class: ReplyClass
  confidence: number
  isConfirmed: boolean
  isAutomatic: boolean
  needsPerson: boolean
  referralName: string | null
  referralEmail: string | null
}

/**
 * What replies ask for beside their signals (signals.md, "Replies"): a hot one alerts, one that a person must read alerts too, whom they name
 * becomes a lead, the day they name is kept, a stop for a whole company is obeyed, who asks for their data is flagged. Each of it is the same however often and in whatever order it is done.
 */
export async function followReplies(tx: Sql, ids: readonly string[]): Promise<void> {
  const { rows } = await tx.execute<Row>(sql`
    select r.id, r.lead_id as "leadId", coalesce(l.full_name, l.email) as "leadName", l.company_id as "companyId", r.class, r.confidence,
      r.provider, r.at, r.stops_company as "stopsCompany", r.data_request as "dataRequest", r.confirmed_at is not null as "isConfirmed", r.is_automatic as "isAutomatic", r.needs_person as "needsPerson",
      r.referral_name as "referralName", r.referral_email as "referralEmail"
    from reply r left join lead l on l.id = r.lead_id where r.id = any(${sql.param([...ids])}::uuid[]) order by r.id`)
  const sure = rows.filter(({ isConfirmed, needsPerson, confidence }) => isConfirmed || (!needsPerson && confidence >= sureFrom))
  await alertOf(tx, rows, sure)
  await stopCompanies(
    tx,
    sure.filter(({ class: is }) => is === 'UNSUBSCRIBE'),
  )
  await flagDataRequests(
    tx,
    rows.filter(({ isConfirmed }) => !isConfirmed),
  )
  for (const row of sure) await makeReferred(tx, row)
  const corrected = rows.flatMap(({ class: is, leadId, isConfirmed }) =>
    is !== 'NOT_NOW' && leadId !== null && isConfirmed ? [leadId] : [],
  )
  await dropRevivalDates(tx, corrected)
  await keepRevivalDates(tx, [
    ...corrected,
    ...sure.flatMap(({ class: is, leadId }) => (is === 'NOT_NOW' && leadId !== null ? [leadId] : [])),
  ])
}

/** The alert of a reply that asks for an answer; it ends when a person says that it is none of that kind. */
export const hotCause = (replyId: string): string => `reply.hot.${replyId}`

/** The alert of a reply that waits for a person to say what it is; it ends when one has. */
export const undecidedCause = (replyId: string): string => `reply.undecided.${replyId}`

async function alertOf(tx: Sql, rows: readonly Row[], sure: readonly Row[]): Promise<void> {
  const hot = sure
    .filter(({ class: is, isAutomatic, isConfirmed }) => heatOf(is) === 'HOT' && (!isAutomatic || isConfirmed))
    // Each for itself: who asks a question the day after they were interested waits for somebody again.
    .map(({ id, leadName, class: is }) => ({
      cause: hotCause(id),
      severity: 'INFO',
      message: `${leadName ?? 'Somebody'} answered: ${classWords(is)}. An answer is prepared in the inbox.`,
    }))
  // Each for itself too: the next one may ask us to stop, whoever is on the last.
  const undecided = rows
    .filter(({ needsPerson, isConfirmed }) => needsPerson && !isConfirmed)
    .map(({ id }) => ({ cause: undecidedCause(id), severity: 'WARNING', message: 'A reply waits for a person to say what it is.' }))
  const alerts = [...hot, ...undecided].toSorted((a, b) => (a.cause < b.cause ? -1 : 1))
  if (alerts.length === 0) return
  await tx.execute(sql`
    select raise_alert(a.cause, a.severity::alert_severity, a.message)
    from jsonb_to_recordset(${JSON.stringify(alerts)}::jsonb) as a(cause text, severity text, message text)`)
}

/** Whom a reply names with an address becomes a lead, with that reply as its source; known already, it is only linked. */
async function makeReferred(tx: Sql, { id, companyId, class: is, leadName, referralName, referralEmail }: Row): Promise<void> {
  if (referralEmail === null || (is !== 'REFERRAL' && is !== 'WRONG_PERSON')) return
  const parsed = parseEmail(referralEmail)
  if (!parsed.ok) return
  const { address, personKey } = parsed.email
  await tx.execute(sql`
    with made as (
      insert into lead (email, person_key, full_name, first_name, company_id, source, created_at, updated_at, last_activity_at)
      select ${address}, ${personKey}, ${referralName}, ${referralName?.split(' ')[0] ?? null},
        (select c.id from company c where c.id = ${companyId} and c.domain = any (domain_and_parents(split_part(${address}, '@', 2)))),
        'referral', n.at, n.at, n.at
      from (select business_now() as at) n
      where not exists (select from lead_alias a where a.key = ${personKey})
      on conflict do nothing returning id
    ), told as (
      insert into timeline_entry (id, lead_id, at, kind, actor, summary, detail)
      select uuid_v7(business_now()), m.id, business_now(), 'discovery', 'Replies', ${`Named by ${leadName ?? 'somebody'} in a reply.`}, jsonb_build_object('replyId', ${id}::text)
      from made m
    )
    update reply r set referral_lead_id = k.id
    from (select id from made union all select l.id from lead l where l.person_key = ${personKey}
      union all select a.lead_id from lead_alias a where a.key = ${personKey} limit 1) k
    where r.id = ${id}`)
}

/** A day that was read in a reply which a person calls something else: nobody named it. One that has come already was taken. */
async function dropRevivalDates(tx: Sql, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  const { rows } = await tx.execute<{ leadId: string; dueOn: string }>(sql`
    delete from revival_date d where d.lead_id = any(${sql.param([...new Set(leadIds)])}::uuid[]) and d.taken_at is null and d.created_by = ${SIGNALS.name}
      and not exists (select from reply r where r.lead_id = d.lead_id and r.class = 'NOT_NOW' and r.at = d.created_at)
    returning d.lead_id as "leadId", to_char(d.due_at at time zone 'UTC', 'YYYY-MM-DD') as "dueOn"`)
  if (rows.length === 0) return
  for (const { leadId, dueOn } of rows)
    await writeAudit(tx, SIGNALS, { action: 'revival.undated', subjectType: 'lead', subjectId: leadId, detail: { dueOn } })
  await recordTimeline(
    tx,
    await businessNow(tx),
    rows.map(({ leadId, dueOn }) => ({
      leadId,
      kind: 'note',
      actor: SIGNALS.name,
      summary: `Not to be asked again from ${dueOn} any more: the reply that named the day says something else.`,
    })),
  )
}

/** The last word counts, by when it was written and not by when it was heard (I7). */
async function keepRevivalDates(tx: Sql, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  const { rows } = await tx.execute<{ leadId: string; dueAt: string; saidAt: string; notBefore: string }>(sql`
    select distinct on (r.lead_id) r.lead_id as "leadId", r.not_before as "notBefore", r.not_before::timestamp at time zone 'UTC' as "dueAt", r.at as "saidAt"
    from reply r where r.lead_id = any(${sql.param([...new Set(leadIds)])}::uuid[]) and r.class = 'NOT_NOW' and r.not_before is not null
      and (r.confirmed_at is not null or not r.needs_person)
    order by r.lead_id, r.at desc, r.id desc`)
  for (const { leadId, dueAt, saidAt, notBefore } of rows) {
    const reason = `They asked to be written to again from ${notBefore} on.`
    await setRevivalDate(tx, SIGNALS, { leadId, dueAt: new Date(dueAt), saidAt: new Date(saidAt), reason })
  }
}
