import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { requireAgentAction } from '../actors.ts'
import { isStale } from './hidden-drafts.ts'

/** Most drafts of one transaction. */
const mostAtOnce = 500
const gatekeeper = { kind: 'agent', name: 'GATEKEEPER' } as const

/**
 * Moves pending drafts that wait for longer than `staleHours` to EXPIRED, each with its audit row and its entry on the lead's timeline. Those that
 * somebody is deciding at this moment are passed over. Returns how many moved; run again until it is none.
 */
export async function expireDrafts(writer: Writer, staleHours: number): Promise<number> {
  requireAgentAction(gatekeeper, 'draft.expired')
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ count: number }>(sql`
      with due as (
        -- Leads before drafts, as every decision does: its entry on the timeline names the lead.
        select d.id from draft d join lead l on l.id = d.lead_id
        where d.status = 'PENDING' and ${isStale(sql`(select business_now()) - make_interval(hours => ${staleHours})`)}
        order by d.created_at limit ${mostAtOnce} for key share of l skip locked for no key update of d skip locked
      ), expired as (
        update draft d set status = 'EXPIRED', version = d.version + 1, updated_at = business_now()
        from due where d.id = due.id returning d.id, d.lead_id, d.run_id, d.version - 1 as version, d.subject
      ), audited as (
        select write_audit(${gatekeeper.name}, 'draft.expired', 'draft', id::text,
          jsonb_build_object('version', version, 'lead', lead_id, 'from', 'PENDING', 'to', 'EXPIRED', 'reason', 'stale_gt_72h')) from expired
      ), told as (
        insert into timeline_entry (id, lead_id, at, kind, actor, run_id, summary, detail)
        select uuid_v7(business_now()), lead_id, business_now(), 'draft', ${gatekeeper.name}, run_id,
          format('Expired undecided: %s', coalesce('“' || subject || '”', 'the LinkedIn text')),
          jsonb_build_object('draft', id, 'version', version, 'from', 'PENDING', 'to', 'EXPIRED', 'reason', 'stale_gt_72h') from expired
      ), announced as (
        select announce('draft', array_agg(id)), announce('lead', array_agg(lead_id)) from expired having count(*) > 0
      )
      select (select count(*)::int from expired) as count, (select count(*) from audited) as audits, (select count(*) from announced) as notices`)
    return rows[0]?.count ?? 0
  })
}

/** Forgets readers of whom nothing was heard for the presence time, and tells who looks at those drafts. */
export async function endReadings(writer: Writer, presenceMinutes: number): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      with ended as (
        delete from draft_reading where seen_at < (select business_now()) - make_interval(mins => ${presenceMinutes}) returning draft_id
      )
      select announce('draft', array_agg(distinct draft_id)) from ended having count(*) > 0`)
  })
}
