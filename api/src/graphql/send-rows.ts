import { prepared, type Reader } from '@swarm/db/read'
import { batch, batchHeld, send } from '@swarm/db/schema/dispatch'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { type SendTrace, type StoredVerdict, traceNextSends, traceSends } from '@swarm/jobs/dispatch/trace-send'
import type { AddressLists } from '@swarm/jobs/identity/load-address-lists'
import { sql } from 'drizzle-orm'
import { groupsInOrder, rowsInOrder } from './rows-in-order.ts'

export const holidays = loadHolidays()

export const sendColumns = {
  id: send.id,
  batchId: send.batchId,
  place: send.place,
  leadId: send.leadId,
  draftId: send.draftId,
  address: send.address,
  channel: send.channel,
  platform: send.platform,
  account: send.account,
  motion: send.motion,
  step: send.step,
  hash: sql<string>`encode(${send.hash}, 'hex')`,
  subject: sql<string | null>`frozen_fields(${send.frozen}) ->> 'subject'`,
  body: sql<string | null>`frozen_fields(${send.frozen}) ->> 'text'`,
  status: send.status,
  code: send.code,
  message: send.message,
  verdicts: sql<StoredVerdict[] | null>`${send.verdicts}`,
  zone: send.zone,
  windowFrom: send.windowFrom,
  windowTo: send.windowTo,
  scheduledAt: send.scheduledAt,
  reservedAt: send.reservedAt,
  acceptedAt: send.acceptedAt,
  provenAt: send.provenAt,
  nextCheckAt: send.nextCheckAt,
  providerLeadId: send.providerLeadId,
  providerMessageId: send.providerMessageId,
  proofOverdue: sql<boolean>`${proofOverdue()}`,
  createdAt: send.createdAt,
}

/** Accepted, not proven, and an hour after the platform could have sent it: its window where it sends by itself, else its acceptance. */
export function proofOverdue() {
  return sql`(${send.status} = 'ACCEPTED' and case when ${send.platform} in ('INSTANTLY', 'HEYREACH') then ${send.windowTo} else ${send.acceptedAt} end + interval '1 hour' < (select business_now()))`
}

const byIds = prepared((db) =>
  db
    .select(sendColumns)
    .from(send)
    .where(sql`${send.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('sends_by_ids'),
)

export type SendRow = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

export async function loadSends(reader: Reader, ids: readonly string[]): Promise<(SendRow | null)[]> {
  const rows = await reader.read((db) => byIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

const firstOfBatches = prepared((db) =>
  db
    .select(sendColumns)
    .from(send)
    .where(sql`${send.batchId} = any(${sql.placeholder('ids')}::uuid[]) and ${send.place} <= ${sql.placeholder('first')}`)
    .orderBy(send.batchId, send.place)
    .prepare('first_sends_of_batches'),
)

/** The first sends of many batches, in one statement. */
export async function loadFirstSends(reader: Reader, batchIds: readonly string[], first: number): Promise<SendRow[][]> {
  const rows = await reader.read((db) => firstOfBatches(db).execute({ ids: [...batchIds], first }))
  return groupsInOrder(batchIds, rows, (row) => row.batchId ?? '')
}

export const heldColumns = {
  id: batchHeld.id,
  batchId: batchHeld.batchId,
  place: batchHeld.place,
  leadId: batchHeld.leadId,
  code: batchHeld.code,
  message: batchHeld.message,
  clearsAt: batchHeld.clearsAt,
}

const firstHeld = prepared((db) =>
  db
    .select(heldColumns)
    .from(batchHeld)
    .where(sql`${batchHeld.batchId} = any(${sql.placeholder('ids')}::uuid[]) and ${batchHeld.place} <= ${sql.placeholder('first')}`)
    .orderBy(batchHeld.batchId, batchHeld.place)
    .prepare('first_held_of_batches'),
)

export type HeldRow = Awaited<ReturnType<ReturnType<typeof firstHeld>['execute']>>[number]

export async function loadFirstHeld(reader: Reader, batchIds: readonly string[], first: number): Promise<HeldRow[][]> {
  const rows = await reader.read((db) => firstHeld(db).execute({ ids: [...batchIds], first }))
  return groupsInOrder(batchIds, rows, (row) => row.batchId)
}

export const batchColumns = {
  id: batch.id,
  motion: batch.motion,
  status: batch.status,
  scopeHash: sql<string>`encode(${batch.scopeHash}, 'hex')`,
  isTest: batch.isTest,
  openWindowReason: batch.openWindowReason,
  createdBy: batch.createdBy,
  createdAt: batch.createdAt,
  expiresAt: batch.expiresAt,
  decidedBy: batch.decidedBy,
  decidedAt: batch.decidedAt,
  decisionReason: batch.decisionReason,
  startedAt: batch.startedAt,
  finishedAt: batch.finishedAt,
}

const batchesByIds = prepared((db) =>
  db
    .select(batchColumns)
    .from(batch)
    .where(sql`${batch.id} = any(${sql.placeholder('ids')}::uuid[])`)
    .prepare('batches_by_ids'),
)

export type BatchRow = Awaited<ReturnType<ReturnType<typeof batchesByIds>['execute']>>[number]

export async function loadBatches(reader: Reader, ids: readonly string[]): Promise<(BatchRow | null)[]> {
  const rows = await reader.read((db) => batchesByIds(db).execute({ ids: [...ids] }))
  return rowsInOrder(ids, rows, (row) => row.id)
}

export type BatchCounts = {
  sends: number
  held: number
  statuses: Record<string, number>
  codes: Record<string, number>
  heldCodes: Record<string, number>
  /** When the first window closes of what is still planned. */
  firstWindowCloses: Date | null
}

/** What became of the sends of many batches, and what they left out, in one statement. */
export async function loadBatchCounts(reader: Reader, ids: readonly string[]): Promise<BatchCounts[]> {
  const given = sql`any(${sql.param([...ids])}::uuid[])`
  const { rows } = await reader.read((db) =>
    db.execute<{ batchId: string; of: string; status: string; code: string | null; count: number; closes: string | null }>(sql`
      select batch_id as "batchId", 'send' as of, status::text, code, count(*)::int as count, min(window_to) filter (where status = 'PLANNED') as closes from send where batch_id = ${given} group by 1, 3, 4
      union all
      select batch_id, 'held', 'HELD', code, count(*)::int, null from batch_held where batch_id = ${given} group by 1, 4`),
  )
  return ids.map((id) => {
    const counts: BatchCounts = { sends: 0, held: 0, statuses: {}, codes: {}, heldCodes: {}, firstWindowCloses: null }
    for (const row of rows.filter(({ batchId }) => batchId === id)) {
      const add = (into: Record<string, number>, name: string) => {
        into[name] = (into[name] ?? 0) + row.count
      }
      if (row.of === 'send') {
        counts.sends += row.count
        add(counts.statuses, row.status)
        const closes = row.closes === null ? null : new Date(row.closes)
        if (closes && (counts.firstWindowCloses === null || closes < counts.firstWindowCloses)) counts.firstWindowCloses = closes
        if (row.code) add(counts.codes, row.code)
      } else {
        counts.held += row.count
        add(counts.heldCodes, row.code ?? '')
      }
    }
    return counts
  })
}

/** One link of the chain behind a send: what was recorded, by whom, with the digest that the audit chain covers. */
export type ProofRow = { sendId: string; kind: string; at: string; actor: string; detail: string; hash: string }

/** Every audit row of these sends and their batches, first to last, in one statement. */
export async function loadProofs(reader: Reader, sendIds: readonly string[]): Promise<ProofRow[][]> {
  const { rows } = await reader.read((db) =>
    db.execute<ProofRow>(sql`
      with asked as (select s.id, s.batch_id, s.hash, s.proven_at, s.platform, s.provider_message_id, s.provider_lead_id from send s where s.id = any(${sql.param([...sendIds])}::uuid[]))
      select * from (
        select a.id as "sendId", e.action as kind, e.at, e.actor,
          coalesce(nullif(concat_ws(' ', d.detail ->> 'status', d.detail ->> 'code', d.detail ->> 'message', d.detail ->> 'reason', d.detail ->> 'scopeHash', d.detail ->> 'attempt'), ''), e.action) as detail,
          encode(coalesce(l.hash, e.digest), 'hex') as hash
        from asked a
        join audit_entry e on e.subject_id in (a.id::text, a.batch_id::text) and e.subject_type in ('send', 'batch')
        left join audit_detail d on d.audit_id = e.id left join audit_seal l on l.audit_id = e.id
        union all
        select a.id, 'proof', a.proven_at, a.platform::text, concat_ws(' ', a.provider_message_id, a.provider_lead_id), encode(a.hash, 'hex') from asked a where a.proven_at is not null
      ) p order by p.at`),
  )
  return groupsInOrder(
    sendIds,
    rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })),
    (row) => row.sendId,
  )
}

/** What each planned send would hear now. */
export async function loadSendVerdicts(reader: Reader, sendIds: readonly string[]): Promise<StoredVerdict[][]> {
  const found = await reader.read((db) => traceSends(db, sendIds))
  return sendIds.map((id) => found.get(id) ?? [])
}

/** Why each lead is or isn't written to next. */
export async function loadNextSends(reader: Reader, lists: AddressLists, leadIds: readonly string[]): Promise<(SendTrace | null)[]> {
  const found = await reader.read((db) => traceNextSends(db, { lists, holidays }, leadIds))
  return leadIds.map((id) => found.get(id) ?? null)
}

export type RouteRow = { platform: 'INSTANTLY' | 'HEYREACH' | 'GHL' | 'RESEND' | 'SMTP'; account: string | null; campaign: string | null }

/** Which way each draft goes: as it was planned, else by its channel and the account that its lead keeps. In one statement. */
export async function loadRoutes(reader: Reader, draftIds: readonly string[]): Promise<(RouteRow | null)[]> {
  const { rows } = await reader.read((db) =>
    db.execute<RouteRow & { id: string }>(sql`
      select d.id, coalesce(s.platform::text, case when d.channel <> 'EMAIL' then 'HEYREACH' when g.goes then 'GHL' else 'INSTANTLY' end) as platform,
        coalesce(s.account, case when d.channel <> 'EMAIL' then l.linkedin_account when g.goes then n.address else l.account end) as account, d.campaign
      from draft d join lead l on l.id = d.lead_id
      cross join lateral (select l.is_on_ghl or d.motion = 'NURTURE' or is_warm(l.id) as goes) g
      left join lateral (select a.address from sending_account a where a.platform = 'GHL' order by a.position limit 1) n on true
      left join lateral (select z.account, z.platform from send z where z.draft_id = d.id and z.status <> 'SKIPPED' order by z.id desc limit 1) s on true
      where d.id = any(${sql.param([...draftIds])}::uuid[])`),
  )
  return rowsInOrder(draftIds, rows, (row) => row.id)
}
