import type { KeysetOrder } from '@swarm/db/keyset'
import { send } from '@swarm/db/schema/dispatch'
import { releaseParkedSends } from '@swarm/jobs/cadence/release-parked-sends'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { idOf, mutation, text } from './mutation.ts'
import { listPage } from './page.ts'
import { Send, SendConnection } from './send.ts'
import { loadSends, sendColumns } from './send-rows.ts'

const newestFirst: KeysetOrder = {
  name: 'parked sends',
  value: sql`${send.createdAt}`,
  id: sql`${send.id}`,
  type: 'timestamptz',
  descending: true,
}

builder.queryField('parkedSends', (t) =>
  t.connection(
    {
      type: Send,
      description:
        'Overdue follow-ups that a stop, an outage or a restored backup held up for too long: each as it would go now, newest first.',
      extensions: needs('read'),
      resolve: (_, args, { reader }) =>
        listPage({
          reader,
          args,
          order: newestFirst,
          from: sql`${send}`,
          conditions: [sql`${send.batchId} is null`, sql`${send.status} = 'PLANNED'`],
          rows: (db, { where, orderBy, limit }) => db.select(sendColumns).from(send).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.createdAt.toISOString(), id: row.id }),
        }),
    },
    SendConnection,
  ),
)

const releaseInput = z.object({
  sendIds: z.array(idOf('Send')).min(1, 'name at least one').max(200, 'may name at most 200'),
  discard: z.boolean().nullish(),
  reason: text({ min: 3, max: 500 }),
})

mutation<z.infer<typeof releaseInput>, { sendIds: string[] }>({
  name: 'releaseParkedSends',
  description:
    'Decides parked sends: released, they wait for the next batch and its approval; discarded, their steps are skipped. All or none.',
  needs: ['operate'],
  input: (t) => ({
    sendIds: t.idList({ required: true, description: 'Which; at most 200.' }),
    discard: t.boolean({ defaultValue: false, description: 'Discard them instead.' }),
    reason: t.string({ required: true, description: 'Why; kept on the timelines.' }),
  }),
  schema: releaseInput,
  success: (t) => ({
    sends: t.field({
      type: [Send],
      description: 'The sends that were parked: SKIPPED with RELEASED or DISCARDED.',
      resolve: async ({ sendIds }, _, { reader }) => (await loadSends(reader, sendIds)).flatMap((row) => row ?? []),
    }),
  }),
  run: async ({ sendIds, discard, reason }, { caller, writer, wake }) => {
    const decided = await releaseParkedSends(writer, caller, { sendIds, discard: discard ?? false, reason })
    await wake('sweepCadence', {}, 'parked')
    return decided
  },
})
