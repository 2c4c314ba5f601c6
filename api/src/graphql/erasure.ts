import type { KeysetOrder } from '@swarm/db/keyset'
import { erasure } from '@swarm/db/schema/erasure'
import { eraseLead } from '@swarm/jobs/erasure/erase-lead'
import { waitingFor } from '@swarm/jobs/erasure/erasure-words'
import { findPerson } from '@swarm/jobs/erasure/find-person'
import { loadPersonalData } from '@swarm/jobs/erasure/load-personal-data'
import { rememberErasure } from '@swarm/jobs/erasure/remember-erasure'
import { InvalidInputError, NotFoundError } from '@swarm/jobs/errors'
import { sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { builder, decodeGlobalId, encodeGlobalId, needs } from './builder.ts'
import { type ErasureRow, erasureColumns, loadErasure } from './erasure-rows.ts'
import { Lead } from './lead-type.ts'
import { idOf, type MutationOptions, mutation, text } from './mutation.ts'
import { listPage } from './page.ts'

const ErasureWait = builder.objectRef<{ code: string; message: string }>('ErasureWait').implement({
  description: 'Something of the person that is still under way, and has to end before what is kept can go.',
  extensions: needs('read'),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Its stable name.' }),
    message: t.exposeString('message', { description: 'The same as a sentence.' }),
  }),
})

const Erasure = builder.objectRef<ErasureRow>('Erasure').implement({
  description:
    'One person who is to be forgotten. Nobody writes to them from the moment of asking on; what is kept about them goes once nothing is under way.',
  extensions: needs('read'),
  fields: (t) => ({
    id: t.id({ description: 'Opaque, global.', resolve: (row) => encodeGlobalId('Erasure', row.id) }),
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'The lead; once it is done an empty row that sends and figures still count. Null: an address that no lead had.',
      resolve: ({ leadId }, _, { loaders }) => (leadId === null ? null : loaders.lead.load(leadId)),
    }),
    askedBy: t.exposeString('askedBy', { description: 'The admin who asked.' }),
    askedAt: t.field({ type: 'DateTime', description: 'When, in business time.', resolve: (row) => row.askedAt }),
    waitsFor: t.field({
      type: [ErasureWait],
      description: 'What it still waits for; empty once it is done.',
      resolve: (row) => row.waitsFor.map(waitingFor),
    }),
    heldBy: t.stringList({
      description:
        'Providers and platforms that had this person when it was asked. What they keep is deleted there, by a person: this program can’t.',
      resolve: (row) => row.heldBy,
    }),
    doneAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the last of it was gone, in business time; null while it waits.',
      resolve: (row) => row.doneAt,
    }),
    rows: t.exposeInt('rows', { nullable: true, description: 'How many rows were deleted or emptied; null while it waits.' }),
    names: t.stringList({
      description:
        'Digests that the person is recognised by, of use in this database and its backups alone: rememberErasure takes them back after a restore.',
      extensions: needs('admin'),
      resolve: (row) => row.names,
    }),
  }),
})

builder.objectField(Lead, 'erasure', (t) =>
  t.field({
    type: Erasure,
    nullable: true,
    description: 'That this person is to be forgotten, or was; null where nobody asked.',
    resolve: (row, _, { loaders }) => loaders.erasureOf.load(row.id),
  }),
)

const newestFirst: KeysetOrder = {
  name: 'erasures',
  value: sql`${erasure.askedAt}`,
  id: sql`${erasure.id}`,
  type: 'timestamptz',
  descending: true,
}

builder.queryField('erasures', (t) =>
  t.connection(
    {
      type: Erasure,
      description: 'The register of erasures, newest first: to be asked for again after an older backup was restored.',
      extensions: needs('admin'),
      resolve: (_, args, { reader }) =>
        listPage<ErasureRow>({
          reader,
          args,
          order: newestFirst,
          from: sql`${erasure}`,
          conditions: [],
          rows: (db, { where, orderBy, limit }) => db.select(erasureColumns).from(erasure).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.askedAt.toISOString(), id: row.id }),
        }),
    },
    { name: 'ErasureConnection', description: 'A page of erasures.' },
    { name: 'ErasureEdge', description: 'One row of it.' },
  ),
)

/** What a caller can act on, as queries say it. */
const askable = (error: unknown): never => {
  if (error instanceof NotFoundError || error instanceof InvalidInputError)
    throw new GraphQLError(error.message, { extensions: { code: error.code } })
  throw error
}

builder.queryFields((t) => ({
  personalData: t.field({
    type: 'JSON',
    description:
      'Everything kept about one person, by table: the lead and what merged into it, facts with their sources, scores, drafts, messages as they were sent, what came back, decisions. What only mentions them among others is not in it.',
    extensions: needs('admin'),
    args: { leadId: t.arg.id({ required: true, description: 'Which lead.' }) },
    resolve: async (_, { leadId }, { reader }) => {
      const named = decodeGlobalId(String(leadId))
      if (named?.typename !== 'Lead')
        throw new GraphQLError('leadId is not an id of a Lead.', { extensions: { code: 'INVALID_INPUT', path: ['leadId'] } })
      return reader.read((db) => loadPersonalData(db, { leadId: named.id, keys: [] })).catch(askable)
    },
  }),
  personalDataOf: t.field({
    type: 'JSON',
    description: 'The same for whoever has, or had, an address or a LinkedIn profile; also where no lead has it.',
    extensions: needs('admin'),
    args: { address: t.arg.string({ required: true, description: 'An email address or the address of a LinkedIn profile.' }) },
    resolve: (_, { address }, { reader }) => reader.read(async (db) => loadPersonalData(db, await findPerson(db, address))).catch(askable),
  }),
}))

type Asked = { erasureId: string; isNew: boolean }

/** What both ways to ask for an erasure answer; `known` says what it means that it was asked for before. */
const howFar =
  (known: string): MutationOptions<unknown, Asked>['success'] =>
  (t) => ({
    erasure: t.field({
      type: Erasure,
      nullable: true,
      description: 'How far it is.',
      resolve: ({ erasureId }, _, { reader }) => loadErasure(reader, erasureId),
    }),
    isNew: t.boolean({ description: known, resolve: ({ isNew }) => isNew }),
  })

mutation({
  name: 'eraseLead',
  description:
    'Forgets a person: from now on nobody writes to them, under any name they had, and no import or provider makes a lead of them again. What is kept about them goes within a minute, or once nothing of theirs is under way. Proofs and figures stay, without the person. It can’t be taken back.',
  needs: ['admin'],
  input: (t) => ({
    leadId: t.id({ description: 'Which lead; this or address.' }),
    address: t.string({ description: 'An email address or LinkedIn profile; also one that no lead has.' }),
  }),
  schema: z.object({ leadId: idOf('Lead').nullish(), address: text({ min: 3, max: 320 }).nullish() }),
  run: async ({ leadId, address }, { writer, caller, wake }) => {
    const { erasureId, isNew } = await eraseLead(writer, caller, { leadId: leadId ?? null, address: address ?? null })
    await wake('finishErasures', {}, erasureId)
    return { erasureId, isNew }
  },
  success: howFar('False: somebody had asked before, and it is the same erasure.'),
})

const digest = z.string().regex(/^erased:[0-9a-f]{32}$/, 'is no digest of this register')

mutation({
  name: 'rememberErasure',
  description:
    'After an older backup was restored: takes over one entry of the register as it was before. Whoever is known by one of its digests is erased anew, also a lead that is not here yet: no import or provider makes one of them. The same entry twice is one erasure.',
  needs: ['admin'],
  input: (t) => ({ names: t.stringList({ required: true, description: 'The digests of one erasure, as `names` gave them; 1 to 100.' }) }),
  schema: z.object({ names: z.array(digest).min(1, 'needs at least one digest').max(100, 'has at most 100 digests') }),
  run: async ({ names }, { writer, caller, wake }) => {
    const asked = await rememberErasure(writer, caller, names)
    await wake('finishErasures', {}, asked.erasureId)
    return asked
  },
  success: howFar('False: it was in this register already.'),
})
