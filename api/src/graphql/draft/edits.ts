import { draftEditChange } from '@swarm/db/schema/draft-edit'
import { type SQL, sql } from 'drizzle-orm'
import { builder, needs } from '../builder.ts'
import { listPage } from '../page.ts'
import { Draft } from './type.ts'

export type EditChangeRow = typeof draftEditChange.$inferSelect

export const DraftEdit = builder.objectRef<EditChangeRow>('DraftEdit').implement({
  description: 'One place of a draft that a reviewer changed, word by word. Kept as training data by angle.',
  extensions: needs('read'),
  fields: (t) => ({
    draft: t.field({
      type: Draft,
      nullable: true,
      description: 'The draft that was edited.',
      resolve: (row, _, { loaders }) => loaders.draft.load(row.draftId),
    }),
    angle: t.exposeString('angle', { description: 'The message strategy of the draft.' }),
    templateVersion: t.exposeInt('templateVersion', { description: 'The version of the template that it was crafted from.' }),
    field: t.exposeString('field', { description: 'subject or body.' }),
    before: t.exposeString('beforeWords', { description: 'The words that were taken away; empty where some were added.' }),
    after: t.exposeString('afterWords', { description: 'The words in their place; empty where they were taken out.' }),
    left: t.exposeString('leftWords', { description: 'The few words before it; {…} stands for what rests on evidence.' }),
    right: t.exposeString('rightWords', { description: 'The few words behind it, in the same way.' }),
    key: t.exposeString('key', { description: 'The same for the same edit of another draft of this angle.' }),
    actor: t.exposeString('actor', { description: 'Who changed it.' }),
    at: t.field({ type: 'DateTime', description: 'When, in business time.', resolve: (row) => row.at }),
  }),
})

const DraftEditConnection = builder.connectionObject(
  { type: DraftEdit, name: 'DraftEditConnection', description: 'A page of edits.' },
  { name: 'DraftEditEdge', description: 'One row of it.' },
)

builder.queryField('draftEdits', (t) =>
  t.connection(
    {
      type: DraftEdit,
      description: 'What reviewers changed in drafts, word by word, newest first: training data.',
      extensions: needs('read'),
      args: {
        angle: t.arg.string({ description: 'Only drafts of this angle.' }),
        key: t.arg.string({ description: 'Only this very edit.' }),
      },
      resolve: (_, args, { reader }) => {
        const conditions: SQL[] = []
        if (args.angle != null) conditions.push(sql`${draftEditChange.angle} = ${args.angle}`)
        if (args.key != null) conditions.push(sql`${draftEditChange.key} = ${args.key}`)
        return listPage({
          reader,
          args,
          order: {
            name: 'draft edits',
            value: sql`${draftEditChange.at}`,
            id: sql`${draftEditChange.id}`,
            type: 'timestamptz',
            descending: true,
          },
          from: sql`${draftEditChange}`,
          conditions,
          rows: (db, { where, orderBy, limit }) => db.select().from(draftEditChange).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.at.toISOString(), id: row.id }),
        })
      },
    },
    DraftEditConnection,
  ),
)
