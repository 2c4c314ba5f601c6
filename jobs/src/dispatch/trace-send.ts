import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Reason } from '../reason.ts'
import { itemsOf, loadCandidates, type PlanData } from './plan-dispatch.ts'
import { loadStandings, type Standing, whyNoDraft } from './why-no-draft.ts'

export type RuleVerdict = { rule: string; passed: boolean; message: string; clearsAt: string | null }

/** Every rule's verdict in order; the first that says no is the blocker. */
export type SendTrace = {
  step: number | null
  channel: 'EMAIL' | 'LINKEDIN' | null
  dueAt: string | null
  blocker: Reason | null
  clearsAt: string | null
  verdicts: RuleVerdict[]
}

/** A verdict as `send_verdicts` gives it and `reserve` stores it. */
export type StoredVerdict = { rule: string; passed: boolean; message: string | null; clearsAt: string | null }

const instant = (value: string | null) => (value === null ? null : new Date(value).toISOString())

export function traceOf(about: Pick<SendTrace, 'step' | 'channel' | 'dueAt'>, stored: readonly StoredVerdict[]): SendTrace {
  const verdicts = stored.map(({ rule, passed, message, clearsAt }) => ({
    rule,
    passed,
    message: message ?? (passed ? 'Nothing speaks against it.' : 'It does not hold.'),
    clearsAt: instant(clearsAt),
  }))
  const blocker = verdicts.find(({ passed }) => !passed)
  return {
    ...about,
    verdicts,
    blocker: blocker ? { code: blocker.rule, message: blocker.message } : null,
    clearsAt: blocker?.clearsAt ?? null,
  }
}

type VerdictRow = StoredVerdict & { key: string }

/** Each as if it were the only one: who else is asked about on the same page uses up nothing. */
async function verdictsOf(db: Sql, items: ReturnType<typeof sql>, phase: 'PLAN' | 'RESERVE'): Promise<Map<string, VerdictRow[]>> {
  const { rows } = await db.execute<VerdictRow>(
    sql`select key, rule, passed, message, clears_at as "clearsAt" from send_verdicts(
      (select jsonb_agg(i || '{"isAlone": true}') from jsonb_array_elements(${items}) i), ${phase}) order by key, place`,
  )
  return Map.groupBy(rows, ({ key }) => key)
}

/** What each of these stored sends would hear if its request were to start now, by id. */
export async function traceSends(db: Sql, sendIds: readonly string[]): Promise<Map<string, StoredVerdict[]>> {
  return verdictsOf(db, sql`send_items(${sql.param([...sendIds])}::uuid[])`, 'RESERVE')
}

const nothingThere: SendTrace = {
  step: null,
  channel: null,
  dueAt: null,
  blocker: { code: 'NOT_FOUND', message: 'There is no such lead.' },
  clearsAt: null,
  verdicts: [],
}

/** The trace of a lead that has nothing to judge: what is missing is the one rule that was asked. */
function missingTrace(standing: Standing): SendTrace {
  const { code, message, clearsAt } = whyNoDraft(standing)
  const about = { step: standing.nextStep, channel: standing.nextChannel, dueAt: instant(standing.nextDueAt) }
  return traceOf(standing.enrollment === 'ACTIVE' ? about : { step: null, channel: null, dueAt: null }, [
    { rule: code, passed: false, message, clearsAt },
  ])
}

/** Overdue work that waits for a person, whatever the guards would say. */
const parked: StoredVerdict = {
  rule: 'PARKED',
  passed: false,
  message: 'It was overdue for too long and is parked until a person releases it.',
  clearsAt: null,
}

type Next = {
  leadId: string
  draftId: string | null
  sendId: string | null
  isParked: boolean
  step: number
  channel: 'EMAIL' | 'LINKEDIN'
  scheduledAt: string | null
}

/**
 * Why each of these leads is or isn't written to next: its planned send if it is in a batch, else its open draft judged as if it were planned
 * now, else what is missing on its way there. Each has exactly one first blocker, or a time. In a number of statements that does not depend on
 * how many they are.
 */
export async function traceNextSends(db: Sql, data: PlanData, leadIds: readonly string[]): Promise<Map<string, SendTrace>> {
  const { rows } = await db.execute<Next>(sql`
    select distinct on (n."leadId") n.* from (
      select s.lead_id as "leadId", s.draft_id as "draftId", s.id as "sendId", s.batch_id is null as "isParked", s.step, s.channel, s.scheduled_at as "scheduledAt", 1 as rank
      from send s where s.status = 'PLANNED' and s.lead_id = any(${sql.param([...leadIds])}::uuid[])
      union all
      select d.lead_id, d.id, null, false, d.step, d.channel, null, case d.status when 'APPROVED' then 2 else 3 end
      from draft d where d.status in ('APPROVED', 'PENDING') and not d.is_test and d.lead_id = any(${sql.param([...leadIds])}::uuid[])
    ) n order by n."leadId", n.rank, n.step`)
  const stored = await traceSends(
    db,
    rows.flatMap(({ sendId }) => (sendId === null ? [] : [sendId])),
  )
  const candidates = await loadCandidates(db, {
    draftIds: rows.flatMap(({ sendId, draftId }) => (sendId === null && draftId !== null ? [draftId] : [])),
  })
  const { items } = await itemsOf(db, candidates, data, false)
  const planned = await verdictsOf(db, sql`${JSON.stringify(items)}::jsonb`, 'PLAN')
  const dueOf = new Map(items.map(({ key, scheduledAt }) => [key, scheduledAt]))
  const traces = new Map(
    rows.map(({ leadId, sendId, isParked, draftId, step, channel, scheduledAt }) => {
      const dueAt = sendId === null ? (dueOf.get(draftId ?? '') ?? null) : instant(scheduledAt)
      const verdicts = isParked ? [parked] : sendId === null ? planned.get(draftId ?? '') : stored.get(sendId)
      return [leadId, traceOf({ step, channel, dueAt }, verdicts ?? [])]
    }),
  )
  const without = leadIds.filter((id) => !traces.has(id))
  const standings = without.length === 0 ? [] : await loadStandings(db, without)
  for (const standing of standings) traces.set(standing.leadId, missingTrace(standing))
  return new Map(leadIds.map((id) => [id, traces.get(id) ?? nothingThere]))
}
