import type { Reader } from '@swarm/db/read'
import { GUARD_NAMES } from '@swarm/jobs/guard/guards'
import { hiddenCode } from '@swarm/jobs/review/hidden-drafts'
import { sql } from 'drizzle-orm'
import { builder, needs } from './builder.ts'
import type { ReviewClock } from './draft/review-clock.ts'

type GuardCount = { code: string; label: string; count: number }

const GuardCountType = builder.objectRef<GuardCount>('GuardCount').implement({
  description: 'How many drafts one guard stopped that nobody has crafted again.',
  extensions: needs('read'),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable code of the guard, such as GUARD-005.' }),
    label: t.exposeString('label', { description: 'What it stops, in words.' }),
    count: t.exposeInt('count', { description: 'Drafts that it stopped; one draft may be stopped by several guards.' }),
  }),
})

/** The blocked drafts that the queue hides, by each guard that spoke; every guard has a row. */
async function loadGuardCounts(reader: Reader, { staleBefore }: ReviewClock): Promise<GuardCount[]> {
  const { rows } = await reader.read((db) =>
    db.execute<{ code: string; count: number }>(sql`
      select note ->> 'code' as code, count(distinct d.id)::int as count from draft d cross join lateral jsonb_array_elements(d.guard_notes) note
      where d.status = 'BLOCKED' and ${hiddenCode(staleBefore)} = 'blocked_by_guard' group by 1`),
  )
  return GUARD_NAMES.map((guard) => ({ ...guard, count: rows.find(({ code }) => code === guard.code)?.count ?? 0 }))
}

builder.queryField('blockedByGuard', (t) =>
  t.field({
    type: [GuardCountType],
    description: 'What each guard stopped. The drafts are those of queue with status BLOCKED, hidden true and guard.',
    extensions: needs('read'),
    resolve: async (_, __, { reader, loaders }) => loadGuardCounts(reader, await loaders.reviewClock()),
  }),
)
