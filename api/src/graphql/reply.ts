import type { KeysetOrder } from '@swarm/db/keyset'
import { reply } from '@swarm/db/schema/reply'
import { type SQL, sql } from 'drizzle-orm'
import { changesOf, eventsOf } from '../live/subscribe.ts'
import { builder, needs } from './builder.ts'
import { listPage } from './page.ts'
import { loadReplies, replyColumns } from './reply-rows.ts'
import { Reply, ReplyClass } from './reply-type.ts'

const newestFirst: KeysetOrder = { name: 'replies', value: sql`${reply.at}`, id: sql`${reply.id}`, type: 'timestamptz', descending: true }

const ReplyConnection = builder.connectionObject(
  { type: Reply, name: 'ReplyConnection', description: 'A page of replies.' },
  { name: 'ReplyEdge', description: 'One row of it.' },
)

builder.queryField('replies', (t) =>
  t.connection(
    {
      type: Reply,
      description: 'What came back, newest first.',
      extensions: needs('read'),
      args: {
        class: t.arg({ type: [ReplyClass], description: 'Only these classes.' }),
        unconfirmed: t.arg.boolean({ description: 'Only those that wait for a person to say what they are.' }),
        unmatched: t.arg.boolean({ description: 'Only the tray: replies that are nobody’s yet.' }),
      },
      resolve: (_, args, { reader }) => {
        const conditions: SQL[] = []
        if (args.class) conditions.push(sql`${reply.class} = any(${sql.param([...args.class])}::reply_class[])`)
        if (args.unconfirmed === true) conditions.push(sql`${reply.confirmedAt} is null and ${reply.needsPerson}`)
        if (args.unconfirmed === false) conditions.push(sql`(${reply.confirmedAt} is not null or not ${reply.needsPerson})`)
        if (args.unmatched === true) conditions.push(sql`${reply.leadId} is null`)
        if (args.unmatched === false) conditions.push(sql`${reply.leadId} is not null`)
        return listPage({
          reader,
          args,
          order: newestFirst,
          from: sql`${reply}`,
          conditions,
          rows: (db, { where, orderBy, limit }) => db.select(replyColumns).from(reply).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.at.toISOString(), id: row.id }),
        })
      },
    },
    ReplyConnection,
  ),
)

builder.subscriptionField('replyChanged', (t) =>
  t.field({
    type: Reply,
    description: 'A reply that came, or changed, as it happens.',
    extensions: needs('read'),
    subscribe: (_, __, context) =>
      eventsOf(changesOf(context, ['reply']), async function* (batches) {
        for await (const changes of batches) {
          const ids = [...new Set(changes.flatMap(({ subject }) => subject ?? []))].slice(-50)
          for (const row of ids.length === 0 ? [] : await loadReplies(context.reader, ids)) if (row) yield row
        }
      }),
    resolve: (row) => row,
  }),
)
