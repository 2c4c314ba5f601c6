import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { NotFoundError } from '../errors.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'

/**
 * Says that somebody is reading a draft, until the presence time has passed without another word of it. Locks nothing and changes no version.
 * The first opening counts as the first look. Others are told only of a new reader, not of each sign of life.
 */
export async function openDraft(writer: Writer, actor: Actor, { draftId }: { draftId: string }): Promise<void> {
  const { document: settings } = await loadSettings(writer.sql, reviewSection)
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ isNew: boolean }>(sql`
      insert into draft_reading as r (draft_id, actor, since, seen_at)
      select id, ${actor.name}, business_now(), business_now() from draft where id = ${draftId}
      on conflict (draft_id, actor) do update set
        since = case when r.seen_at < excluded.seen_at - make_interval(mins => ${settings.presenceMinutes}) then excluded.since else r.since end,
        seen_at = greatest(r.seen_at, excluded.seen_at)
      returning r.since = business_now() as "isNew"`)
    const reading = rows[0]
    if (!reading) throw new NotFoundError('There is no such draft.')
    const first = await tx.execute<{ id: string }>(
      sql`update draft set opened_at = business_now() where id = ${draftId} and opened_at is null returning id`,
    )
    if (reading.isNew || first.rows.length > 0) await announce(tx, 'draft', [draftId])
  })
}
