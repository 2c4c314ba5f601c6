import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { recomputeIntent } from './recompute-intent.ts'

/** Leads in one transaction. */
const mostAtOnce = 1_000
/** An intent older than this is worked out anew, in hours: with a half-life of two weeks it loses a quarter of a per cent an hour. */
const staleHours = 6

/** Lets intent fade: signals write it, time alone takes it away. Also lifts drafts that were made after their lead's last signal. */
export async function sweepIntent(writer: Writer): Promise<void> {
  for (;;) {
    const taken = await writer.transaction(async (tx) => {
      const { rows } = await tx.execute<{ id: string }>(sql`
        select i.lead_id as id from lead_intent i
        where i.points > 0 and (i.computed_at < (select business_now()) - make_interval(hours => ${staleHours})
          or (i.crossed_at is not null and exists (select from draft d where d.lead_id = i.lead_id and d.status = 'PENDING' and not d.is_lifted)))
        order by i.lead_id limit ${mostAtOnce}`)
      await recomputeIntent(
        tx,
        rows.map(({ id }) => id),
      )
      return rows.length
    })
    if (taken < mostAtOnce) return
  }
}
