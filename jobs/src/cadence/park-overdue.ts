import { newId } from '@swarm/db/new-id'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { organisationSection } from '../craft/organisation.ts'
import { freeze, outgoing } from '../dispatch/frozen-send.ts'
import { itemsOf, loadCandidates, type PlanData } from '../dispatch/plan-dispatch.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type Gap, isOverdueByGap } from './overdue.ts'

/**
 * Looks how long the cadence could not work, and parks what was held back for longer than its grace: each as a send without a batch, as it
 * would go now, for a person to release or discard. While sending is stopped nothing is decided and the gap goes on.
 */
export async function parkOverdue(tx: Sql, now: Date, data: PlanData, graceMs: number): Promise<void> {
  const { rows } = await tx.execute<{ from: string; isStopped: boolean }>(sql`
    select coalesce((select p.at from cadence_pulse p), business_now()) as from,
      exists (select from emergency_stop e where e.scope = 'ALL' and e.lifted_at is null)
        or exists (select from process p where p.emergency_stop and p.seen_at > now() - interval '15 seconds') as "isStopped"`)
  const [row] = rows
  if (!row || row.isStopped) return
  const gap = { from: new Date(row.from), to: now }
  if (now.getTime() - gap.from.getTime() > graceMs) await parkHeldBack(tx, now, data, gap, graceMs)
  await tx.execute(sql`
    insert into cadence_pulse (at) values (business_now()) on conflict ("only") do update set at = greatest(cadence_pulse.at, excluded.at)`)
}

async function parkHeldBack(tx: Sql, now: Date, data: PlanData, gap: Gap, graceMs: number): Promise<void> {
  // Plans and parks take turns: what is parked now is in nobody's new batch.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.dispatch'))`)
  const { rows } = await tx.execute<{ draftId: string; dueAt: string }>(sql`
    select d.id as "draftId", t.due_at as "dueAt" from enrollment e join enrollment_step t on t.enrollment_id = e.id and t.step = e.next_step join draft d on d.id = t.draft_id
    where e.state = 'ACTIVE' and t.state = 'WAITING' and e.next_due_at < ${new Date(now.getTime() - graceMs).toISOString()}::timestamptz
      and d.status in ('PENDING', 'APPROVED') and not exists (select from send s where s.draft_id = d.id and s.status in ('PLANNED', 'IN_FLIGHT'))`)
  const overdue = rows.filter(({ dueAt }) => isOverdueByGap(new Date(dueAt), gap, graceMs))
  if (overdue.length === 0) return
  const candidates = await loadCandidates(tx, { draftIds: overdue.map(({ draftId }) => draftId) })
  const { items } = await itemsOf(tx, candidates, data, false)
  const { document: organisation } = await loadSettings(tx, organisationSection)
  const parked = items.flatMap((item, index) => {
    const candidate = candidates[index]
    const { person, address, account, zone, windowFrom, windowTo, scheduledAt } = item
    // Without an account or a zone it could not go now either: the guards hold it, with their reasons.
    if (!candidate || person === null || address === null || account === null || zone === null) return []
    if (windowFrom === null || windowTo === null || scheduledAt === null) return []
    const {
      leadId: lead,
      draftId: draft,
      draftVersion,
      channel,
      action,
      platform,
      motion,
      round,
      step,
      domain,
      tier,
      angle,
      nameKeys,
      lawRegion,
    } = item
    const known = { person, address, account, zone, windowFrom, windowTo, scheduledAt }
    const frozen = {
      lead,
      draft,
      draftVersion,
      channel,
      action,
      platform,
      motion,
      round,
      step,
      ...known,
      ...outgoing(candidate, organisation.bookingLink),
    }
    const { bytes, hash } = freeze(frozen)
    const more = { id: newId(now), domain, tier, angle, nameKeys, lawRegion, frozen: bytes.toString('base64'), hash: hash.toString('hex') }
    return [{ ...frozen, ...more }]
  })
  await tx.execute(sql`select park_sends(${JSON.stringify(parked)}::jsonb)`)
}
