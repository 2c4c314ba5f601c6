import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadReviewedDrafts, type ReviewedDraft } from '../../review/queries.ts'
import type { RewriteSettings } from './rewrite-settings.ts'

/** Calls under way at once. */
const AT_ONCE = 5
/** Longer than a call may take and its answer needs to be written; then another runner may try. Seconds. */
const LEASE_SPARE = 60

/**
 * Takes waiting drafts that nobody has opened or edited, oldest first, at most as many as the day still allows, so that no other runner asks
 * about them too. Follow-ups that are decided with their batch are left alone: a standing approval speaks for the words that were read.
 */
export async function takeRewrites(writer: Writer, { mostPerDay, timeoutSeconds }: RewriteSettings): Promise<ReviewedDraft[]> {
  const { rows } = await writer.sql.execute<{ draftId: string }>(sql`
    with spent as (
      select count(*)::int as calls from draft_rewrite r where r.created_at >= (organisation_day(business_now())::timestamp at time zone setting('organisation', '{timeZone}'))
    ), due as (
      select d.id from draft d left join draft_rewrite r on r.draft_id = d.id, spent
      where d.status = 'PENDING' and d.opened_at is null and not d.is_edited and not d.is_test and not d.is_decided_in_batch
        and d.channel = 'EMAIL' and d.motion <> 'NURTURE' and spent.calls < ${mostPerDay}
        and (r.draft_id is null or (r.state = 'WAITING' and r.taken_until < clock_timestamp()))
      order by d.id limit ${AT_ONCE}
    )
    insert into draft_rewrite as r (draft_id, taken_until, created_at)
    select id, clock_timestamp() + make_interval(secs => ${timeoutSeconds + LEASE_SPARE}), business_now() from due
    on conflict (draft_id) do update set taken_until = excluded.taken_until where r.state = 'WAITING' and r.taken_until < clock_timestamp()
    returning r.draft_id as "draftId"`)
  const drafts = await loadReviewedDrafts(
    writer.sql,
    rows.map(({ draftId }) => draftId),
  )
  return [...drafts.values()]
}
