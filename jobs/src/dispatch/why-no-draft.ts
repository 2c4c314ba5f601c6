import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Reason } from '../reason.ts'

/** Where a lead without an open draft and without a planned send stands. */
export type Standing = {
  leadId: string
  status: string
  statusCause: string | null
  isTerminal: boolean
  hasTier: boolean
  isScored: boolean
  /** Its last send that was made or is being made. */
  sendStatus: string | null
  /** Somebody told of a message that this database knew nothing of, such as one of before moving in. */
  isWrittenToBefore: boolean
  /** Its last enrollment, and the step that comes next. */
  enrollment: 'ACTIVE' | 'PAUSED' | 'ENDED' | null
  enrollmentReason: string | null
  pausedUntil: string | null
  nextStep: number | null
  nextChannel: 'EMAIL' | 'LINKEDIN' | null
  nextDueAt: string | null
  /** Its last draft, which is none that could be sent. */
  draftStatus: string | null
  draftReason: string | null
  /** Its place in its last run. */
  runStage: string | null
  runOutcome: 'WAITING' | 'LEFT' | 'SKIPPED' | 'FAILED' | null
  runCode: string | null
  isRunOpen: boolean
}

/** What is missing before this lead is written to, and when that clears, as far as anybody knows. */
export type Missing = Reason & { clearsAt: string | null }

const words = (code: string): string => code.toLowerCase().replaceAll('_', ' ')

/**
 * The first thing that is missing, in the order in which it would have to come: what has happened to the lead counts before where its cadence
 * stands, that before its last draft, and that before its place in a run. Always one.
 */
export function whyNoDraft(lead: Standing): Missing {
  const missing = (code: string, message: string, clearsAt: string | null = null): Missing => ({ code, message, clearsAt })
  if (lead.isTerminal) {
    const cause = lead.statusCause === null ? '' : ` (${words(lead.statusCause)})`
    return missing(lead.status === 'DISQUALIFIED' ? 'DISQUALIFIED' : 'STATUS_FORBIDS', `The lead is ${words(lead.status)}${cause}.`)
  }
  if (lead.sendStatus === 'IN_FLIGHT') return missing('IN_FLIGHT', 'A message is on its way; the platform has not answered yet.')
  if (lead.sendStatus === 'UNKNOWN')
    return missing('SEND_UNKNOWN', 'The last message has no clear answer. It counts as sent until that is known.')
  if (lead.enrollment === 'PAUSED')
    return missing('CADENCE_PAUSED', `The cadence is paused: ${lead.enrollmentReason ?? 'no reason given'}`, lead.pausedUntil)
  if (lead.enrollment === 'ACTIVE') {
    return lead.nextStep === null
      ? missing('CADENCE_WAITS', 'All steps of the cadence are done.')
      : missing('CADENCE_WAITS', `Step ${lead.nextStep} of the cadence is not due yet.`, lead.nextDueAt)
  }
  if (['REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED'].includes(lead.status)) {
    return missing('STATUS_FORBIDS', `The lead is ${words(lead.status)}: the next word is a person’s.`)
  }
  if (lead.enrollment === 'ENDED') return missing('CADENCE_ENDED', `The cadence has ended: ${lead.enrollmentReason ?? 'no reason given'}`)
  if (lead.sendStatus !== null) return missing('ALREADY_SENT', 'The lead was written to, and nothing follows.')
  if (lead.isWrittenToBefore)
    return missing('ALREADY_SENT', 'The lead was written to before this database knew of it, and nothing follows.')
  if (lead.draftStatus !== null) {
    const reason = lead.draftReason === null ? '' : `: ${lead.draftReason}`
    return missing(`DRAFT_${lead.draftStatus}`, `The last draft is ${words(lead.draftStatus)}${reason}.`)
  }
  return pipelinePlace(lead, missing)
}

function pipelinePlace(lead: Standing, missing: (code: string, message: string) => Missing): Missing {
  const stage = lead.runStage === null ? '' : words(lead.runStage)
  if (lead.runOutcome === 'WAITING' && lead.isRunOpen)
    return missing(`WAITS_FOR_${lead.runStage}`, `A run has the lead: it waits for ${stage}.`)
  if (lead.runOutcome === 'FAILED')
    return missing('RUN_FAILED', `The last run failed for this lead at ${stage}: ${words(lead.runCode ?? 'no code')}.`)
  if (lead.runOutcome === 'SKIPPED')
    return missing('RUN_SKIPPED', `The last run left this lead out at ${stage}: ${words(lead.runCode ?? 'no code')}.`)
  if (!lead.isScored) return missing('NOT_ENRICHED', 'No run has enriched and scored this lead yet.')
  if (!lead.hasTier) return missing('NO_TIER', 'The score is too low for a tier.')
  return missing('NO_DRAFT', 'No run has written a draft for this lead yet.')
}

/** Where these leads stand, in one statement. A lead that does not exist has no row. */
export async function loadStandings(db: Sql, leadIds: readonly string[]): Promise<Standing[]> {
  const { rows } = await db.execute<Standing>(sql`
    select l.id as "leadId", l.status, l.status_cause as "statusCause", l.stage = 'TERMINAL' as "isTerminal", l.tier is not null as "hasTier", l.score is not null as "isScored",
      s.status as "sendStatus", exists (select from send_once o join history_send h on h.id = o.send_id where o.person = any(keys_of_lead(l.id))) as "isWrittenToBefore",
      e.state as enrollment, e.reason as "enrollmentReason", e.paused_until as "pausedUntil", e.next_step as "nextStep", e.next_due_at as "nextDueAt",
      case t.action when 'EMAIL' then 'EMAIL' when 'TASK' then null else case when t.action is not null then 'LINKEDIN' end end as "nextChannel",
      d.status as "draftStatus", d.reason as "draftReason", r.stage as "runStage", r.outcome as "runOutcome", r.code as "runCode", coalesce(r.is_open, false) as "isRunOpen"
    from lead l
    left join lateral (
      select s.status from send s left join batch b on b.id = s.batch_id
      where s.lead_id = l.id and s.status in ('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN') and b.is_test is not true order by s.id desc limit 1) s on true
    left join lateral (select * from enrollment e where e.lead_id = l.id order by e.id desc limit 1) e on true
    left join enrollment_step t on t.enrollment_id = e.id and t.step = e.next_step and t.state in ('WAITING', 'PARKED')
    left join lateral (
      select d.status, coalesce((select coalesce(w.tag, w.reason) from review w where w.draft_id = d.id and d.status = 'REJECTED' order by w.id desc limit 1), d.guard_notes -> 0 ->> 'code') as reason
      from draft d where d.lead_id = l.id and not d.is_test order by d.id desc limit 1) d on true
    left join lateral (
      select p.stage, p.outcome, p.code, n.status = 'RUNNING' as is_open from pipeline_run_lead p join pipeline_run n on n.id = p.run_id
      where p.lead_id = l.id order by n.started_at desc, n.id desc limit 1) r on true
    where l.id = any(${sql.param([...leadIds])}::uuid[])`)
  return rows
}
