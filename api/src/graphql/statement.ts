import { dailyStatement } from '@swarm/db/schema/statement'
import { desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { builder, encodeGlobalId, needs } from './builder.ts'
import { Platform } from './enums.ts'

type StatementRow = typeof dailyStatement.$inferSelect

const differenceSchema = z.object({
  kind: z.enum(['OURS_ALONE', 'THEIRS_ALONE', 'TWICE']),
  sendId: z.string().nullable(),
  address: z.string(),
  ours: z.string(),
  theirs: z.string(),
})
type DifferenceRow = z.infer<typeof differenceSchema>

const DifferenceKind = builder.enumType('StatementDifferenceKind', {
  description: 'How the two sides differ.',
  values: {
    OURS_ALONE: { description: 'We say it went out, the platform shows nothing.' },
    THEIRS_ALONE: { description: 'The platform sent what we never let go.' },
    TWICE: { description: 'The platform shows more than one message for one send.' },
  } as const,
})

const StatementDifference = builder.objectRef<DifferenceRow>('StatementDifference').implement({
  description: 'A message that stands on one side alone, with what both sides say.',
  extensions: needs('read'),
  fields: (t) => ({
    kind: t.expose('kind', { type: DifferenceKind, description: 'How they differ.' }),
    sendId: t.id({
      nullable: true,
      description: 'Our send; null when we know of none.',
      resolve: ({ sendId }) => (sendId === null ? null : encodeGlobalId('Send', sendId)),
    }),
    address: t.exposeString('address', { description: 'The recipient.' }),
    ours: t.exposeString('ours', { description: 'What we say.' }),
    theirs: t.exposeString('theirs', { description: 'What the platform says.' }),
  }),
})

const Statement = builder.objectRef<StatementRow>('Statement').implement({
  description: 'What we say we sent on one day by one platform, and what the platform says.',
  extensions: needs('read'),
  fields: (t) => ({
    day: t.field({ type: 'Date', description: 'Day of the organisation.', resolve: (row) => row.day }),
    platform: t.expose('platform', { type: Platform, description: 'Which platform.' }),
    ours: t.exposeInt('ours', { description: 'Sends of ours that count as sent.' }),
    theirs: t.exposeInt('theirs', { nullable: true, description: 'Messages that the platform shows; null while it could not be asked.' }),
    equal: t.boolean({
      description: 'Whether both sides say the same.',
      resolve: (row) => row.theirs !== null && differencesOf(row).length === 0,
    }),
    differences: t.field({ type: [StatementDifference], description: 'What stands on one side alone.', resolve: differencesOf }),
    problem: t.exposeString('problem', { nullable: true, description: 'Why the platform could not be asked.' }),
    drawnAt: t.expose('drawnAt', { type: 'DateTime', description: 'When it was drawn last.' }),
  }),
})

const differencesOf = (row: StatementRow): DifferenceRow[] => z.array(differenceSchema).parse(row.differences)

builder.queryField('statements', (t) =>
  t.field({
    type: [Statement],
    description: 'The daily statements of the last days, newest first.',
    extensions: needs('read'),
    args: {
      days: t.arg.int({ defaultValue: 14, description: 'How many days back, at most 90.' }),
      platform: t.arg({ type: Platform, description: 'Only this platform.' }),
    },
    resolve: (_, { days, platform }, { reader }) =>
      reader.read((db) =>
        db
          .select()
          .from(dailyStatement)
          .where(
            sql`${dailyStatement.day} >= organisation_day((select business_now())) - ${Math.min(90, Math.max(1, days ?? 14))}::int
              and ${platform ? eq(dailyStatement.platform, platform) : sql`true`}`,
          )
          .orderBy(desc(dailyStatement.day), dailyStatement.platform),
      ),
  }),
)
