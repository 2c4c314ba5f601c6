import type { KeysetOrder } from '@swarm/db/keyset'
import { alertChannel, type alertChannelName, type noticeState } from '@swarm/db/schema/alert-notice'
import { alert, type alertSeverity } from '@swarm/db/schema/safety'
import { acknowledgeAlert } from '@swarm/jobs/alerts/acknowledge-alert'
import { alertSubject, type AlertSubject as Subject } from '@swarm/jobs/alerts/alert-subject'
import { maskedRecipient } from '@swarm/jobs/alerts/masked-recipient'
import { resolveAlert } from '@swarm/jobs/alerts/resolve-alert'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { changesOf, eventsOf } from '../live/subscribe.ts'
import { type AlertNoticeRow, type AlertRow, alertColumns, loadAlerts } from './alert-rows.ts'
import { builder, needs } from './builder.ts'
import type { Change, GraphQLContext } from './context.ts'
import { inWords } from './in-words.ts'
import { idOf, mutation, text } from './mutation.ts'
import { listPage } from './page.ts'

const AlertSeverity = builder.enumType('AlertSeverity', {
  description: 'How bad it is: INFO is news, WARNING wants somebody soon, CRITICAL now.',
  values: inWords({
    INFO: 'News.',
    WARNING: 'Wants somebody soon.',
    CRITICAL: 'Wants somebody now.',
  } satisfies Record<(typeof alertSeverity.enumValues)[number], string>),
})
const AlertChannelName = builder.enumType('AlertChannelName', {
  description: 'The ways by which people hear of alerts.',
  values: inWords({
    SLACK: 'A message in the channel of the settings; from level 1.',
    SMS: 'A text message; from level 2.',
    EMAIL: 'A mail; from level 3.',
  } satisfies Record<(typeof alertChannelName.enumValues)[number], string>),
})
const NoticeState = builder.enumType('NoticeState', {
  description:
    'PLANNED and IN_FLIGHT go soon; SENT was taken by the provider, DELIVERED has arrived; UNKNOWN has no clear answer and is not repeated; GIVEN_UP will not go; SKIPPED had not to.',
  values: inWords({
    PLANNED: 'Goes soon.',
    IN_FLIGHT: 'Its request is under way.',
    SENT: 'The provider took it.',
    DELIVERED: 'It arrived.',
    UNKNOWN: 'No clear answer; it is not repeated.',
    GIVEN_UP: 'It will not go any more.',
    SKIPPED: 'It had not to go: the alert was over, or the way is not set up.',
  } satisfies Record<(typeof noticeState.enumValues)[number], string>),
})

const AlertSubject = builder.objectRef<Subject>('AlertSubject').implement({
  description: 'What an alert is about.',
  extensions: needs('read'),
  fields: (t) => ({
    label: t.exposeString('label', { description: 'In a word or two.' }),
    path: t.exposeString('path', { description: 'The page that shows it, as a path of this site.' }),
  }),
})

const AlertNotice = builder.objectRef<AlertNoticeRow>('AlertNotice').implement({
  description: 'One person or channel told of one level of an alert.',
  extensions: needs('read'),
  fields: (t) => ({
    level: t.exposeInt('level', { description: 'Which level.' }),
    channel: t.expose('channel', { type: AlertChannelName, description: 'By what.' }),
    recipient: t.string({
      description: 'Who, shortened: numbers and addresses are not for everybody.',
      resolve: (row) => maskedRecipient(row.channel, row.recipient),
    }),
    state: t.expose('state', { type: NoticeState, description: 'Where it stands.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    code: t.exposeString('code', { nullable: true, description: 'Why it is not told, as a stable code.' }),
    problem: t.exposeString('problem', { nullable: true, description: 'The same in words.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was planned, in business time.' }),
    settledAt: t.expose('settledAt', { type: 'DateTime', nullable: true, description: 'When that became so, in business time.' }),
  }),
})

const Alert = builder.objectRef<AlertRow>('Alert')
builder.node(Alert, {
  description: 'Something that people should know: one for each cause while it is open, with a count.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadAlerts(reader, ids),
  fields: (t) => ({
    cause: t.exposeString('cause', { description: 'What makes two of them the same.' }),
    severity: t.expose('severity', { type: AlertSeverity, description: 'How bad it is.' }),
    message: t.exposeString('message', { description: 'What happened, as it was said last.' }),
    count: t.exposeInt('count', { description: 'How often it happened since it was opened.' }),
    level: t.exposeInt('level', {
      description: '1: told by Slack; 2: by text message too; 3: by mail too. Rises while nobody acknowledges it.',
    }),
    levelAt: t.expose('levelAt', { type: 'DateTime', description: 'Since when it has its level.' }),
    subject: t.field({ type: AlertSubject, description: 'What it is about.', resolve: (row) => alertSubject(row.cause) }),
    open: t.boolean({ description: 'Whether it is not resolved.', resolve: (row) => row.resolvedAt === null }),
    firstAt: t.expose('firstAt', { type: 'DateTime', description: 'When it happened first, in business time.' }),
    lastAt: t.expose('lastAt', { type: 'DateTime', description: 'When it happened last.' }),
    acknowledgedBy: t.exposeString('acknowledgedBy', { nullable: true, description: 'Who is on it.' }),
    acknowledgedAt: t.expose('acknowledgedAt', { type: 'DateTime', nullable: true, description: 'Since when.' }),
    resolvedBy: t.exposeString('resolvedBy', { nullable: true, description: 'Who said that it is over, or what made it so.' }),
    resolvedAt: t.expose('resolvedAt', { type: 'DateTime', nullable: true, description: 'When it was over.' }),
    resolveNote: t.exposeString('resolveNote', { nullable: true, description: 'What was noted with it.' }),
    notices: t.field({
      type: [AlertNotice],
      description: 'Who was told, by level.',
      resolve: (row, _, { loaders }) => loaders.noticesOf.load(row.id),
    }),
  }),
})

const newestFirst: KeysetOrder = {
  name: 'alerts',
  value: sql`${alert.lastAt}`,
  id: sql`${alert.id}`,
  type: 'timestamptz',
  descending: true,
}

const AlertConnection = builder.connectionObject(
  { type: Alert, name: 'AlertConnection', description: 'A page of alerts.' },
  { name: 'AlertEdge', description: 'One row of it.' },
)

builder.queryField('alerts', (t) =>
  t.connection(
    {
      type: Alert,
      description: 'Alerts, what happened last first.',
      extensions: needs('read'),
      args: {
        open: t.arg.boolean({ description: 'Only open ones, or only resolved ones.' }),
        severity: t.arg({ type: AlertSeverity, description: 'Only those that are as bad as this.' }),
      },
      resolve: (_, args, { reader }) => {
        const conditions: SQL[] = []
        if (args.open === true) conditions.push(sql`${alert.resolvedAt} is null`)
        if (args.open === false) conditions.push(sql`${alert.resolvedAt} is not null`)
        if (args.severity) conditions.push(sql`${alert.severity} = ${args.severity}`)
        return listPage({
          reader,
          args,
          order: newestFirst,
          from: sql`${alert}`,
          conditions,
          rows: (db, { where, orderBy, limit }) => db.select(alertColumns).from(alert).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.lastAt.toISOString(), id: row.id }),
        })
      },
    },
    AlertConnection,
  ),
)

const AlertChannel = builder.objectRef<typeof alertChannel.$inferSelect>('AlertChannel').implement({
  description: 'One way by which people hear of alerts.',
  extensions: needs('read'),
  fields: (t) => ({
    channel: t.expose('channel', { type: AlertChannelName, description: 'By what.' }),
    ready: t.exposeBoolean('isReady', { description: 'Whether everything that it needs is configured.' }),
    problem: t.exposeString('problem', { nullable: true, description: 'What is missing.' }),
  }),
})

builder.queryField('alertChannels', (t) =>
  t.field({
    type: [AlertChannel],
    description: 'The ways by which people hear of alerts, as the runner saw them last; empty before the first runner.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read((db) => db.select().from(alertChannel).orderBy(alertChannel.channel)),
  }),
)

/** Changes of alerts as alerts; a change of "many" is told by no row, and clients ask for the list again after a lost line anyway. */
async function* raised({ reader }: GraphQLContext, batches: AsyncIterable<Change[]>): AsyncGenerator<AlertRow> {
  for await (const changes of batches) {
    const ids = [...new Set(changes.flatMap(({ subject }) => subject ?? []))]
    if (ids.length === 0) continue
    for (const row of await loadAlerts(reader, ids)) if (row) yield row
  }
}

builder.subscriptionField('alertRaised', (t) =>
  t.field({
    type: Alert,
    description: 'An alert as it stands, whenever it is raised, counts on, rises, is told, acknowledged or resolved.',
    extensions: needs('read'),
    subscribe: (_, __, context) => eventsOf(changesOf(context, ['alert']), (batches) => raised(context, batches)),
    resolve: (row) => row,
  }),
)

type Changed = { alertId: string }

const changedAlert = (t: PothosAlertFields) => ({
  alert: t.field({
    type: Alert,
    description: 'The alert as it stands.',
    resolve: async ({ alertId }, _, { reader }) => {
      const [found] = await loadAlerts(reader, [alertId])
      if (!found) throw new Error('the alert is gone')
      return found
    },
  }),
})
type PothosAlertFields = Parameters<Parameters<typeof mutation<Changed, Changed>>[0]['success']>[0]

const acknowledgeInput = z.object({ alertId: idOf('Alert') })
mutation<z.infer<typeof acknowledgeInput>, Changed>({
  name: 'acknowledgeAlert',
  description: 'Says that you are on it: the alert rises no further. It stays open until it is resolved.',
  needs: ['operate'],
  input: (t) => ({ alertId: t.id({ required: true, description: 'Which alert.' }) }),
  schema: acknowledgeInput,
  success: changedAlert,
  run: (input, { caller, writer }) => acknowledgeAlert(writer, caller, input),
})

const resolveInput = z.object({ alertId: idOf('Alert'), note: text({ max: 500 }).nullish() })
mutation<z.infer<typeof resolveInput>, Changed>({
  name: 'resolveAlert',
  description: 'Says that it is over. If it happens again, that is a new alert. The alert of a stop ends with the stop.',
  needs: ['operate'],
  input: (t) => ({
    alertId: t.id({ required: true, description: 'Which alert.' }),
    note: t.string({ description: 'What to remember, at most 500 characters.' }),
  }),
  schema: resolveInput,
  success: changedAlert,
  run: ({ alertId, note }, { caller, writer }) => resolveAlert(writer, caller, { alertId, note: note ?? null }),
})
