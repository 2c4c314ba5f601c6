import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { FollowUpItem, FollowUpOutcome } from '../craft/craft-follow-up-drafts.ts'
import { type FoundRevival, loadRevivals } from './load-revivals.ts'
import type { RevivalSettings } from './revival-settings.ts'

/** What a revival asks of crafting: its drafts, made and guarded, waiting for a person. */
export type RevivalWriting = (tx: Sql, items: readonly FollowUpItem[]) => Promise<readonly FollowUpOutcome[]>

type Queued = { leadId: string; draftId: string }
type Refused = { leadId: string; code: string; message: string }

const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * Gives candidates their drafts and puts them into the queue, all in one transaction; one scan at a time, and each is looked at once more
 * under its lock. For whom nothing can be said is written down as refused, so that the next scan goes on with others.
 */
export function queueRevivals(
  writer: Writer,
  write: RevivalWriting,
  rules: RevivalSettings,
  candidates: readonly FoundRevival[],
): Promise<{ queued: Queued[]; refused: Refused[]; room: number }> {
  return writer.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.revival'))`)
    // What another scan queued meanwhile counts.
    const room = await loadRoom(tx, rules)
    const ids = candidates.slice(0, room).map(({ leadId }) => leadId)
    if (ids.length === 0) return { queued: [], refused: [], room }
    await tx.execute(sql`select from lead where id = any(${sql.param(ids)}::uuid[]) order by id for no key update`)
    const { found } = await loadRevivals(tx, rules, { after: nobody, atOnce: ids.length, only: ids })
    const still = new Map(found.flatMap((one) => (one.code === null ? [[one.leadId, one] as const] : [])))
    const mine = candidates.flatMap(({ leadId }) => still.get(leadId) ?? [])
    const outcomes = await write(
      tx,
      mine.map(({ leadId, round }) => ({ leadId, motion: 'REVIVAL', round, step: 1, template: 'reengage_context', action: 'EMAIL' })),
    )
    const queued: Queued[] = []
    const refused: Refused[] = []
    const rows = outcomes.flatMap((outcome): object[] => {
      const one = still.get(outcome.leadId)
      if (!one) return []
      const row = { leadId: one.leadId, person: one.person, cause: one.cause, score: one.score, reasons: one.reasons }
      if (outcome.state === 'QUEUED' || outcome.state === 'READY' || outcome.state === 'DECIDED') {
        queued.push({ leadId: one.leadId, draftId: outcome.draftId })
        return [{ ...row, round: one.round, state: 'QUEUED', draftId: outcome.draftId, code: null, message: null }]
      }
      const why = outcome.state === 'REFUSED' ? outcome.reason : { code: 'DRAFT_BLOCKED', message: 'A guard blocked the draft.' }
      refused.push({ leadId: one.leadId, ...why })
      return [{ ...row, round: null, state: 'REFUSED', draftId: outcome.draftId, ...why }]
    })
    if (rows.length > 0) await tx.execute(sql`select queue_revivals(${JSON.stringify(rows)}::jsonb, 'CRAFTER')`)
    return { queued, refused, room: room - queued.length }
  })
}

/** How many more may enter the queue on this day of the organisation. */
export async function loadRoom(db: Sql, { perDay }: RevivalSettings): Promise<number> {
  const { rows } = await db.execute<{ queued: number }>(sql`
    select count(*)::int as queued from revival r
    where r.round is not null and r.at > business_now() - interval '2 days' and organisation_day(r.at) = organisation_day(business_now())`)
  return Math.max(0, perDay - (rows[0]?.queued ?? 0))
}
