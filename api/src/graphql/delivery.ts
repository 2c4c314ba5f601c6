import type { KeysetOrder } from '@swarm/db/keyset'
import { delivery } from '@swarm/db/partitioned/delivery'
import { hookProviders } from '@swarm/jobs/signals/read-event'
import { recordProviderEvent } from '@swarm/jobs/signals/record-provider-event'
import { replayDeliveries } from '@swarm/jobs/signals/replay-deliveries'
import { replayDelivery } from '@swarm/jobs/signals/replay-delivery'
import { type SQL, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { type DeliveryRow, deliveryColumns, loadDeliveries } from './delivery-rows.ts'
import { Lead } from './lead-type.ts'
import { idOf, mutation, text } from './mutation.ts'
import { listPage, type Page, type PageArguments } from './page.ts'

const Delivery = builder.objectRef<DeliveryRow>('Delivery')

builder.node(Delivery, {
  description: 'One webhook request as it was received, and what became of it. Kept for 90 days.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadDeliveries(reader, ids),
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'Who delivered it.' }),
    eventType: t.exposeString('eventType', {
      nullable: true,
      description: 'Its type in the words of the provider; null where it has none.',
    }),
    receivedAt: t.field({ type: 'DateTime', description: 'When it came, in business time.', resolve: (row) => row.receivedAt }),
    authenticated: t.boolean({ description: 'Whether the sender proved to be the provider.', resolve: (row) => row.isAuthenticated }),
    applied: t.boolean({
      description: 'Whether it has had its effect; a copy has none.',
      resolve: (row) => row.appliedAt !== null && !row.isDuplicate,
    }),
    duplicate: t.boolean({ description: 'Whether the same event had come before.', resolve: (row) => row.isDuplicate }),
    effect: t.exposeString('effect', { nullable: true, description: 'What it changed: its signals.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why it had no effect so far; null when it had, or waits.' }),
    headers: t.field({ type: 'JSON', description: 'The headers that are kept; none of them a secret.', resolve: (row) => row.headers }),
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'Whom it is about, once that is known.',
      resolve: (row, _, { loaders }) => (row.leadId === null ? null : loaders.lead.load(row.leadId)),
    }),
  }),
})

const newestFirst: KeysetOrder = {
  name: 'deliveries',
  value: sql`${delivery.receivedAt}`,
  id: sql`${delivery.id}`,
  type: 'timestamptz',
  descending: true,
}

async function listDeliveries(
  args: PageArguments & { provider?: string | null | undefined; applied?: boolean | null | undefined },
  { reader }: GraphQLContext,
): Promise<Page<DeliveryRow>> {
  if (args.provider != null && !/^[A-Za-z0-9-]{1,40}$/.test(args.provider)) {
    throw new GraphQLError('provider is not the name of a provider.', { extensions: { code: 'INVALID_INPUT', path: ['provider'] } })
  }
  const conditions: SQL[] = []
  if (args.provider != null) conditions.push(sql`${delivery.provider} = ${args.provider.toLowerCase()}`)
  if (args.applied != null) {
    conditions.push(
      args.applied ? sql`${delivery.appliedAt} is not null and not ${delivery.isDuplicate}` : sql`${delivery.appliedAt} is null`,
    )
  }
  return listPage({
    reader,
    args,
    order: newestFirst,
    from: sql`${delivery}`,
    conditions,
    rows: (db, { where, orderBy, limit }) => db.select(deliveryColumns).from(delivery).where(where).orderBy(orderBy).limit(limit),
    cursorOf: (row) => ({ value: row.receivedAt.toISOString(), id: row.id }),
  })
}

const DeliveryConnection = builder.connectionObject(
  { type: Delivery, name: 'DeliveryConnection', description: 'A page of deliveries.' },
  { name: 'DeliveryEdge', description: 'One row of it.' },
)

builder.queryField('deliveries', (t) =>
  t.connection(
    {
      type: Delivery,
      description: 'Webhook deliveries, newest first.',
      extensions: needs('read'),
      args: {
        provider: t.arg.string({ description: `Only by this provider: ${hookProviders.join(', ')} (our own).` }),
        applied: t.arg.boolean({ description: 'true: those that had their effect; false: those that wait or could not be applied.' }),
      },
      resolve: (_, args, context) => listDeliveries(args, context),
    },
    DeliveryConnection,
  ),
)

const stored = async (id: string, { reader }: GraphQLContext): Promise<DeliveryRow> => {
  const [row] = await loadDeliveries(reader, [id])
  if (!row) throw new Error('a delivery that was just stored is not there')
  return row
}

mutation({
  name: 'recordProviderEvent',
  description:
    'Takes one event of a provider as its webhook would, and applies it at once. The same event twice changes nothing. Needs webhook or operate.',
  needs: ['webhook'],
  input: (t) => ({
    provider: t.string({ required: true, description: 'Whose event it is: instantly, heyreach, ghl, clay, bettercontact or rb2b.' }),
    eventType: t.string({ description: 'Its type, where the payload does not say it.' }),
    payload: t.field({ type: 'JSON', required: true, description: 'The event as the provider writes it.' }),
    receivedAt: t.field({ type: 'DateTime', description: 'When it came; now unless said.' }),
  }),
  schema: z.object({
    provider: text({ min: 1, max: 40 }),
    eventType: text({ min: 1, max: 200 }).nullish(),
    payload: z.unknown(),
    receivedAt: z.date().nullish(),
  }),
  run: ({ provider, eventType, payload, receivedAt }, { writer, log, caller }) =>
    recordProviderEvent(writer, log, caller, { provider, eventType: eventType ?? null, payload, receivedAt: receivedAt ?? null }),
  success: (t) => ({
    delivery: t.field({
      type: Delivery,
      description: 'The delivery as it is kept.',
      resolve: (made, _, context) => stored(made.deliveryId, context),
    }),
    duplicate: t.boolean({ description: 'Whether the same event had come before.', resolve: ({ isDuplicate }) => isDuplicate }),
    applied: t.boolean({ description: 'Whether it had its effect now.', resolve: ({ isApplied }) => isApplied }),
  }),
})

mutation({
  name: 'replayDelivery',
  description: 'Applies a stored delivery that could not be applied so far. One that had its effect stays as it is.',
  needs: ['operate'],
  input: (t) => ({ deliveryId: t.id({ required: true, description: 'Which delivery.' }) }),
  schema: z.object({ deliveryId: idOf('Delivery') }),
  run: (input, { writer, log, caller }) => replayDelivery(writer, log, caller, input),
  success: (t) => ({
    delivery: t.field({
      type: Delivery,
      description: 'The delivery now.',
      resolve: (made, _, context) => stored(made.deliveryId, context),
    }),
    applied: t.boolean({ description: 'Whether it has had its effect.', resolve: ({ isApplied }) => isApplied }),
  }),
})

const providerName = z.enum(hookProviders, { error: `provider: known are ${hookProviders.join(', ')}` })

mutation({
  name: 'replayDeliveries',
  description:
    'Applies the oldest stored deliveries of a kind that had no effect so far, up to 500 in one call. Those that had stay as they are.',
  needs: ['operate'],
  input: (t) => ({
    provider: t.string({ description: 'Only by this provider.' }),
    eventType: t.string({ description: 'Only of this type, in the words of the provider.' }),
  }),
  schema: z.object({ provider: providerName.nullish(), eventType: text({ min: 1, max: 200 }).nullish() }),
  run: ({ provider, eventType }, { writer, log, caller }) =>
    replayDeliveries(writer, log, caller, { provider: provider ?? null, eventType: eventType ?? null }),
  success: (t) => ({
    tried: t.exposeInt('tried', { description: 'How many were applied again.' }),
    applied: t.exposeInt('applied', { description: 'How many of them have had their effect now.' }),
    left: t.exposeInt('left', { description: 'How many of the kind still have none.' }),
  }),
})
