import type { Reader } from '@swarm/db/read'
import { blockListPush } from '@swarm/db/schema/block-list'
import { invariantCheck } from '@swarm/db/schema/invariant-check'
import { desc, sql } from 'drizzle-orm'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { Platform } from './enums.ts'

const brokenSchema = z.object({ invariant: z.string(), subject_type: z.string(), subject_id: z.string(), fault: z.string() })
type Broken = z.infer<typeof brokenSchema>
type CheckRow = typeof invariantCheck.$inferSelect
type BlockListRow = {
  platform: typeof blockListPush.$inferSelect.platform
  confirmed: number
  open: number
  lastError: string | null
  openSince: Date | null
}
type SafetyChecksRow = { last: CheckRow | null; lastFullAt: Date | null; blockLists: BlockListRow[] }

const BrokenInvariant = builder.objectRef<Broken>('BrokenInvariant').implement({
  description: 'A row that breaks an invariant.',
  extensions: needs('read'),
  fields: (t) => ({
    invariant: t.exposeString('invariant', { description: 'Which, such as I1.' }),
    subject: t.string({ description: 'What breaks it.', resolve: (row) => `${row.subject_type} ${row.subject_id}` }),
    fault: t.exposeString('fault', { description: 'What is wrong with it.' }),
  }),
})

const BlockList = builder.objectRef<BlockListRow>('BlockList').implement({
  description: "A platform's own block list, kept equal to our suppressions.",
  extensions: needs('read'),
  fields: (t) => ({
    platform: t.expose('platform', { type: Platform, description: 'Whose list.' }),
    confirmed: t.exposeInt('confirmed', { description: 'Addresses and domains that reading the list has confirmed.' }),
    open: t.exposeInt('open', { description: 'Changes that are not confirmed yet.' }),
    openSince: t.expose('openSince', { type: 'DateTime', nullable: true, description: 'Since when the oldest of them waits.' }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'What the last try said.' }),
  }),
})

const SafetyChecks = builder.objectRef<SafetyChecksRow>('SafetyChecks').implement({
  description: 'What looks after the promises while it runs.',
  extensions: needs('read'),
  fields: (t) => ({
    checkedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the invariants were looked at last, every five minutes; real time.',
      resolve: ({ last }) => last?.at ?? null,
    }),
    checkedAllAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When everything there is was looked at last, once a night; real time.',
      resolve: ({ lastFullAt }) => lastFullAt,
    }),
    broken: t.field({
      type: [BrokenInvariant],
      description: 'What breaks one, at most 100 rows; empty while all hold.',
      resolve: ({ last }) => (last === null ? [] : z.array(brokenSchema).parse(last.evidence)),
    }),
    blockLists: t.field({ type: [BlockList], description: 'Block lists of platforms.', resolve: (row) => row.blockLists }),
  }),
})

function loadSafetyChecks(reader: Reader): Promise<SafetyChecksRow> {
  return reader.read(async (db) => {
    const [last, full, lists] = await Promise.all([
      db.select().from(invariantCheck).orderBy(desc(invariantCheck.at)).limit(1),
      db
        .select({ at: invariantCheck.at })
        .from(invariantCheck)
        .where(sql`${invariantCheck.since} = '-infinity'`)
        .orderBy(desc(invariantCheck.at))
        .limit(1),
      db
        .select({
          platform: blockListPush.platform,
          confirmed: sql<number>`(count(*) filter (where ${blockListPush.confirmedAt} is not null and ${blockListPush.isBlocked}))::int`,
          open: sql<number>`(count(*) filter (where ${blockListPush.confirmedAt} is null))::int`,
          lastError: sql<string | null>`max(${blockListPush.lastError}) filter (where ${blockListPush.confirmedAt} is null)`,
          openSince: sql<Date | null>`min(${blockListPush.askedAt}) filter (where ${blockListPush.confirmedAt} is null)`.mapWith(
            blockListPush.askedAt,
          ),
        })
        .from(blockListPush)
        .groupBy(blockListPush.platform)
        .orderBy(blockListPush.platform),
    ])
    return { last: last[0] ?? null, lastFullAt: full[0]?.at ?? null, blockLists: lists }
  })
}

builder.queryField('safetyChecks', (t) =>
  t.field({
    type: SafetyChecks,
    description: 'What looks after the promises while it runs, and what it found last.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => loadSafetyChecks(reader),
  }),
)
