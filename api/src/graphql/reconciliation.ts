import type { Reader } from '@swarm/db/read'
import { reconciliation, type reconciliationCause } from '@swarm/db/schema/reconciliation'
import { askReconciliation } from '@swarm/jobs/restore/ask-reconciliation'
import { closeReconciliation } from '@swarm/jobs/restore/close-reconciliation'
import { isNull } from 'drizzle-orm'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { mutation, text } from './mutation.ts'
import { loadSafety, Safety } from './safety.ts'

const platformReading = z.object({
  platform: z.string(),
  of: z.enum(['MESSAGES', 'CAMPAIGNS', 'BLOCK_LIST']),
  found: z.int(),
  unknown: z.int(),
  problem: z.string().nullable(),
})
type Reading = z.infer<typeof platformReading>

async function loadOpen(reader: Reader) {
  const [row] = await reader.read((db) => db.select().from(reconciliation).where(isNull(reconciliation.closedAt)).limit(1))
  return row ?? null
}
type ReconciliationRow = NonNullable<Awaited<ReturnType<typeof loadOpen>>>

const Cause = builder.enumType('ReconciliationCause', {
  description: 'How it was seen that this database may be older than the world.',
  values: {
    AUDIT_HEAD: { description: 'The audit chain lacks links that were kept outside it.' },
    SERVER_TIMELINE: { description: 'The database server began another timeline: a backup was restored, or another server took over.' },
    UNKNOWN_CAMPAIGN: { description: 'A campaign with our name runs at a platform and stands in no row.' },
  } satisfies Record<(typeof reconciliationCause.enumValues)[number], { description: string }>,
})

const PlatformReading = builder.objectRef<Reading>('PlatformReading').implement({
  description: 'What reading one platform came to.',
  extensions: needs('read'),
  fields: (t) => ({
    platform: t.exposeString('platform', { description: 'Which platform.' }),
    of: t.exposeString('of', {
      description: 'MESSAGES that it sent, people in CAMPAIGNS of ours that this database does not know, or whom its BLOCK_LIST names.',
    }),
    found: t.exposeInt('found', { description: 'How many it shows since then; of a block list, all that it names.' }),
    unknown: t.exposeInt('unknown', {
      description: 'Those that this database did not count; their people get nothing more of this round, and who is blocked is suppressed.',
    }),
    problem: t.exposeString('problem', { nullable: true, description: 'Why it could not be asked.' }),
  }),
})

const Reconciliation = builder.objectRef<ReconciliationRow>('Reconciliation').implement({
  description:
    'This database may not know of messages that went out. Nothing is sent until the platforms were read and an admin has closed it.',
  extensions: needs('read'),
  fields: (t) => ({
    cause: t.expose('cause', { type: Cause, description: 'How it was seen.' }),
    evidence: t.exposeString('evidence', { description: 'What was seen, as a sentence.' }),
    foundAt: t.field({ type: 'DateTime', description: 'When it was seen, in business time.', resolve: (row) => row.foundAt }),
    since: t.field({
      type: 'DateTime',
      description: 'From when on the platforms are read, in business time.',
      resolve: (row) => row.since,
    }),
    askedBy: t.exposeString('askedBy', { nullable: true, description: 'Who had the platforms read.' }),
    readAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When they had been read; null until then.',
      resolve: (row) => row.readAt,
    }),
    report: t.field({
      type: [PlatformReading],
      description: 'What each platform told; empty until then.',
      resolve: (row) => z.array(platformReading).parse(row.report ?? []),
    }),
  }),
})

builder.objectField(Safety, 'reconciliation', (t) =>
  t.field({
    type: Reconciliation,
    nullable: true,
    description: 'What must be reconciled before anything is sent; null when this database is the one that knows.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => loadOpen(reader),
  }),
)

mutation({
  name: 'askReconciliation',
  description:
    'Has every platform read for messages that this database does not know of. Takes a minute or so; asked again, they are read again.',
  needs: ['admin'],
  input: (t) => ({
    since: t.field({
      type: 'DateTime',
      description: 'Read from earlier on than is proposed, in business time: when the backup is older than what it holds tells.',
    }),
  }),
  schema: z.object({ since: z.date().nullish() }),
  success: (t) => ({
    safety: t.field({ type: Safety, description: 'The safety controls now.', resolve: (_, __, { reader }) => loadSafety(reader) }),
  }),
  run: async ({ since }, { caller, writer, wake }) => {
    await askReconciliation(writer, caller, { since: since ?? null })
    await wake('reconcileRestore', {}, 'asked')
    return {}
  },
})

mutation({
  name: 'closeReconciliation',
  description: 'Takes the database for whole again, with what the platforms told in view. The emergency stop stays until it is lifted.',
  needs: ['admin'],
  asksAgain: true,
  input: (t) => ({ reason: t.string({ required: true, description: 'What you looked at, for the audit trail; 3 to 500 characters.' }) }),
  schema: z.object({ reason: text({ min: 3, max: 500 }) }),
  success: (t) => ({
    safety: t.field({ type: Safety, description: 'The safety controls now.', resolve: (_, __, { reader }) => loadSafety(reader) }),
  }),
  run: async (input, { caller, writer }) => {
    await closeReconciliation(writer, caller, input)
    return {}
  },
})
