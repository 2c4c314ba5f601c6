import type { KeysetOrder } from '@swarm/db/keyset'
import { send } from '@swarm/db/schema/dispatch'
import { type RuleVerdict, type SendTrace, traceOf } from '@swarm/jobs/dispatch/trace-send'
import { type SQL, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { builder, decodeGlobalId, needs } from './builder.ts'
import { Draft } from './draft/type.ts'
import { Channel, Motion, Platform, SendStatus } from './enums.ts'
import { ReasonType } from './errors.ts'
import type { LeadRow } from './lead-rows.ts'
import { Lead } from './lead-type.ts'
import { listPage } from './page.ts'
import { loadSends, type ProofRow, proofOverdue, type SendRow, sendColumns } from './send-rows.ts'

const RuleVerdictType = builder.objectRef<RuleVerdict>('RuleVerdict').implement({
  description: 'What one rule says of a send.',
  extensions: needs('read'),
  fields: (t) => ({
    rule: t.exposeString('rule', { description: 'Its code, as refusals carry it.' }),
    passed: t.exposeBoolean('passed', { description: 'Whether it lets the send go.' }),
    message: t.exposeString('message', { description: 'The same for a person.' }),
    clearsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it will let go by itself, in business time; null when it won’t or nobody knows.',
      resolve: (row) => row.clearsAt,
    }),
  }),
})

export const SendTraceType = builder.objectRef<SendTrace>('SendTrace').implement({
  description: 'Every rule that was asked, in order; the first that says no is the blocker.',
  extensions: needs('read'),
  fields: (t) => ({
    step: t.exposeInt('step', { nullable: true, description: 'Step of the cadence.' }),
    channel: t.expose('channel', { type: Channel, nullable: true, description: 'How it would travel.' }),
    dueAt: t.field({ type: 'DateTime', nullable: true, description: 'When it would go, in business time.', resolve: (row) => row.dueAt }),
    blocker: t.field({
      type: ReasonType,
      nullable: true,
      description: 'The first rule that says no; null when none does.',
      resolve: (row) => row.blocker,
    }),
    clearsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the blocker lets go by itself; null when it won’t.',
      resolve: (row) => row.clearsAt,
    }),
    verdicts: t.field({ type: [RuleVerdictType], description: 'Every rule, in order.', resolve: (row) => row.verdicts }),
  }),
})

const ProofLink = builder.objectRef<ProofRow>('ProofLink').implement({
  description: 'One link of the chain behind a send.',
  extensions: needs('read'),
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description: 'batch.frozen, batch.approved, send.reserved, send.settled, proof, …: as the audit trail names it.',
    }),
    at: t.field({ type: 'DateTime', description: 'When it was recorded.', resolve: (row) => row.at }),
    actor: t.exposeString('actor', { description: 'Who did it.' }),
    detail: t.exposeString('detail', { description: 'What was recorded.' }),
    hash: t.exposeString('hash', {
      description: 'Its link in the audit chain, SHA-256 in hex; until it is sealed, the digest that the link will cover.',
    }),
  }),
})

/** Internal tests go to a mailbox of ours, which is no lead: it is shown as one, without anything that is known of leads. */
function insideRecipient(row: SendRow): LeadRow {
  const name = 'Internal test'
  return {
    id: row.id,
    email: row.address,
    emailStatus: null,
    linkedinUrl: null,
    firstName: null,
    lastName: null,
    fullName: name,
    title: null,
    seniority: 'UNKNOWN',
    companyId: null,
    companyName: null,
    status: 'PENDING',
    statusCause: null,
    stage: 'PIPELINE',
    tier: null,
    score: null,
    sortScore: -1,
    sortName: name.toLowerCase(),
    intent: 0,
    source: 'internal_test',
    timeZone: row.zone,
    lastActivityAt: row.createdAt,
    createdAt: row.createdAt,
    updatedAt: row.createdAt,
  }
}

export const Send = builder.objectRef<SendRow>('Send')
builder.node(Send, {
  description: 'One outward act on one lead: frozen before a person approves it, sent as those very bytes.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadSends(reader, ids),
  fields: (t) => ({
    lead: t.field({
      type: Lead,
      description: 'Whom it goes to. Of an internal test: our own mailbox, with its address and nothing else.',
      resolve: async (row, _, { loaders }) => (row.leadId === null ? null : await loaders.lead.load(row.leadId)) ?? insideRecipient(row),
    }),
    draft: t.field({
      type: Draft,
      nullable: true,
      description: 'The draft it was frozen from.',
      resolve: (row, _, { loaders }) => (row.draftId === null ? null : loaders.draft.load(row.draftId)),
    }),
    channel: t.expose('channel', { type: Channel, description: 'How it travels.' }),
    platform: t.expose('platform', { type: Platform, description: 'Where it goes.' }),
    account: t.exposeString('account', { nullable: true, description: 'The sending account.' }),
    address: t.exposeString('address', { description: 'The address or profile it was frozen for.' }),
    step: t.exposeInt('step', { description: 'Step of the cadence; 0 is an internal test.' }),
    motion: t.expose('motion', { type: Motion, description: 'What kind of dispatch it belongs to.' }),
    subject: t.exposeString('subject', { nullable: true, description: 'The frozen subject; null once erased, and for LinkedIn.' }),
    body: t.exposeString('body', { nullable: true, description: 'The frozen text with its footer; null once erased.' }),
    hash: t.exposeString('hash', { description: 'SHA-256 of the frozen bytes, in hex.' }),
    status: t.expose('status', { type: SendStatus, description: 'Where it stands.' }),
    code: t.exposeString('code', { nullable: true, description: 'Why it was skipped, refused, is unknown or waits.' }),
    message: t.exposeString('message', { nullable: true, description: 'The same for a person.' }),
    timeZone: t.string({ description: 'Zone of its window: the recipient’s.', resolve: (row) => row.zone }),
    windowFrom: t.field({ type: 'DateTime', description: 'When its window opens.', resolve: (row) => row.windowFrom }),
    windowTo: t.field({ type: 'DateTime', description: 'When its window closes.', resolve: (row) => row.windowTo }),
    scheduledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was planned to go, in business time.',
      resolve: (row) => row.scheduledAt,
    }),
    acceptedAt: t.field({ type: 'DateTime', nullable: true, description: 'When the platform took it.', resolve: (row) => row.acceptedAt }),
    provenAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the platform showed that it was sent.',
      resolve: (row) => row.provenAt,
    }),
    nextCheckAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When an unknown send is looked up again.',
      resolve: (row) => row.nextCheckAt,
    }),
    proofOverdue: t.exposeBoolean('proofOverdue', { description: 'Accepted, but not proven an hour after its window.' }),
    providerMessageId: t.exposeString('providerMessageId', { nullable: true, description: 'The platform’s id of the message.' }),
    trace: t.field({
      type: SendTraceType,
      description: 'The verdicts at the time it was sent or skipped; of a planned one, what each rule says now.',
      resolve: async (row, _, { loaders }) =>
        traceOf(
          { step: row.step, channel: row.channel, dueAt: row.scheduledAt.toISOString() },
          row.status === 'PLANNED' || row.verdicts === null ? await loaders.sendVerdicts.load(row.id) : row.verdicts,
        ),
    }),
    proof: t.field({
      type: [ProofLink],
      description: 'The chain behind it: frozen, approved, reserved, settled, proven.',
      resolve: (row, _, { loaders }) => loaders.proofOf.load(row.id),
    }),
  }),
})

export const SendConnection = builder.connectionObject(
  { type: Send, name: 'SendConnection', description: 'A page of sends.' },
  { name: 'SendEdge', description: 'One row of it.' },
)

const newestFirst: KeysetOrder = {
  name: 'sends',
  value: sql`${send.createdAt}`,
  id: sql`${send.id}`,
  type: 'timestamptz',
  descending: true,
}

builder.queryField('sends', (t) =>
  t.connection(
    {
      type: Send,
      description: 'Sends, newest first.',
      extensions: needs('read'),
      args: {
        status: t.arg({ type: [SendStatus], description: 'Any of these.' }),
        leadId: t.arg.id({ description: 'Only of this lead.' }),
        proofOverdue: t.arg.boolean({ description: 'Only those that are, or are not, accepted without proof an hour after their window.' }),
      },
      resolve: async (_, args, { reader }) => {
        const conditions: SQL[] = []
        if (args.status) conditions.push(sql`${send.status} = any(${sql.param([...args.status])}::send_status[])`)
        if (args.proofOverdue != null) conditions.push(args.proofOverdue ? proofOverdue() : sql`not ${proofOverdue()}`)
        if (args.leadId != null) {
          const decoded = decodeGlobalId(args.leadId)
          if (decoded?.typename !== 'Lead')
            throw new GraphQLError('leadId is not an id of a Lead.', { extensions: { code: 'INVALID_INPUT', path: ['leadId'] } })
          conditions.push(sql`${send.leadId} = ${decoded.id}`)
        }
        return listPage({
          reader,
          args,
          order: newestFirst,
          from: sql`${send}`,
          conditions,
          rows: (db, { where, orderBy, limit }) => db.select(sendColumns).from(send).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.createdAt.toISOString(), id: row.id }),
        })
      },
    },
    SendConnection,
  ),
)

builder.objectField(Lead, 'nextSend', (t) =>
  t.field({
    type: SendTraceType,
    description: 'Why it is or isn’t written to next: every rule’s verdict, in order.',
    resolve: async (row, _, { loaders }) => {
      const trace = await loaders.nextSend.load(row.id)
      if (!trace) throw new Error('every lead has an answer')
      return trace
    },
  }),
)
