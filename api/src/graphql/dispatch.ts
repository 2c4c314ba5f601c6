import type { KeysetOrder } from '@swarm/db/keyset'
import { allows } from '@swarm/jobs/actors'
import { dispatch } from '@swarm/jobs/dispatch/dispatch'
import { countsOf, type DispatchPlan, planDispatch } from '@swarm/jobs/dispatch/plan-dispatch'
import type { SendPlatform } from '@swarm/jobs/dispatch/plan-item'
import { sendTest } from '@swarm/jobs/dispatch/send-test'
import { ForbiddenError } from '@swarm/jobs/errors'
import { loadRamp } from '@swarm/jobs/ramp/load-ramp'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { Batch, HeldSend, HeldSendConnection, mustLoad } from './batch.ts'
import { builder, needs } from './builder.ts'
import { Draft } from './draft/type.ts'
import { Channel, Platform } from './enums.ts'
import { inWords } from './in-words.ts'
import { Lead } from './lead-type.ts'
import { mutation, text } from './mutation.ts'
import { type PageArguments, pageOfRows } from './page.ts'
import { RampType } from './ramp.ts'
import { Send } from './send.ts'
import { holidays } from './send-rows.ts'

const DispatchMotion = builder.enumType('DispatchMotion', {
  description: 'What a dispatch sends: first touches, follow-ups, revivals, or all of them one after the other.',
  values: inWords({
    OUTBOUND: 'First touches of approved drafts.',
    CADENCE: 'Follow-ups that are due.',
    REVIVAL: 'Approved messages to leads that are taken up again.',
    ALL: 'Each of them, follow-ups before first touches.',
  }),
})

/** A plan as the mutation answers it, and as a repeat of it is answered: plain data with ids. */
type PlannedRow = {
  leadId: string
  draftId: string
  step: number
  channel: 'EMAIL' | 'LINKEDIN'
  platform: SendPlatform
  account: string
  scheduledAt: string
}
type HeldPlanRow = { leadId: string; draftId: string; code: string; message: string; clearsAt: string | null }
type Preview = { planned: PlannedRow[]; held: HeldPlanRow[]; counts: Record<string, unknown> }

const previewOf = (plan: DispatchPlan): Preview => ({
  planned: plan.planned.map(({ leadId, draftId, step, channel, platform, account, scheduledAt }) => ({
    leadId,
    draftId,
    step,
    channel,
    platform,
    account,
    scheduledAt,
  })),
  held: plan.held.map(({ leadId, draftId, code, message, clearsAt }) => ({ leadId, draftId, code, message, clearsAt })),
  counts: countsOf(plan),
})

const PlannedSend = builder.objectRef<PlannedRow>('PlannedSend').implement({
  description: 'What a dispatch would send.',
  extensions: needs('read'),
  fields: (t) => ({
    lead: t.field({
      type: Lead,
      description: 'Whom it would go to.',
      resolve: (row, _, { loaders }) => mustLoad(loaders.lead.load(row.leadId)),
    }),
    draft: t.field({
      type: Draft,
      nullable: true,
      description: 'The draft it would be frozen from.',
      resolve: (row, _, { loaders }) => loaders.draft.load(row.draftId),
    }),
    step: t.exposeInt('step', { description: 'Step of the cadence.' }),
    channel: t.expose('channel', { type: Channel, description: 'How it would travel.' }),
    platform: t.expose('platform', { type: Platform, description: 'Where it would go.' }),
    account: t.exposeString('account', { nullable: true, description: 'The sending account.' }),
    scheduledAt: t.field({ type: 'DateTime', description: 'When it would go, in business time.', resolve: (row) => row.scheduledAt }),
  }),
})

const PlannedSendConnection = builder.connectionObject(
  { type: PlannedSend, name: 'PlannedSendConnection', description: 'A page of what would be sent.' },
  { name: 'PlannedSendEdge', description: 'One row of it.' },
)

/** A page of a list that the answer holds whole: its cursors are places. */
function pageOfList<Row extends { draftId: string }>(rows: readonly Row[], args: PageArguments, name: string) {
  const order: KeysetOrder = { name, type: 'integer', descending: false, value: sql``, id: sql`` }
  const numbered = rows.map((row, index) => ({ row, place: index + 1 }))
  const page = pageOfRows(numbered, args, order, ({ place, row }) => ({ value: place, id: row.draftId }))
  return {
    edges: page.edges.map(({ cursor, node }) => ({ cursor, node: node.row })),
    pageInfo: page.pageInfo,
    total: () => page.total(),
  }
}

const DispatchPreview = builder.objectRef<Preview>('DispatchPreview').implement({
  description: 'What would go to whom and when, and what would be held back and why. Making it changes nothing.',
  extensions: needs('read'),
  fields: (t) => ({
    planned: t.connection(
      {
        type: PlannedSend,
        description: 'What would be sent, in order.',
        resolve: (preview, args) => pageOfList(preview.planned, args, 'planned'),
      },
      PlannedSendConnection,
    ),
    held: t.connection(
      { type: HeldSend, description: 'What would be held back.', resolve: (preview, args) => pageOfList(preview.held, args, 'held') },
      HeldSendConnection,
    ),
    counts: t.field({
      type: 'JSON',
      description: 'The same in numbers: planned, held, codes, accounts, and motions that have nothing to send.',
      resolve: (preview) => preview.counts,
    }),
    ramp: t.field({ type: RampType, description: 'The ramp as it stands.', resolve: (_, __, { reader }) => reader.read(loadRamp) }),
  }),
})

type DispatchInput = {
  motion: 'OUTBOUND' | 'CADENCE' | 'REVIVAL' | 'ALL'
  live?: boolean | null | undefined
  limit?: number | null | undefined
  openWindowReason?: string | null | undefined
}

mutation<DispatchInput, { preview: Preview; batchIds: string[] }>({
  name: 'dispatch',
  description: 'Previews what would be sent, unless `live`: then it freezes a batch for each motion, which waits for approval.',
  needs: ['operate'],
  input: (t) => ({
    motion: t.field({ type: DispatchMotion, required: true, description: 'What to send.' }),
    live: t.boolean({ defaultValue: false, description: 'Freeze a batch instead of previewing.' }),
    limit: t.int({ description: 'At most this many sends, 1 to 1,000.' }),
    openWindowReason: t.string({ description: 'Opens the send window for this batch, with the reason; admin only. 10 to 500 characters.' }),
  }),
  schema: z.object({
    motion: z.enum(['OUTBOUND', 'CADENCE', 'REVIVAL', 'ALL']),
    live: z.boolean().nullish(),
    limit: z.int().min(1, 'must be at least 1').max(1_000, 'may be at most 1,000').nullish(),
    openWindowReason: text({ min: 10, max: 500 }).nullish(),
  }),
  success: (t) => ({
    preview: t.field({ type: DispatchPreview, description: 'What is or would be sent and held back.', resolve: ({ preview }) => preview }),
    batches: t.field({
      type: [Batch],
      description: 'What was frozen; empty unless live.',
      resolve: ({ batchIds }, _, { loaders }) => Promise.all(batchIds.map((id) => mustLoad(loaders.batch.load(id)))),
    }),
  }),
  run: async ({ motion, live, limit, openWindowReason }, { caller, reader, writer, addressLists }) => {
    const data = { lists: addressLists, holidays }
    if (!live) {
      if (openWindowReason && !allows(caller.scopes, 'admin'))
        throw new ForbiddenError('Opening the send window needs the scope "admin".', 'admin')
      // On the read-only role: a preview can't change anything even if it tried.
      const plan = await reader.read((db) => planDispatch(db, data, { motion, limit, isWindowOpen: openWindowReason != null }))
      return { preview: previewOf(plan), batchIds: [] }
    }
    const { plan, batchIds } = await dispatch(writer, caller, data, { motion, limit, openWindowReason })
    return { preview: previewOf(plan), batchIds }
  },
})

mutation<{ account: string }, { batchId: string }>({
  name: 'sendTest',
  description:
    'Sends a fixed text from an account to the first test recipient of the settings. Its first live send waits until that was proven.',
  needs: ['operate'],
  input: (t) => ({ account: t.string({ required: true, description: 'The address of the sending account.' }) }),
  schema: z.object({ account: text({ min: 3, max: 254 }) }),
  success: (t) => ({
    batch: t.field({
      type: Batch,
      description: 'Its batch of one, approved.',
      resolve: ({ batchId }, _, { loaders }) => mustLoad(loaders.batch.load(batchId)),
    }),
    send: t.field({
      type: Send,
      description: 'The test send, planned.',
      resolve: async ({ batchId }, _, { loaders }) =>
        mustLoad(
          loaders
            .firstSends(1)
            .load(batchId)
            .then(([row]) => row ?? null),
        ),
    }),
  }),
  run: async ({ account }, { caller, writer, wake }) => sendTest(writer, wake, caller, { account }),
})
