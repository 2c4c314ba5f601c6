import type { KeysetOrder } from '@swarm/db/keyset'
import { type SQL, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { builder, decodeGlobalId, needs } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { listPage, type Page, type PageArguments } from './page.ts'

type AuditRow = {
  id: string
  at: Date
  actor: string
  action: string
  subjectType: string
  subjectId: string
  detail: unknown
  link: number | null
  hash: Buffer | null
}

const AuditEntry = builder.objectRef<AuditRow>('AuditEntry').implement({
  description: 'One decision or change as the audit chain keeps it: written with it, never changed, sealed within a second.',
  extensions: needs('admin'),
  fields: (t) => ({
    id: t.id({ description: 'Opaque, for keys in a client; node() does not know it.', resolve: (row) => row.id }),
    at: t.field({
      type: 'DateTime',
      description: 'When it was written, by the clock of the database (not business time).',
      resolve: (row) => row.at,
    }),
    actor: t.exposeString('actor', { description: 'Who: a person, a key, an agent or a provider.' }),
    action: t.exposeString('action', { description: 'What was done: draft.approved, emergency_stop.set.' }),
    subjectType: t.exposeString('subjectType', { description: 'What kind of thing it was done to.' }),
    subjectId: t.exposeString('subjectId', { description: 'Which one, by its own id or name.' }),
    detail: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What was decided, before and after; null once a person’s data was erased. The chain holds its digest either way.',
      resolve: (row) => row.detail,
    }),
    link: t.exposeInt('link', { nullable: true, description: 'Its number in the chain; null until it is sealed.' }),
    hash: t.string({
      nullable: true,
      description: 'Hash of its link, which covers every link before, in hex.',
      resolve: (row) => row.hash?.toString('hex') ?? null,
    }),
  }),
})

/** Ids are made by the clock that `at` is of, so that they sort as it does. */
const newestFirst: KeysetOrder = { name: 'audit', value: sql`e.id`, id: sql`e.id`, type: 'uuid', descending: true }

type Asked = PageArguments & {
  subject?: string | null | undefined
  actor?: string | null | undefined
  action?: string | null | undefined
  from?: Date | null | undefined
  to?: Date | null | undefined
}

function conditionsOf({ subject, actor, action, from, to }: Asked): SQL[] {
  for (const [name, value] of Object.entries({ subject, actor, action }))
    if (value != null && (value.length > 300 || value.includes('\u0000') || !value.isWellFormed()))
      throw new GraphQLError(`${name} is none that could be here.`, { extensions: { code: 'INVALID_INPUT', path: [name] } })
  const conditions: SQL[] = []
  // A thing by its id of the API, or as the entry names it: a section of the settings has no id.
  if (subject != null) conditions.push(sql`e.subject_id = ${decodeGlobalId(subject)?.id ?? subject}`)
  if (actor != null) conditions.push(sql`e.actor = ${actor}`)
  if (action != null) conditions.push(sql`e.action = ${action}`)
  // The id is made a moment before `at` is read.
  if (from != null)
    conditions.push(
      sql`e.at >= ${from.toISOString()}::timestamptz and e.id >= uuid_v7_floor(${from.toISOString()}::timestamptz - interval '1 second')`,
    )
  if (to != null)
    conditions.push(
      sql`e.at < ${to.toISOString()}::timestamptz and e.id < uuid_v7_floor(${to.toISOString()}::timestamptz + interval '1 second')`,
    )
  return conditions
}

async function listAudit(args: Asked, { reader }: GraphQLContext): Promise<Page<AuditRow>> {
  const conditions = conditionsOf(args)
  return listPage({
    reader,
    args,
    order: newestFirst,
    from: sql`audit_entry e`,
    conditions,
    rows: async (db, { where, orderBy, limit }) => {
      const { rows } = await db.execute<Omit<AuditRow, 'at' | 'link'> & { at: string; link: string | null }>(sql`
        select e.id, e.at, e.actor, e.action, e.subject_type as "subjectType", e.subject_id as "subjectId", d.detail, s.number as link, s.hash
        from (select e.* from audit_entry e ${where ? sql`where ${where}` : sql``} order by ${orderBy} limit ${limit}) e
        left join audit_detail d on d.audit_id = e.id left join audit_seal s on s.audit_id = e.id order by ${orderBy}`)
      return rows.map((row) => ({ ...row, at: new Date(row.at), link: row.link === null ? null : Number(row.link) }))
    },
    cursorOf: (row) => ({ value: row.id, id: row.id }),
  })
}

const AuditConnection = builder.connectionObject(
  { type: AuditEntry, name: 'AuditConnection', description: 'A page of the audit trail.' },
  { name: 'AuditEdge', description: 'One entry of it.' },
)

builder.queryField('auditTrail', (t) =>
  t.connection(
    {
      type: AuditEntry,
      description: 'Who decided what, newest first: every decision once. auditVerification says whether the chain holds.',
      extensions: needs('admin'),
      args: {
        subject: t.arg.id({ description: 'Only of this thing: its id, or the name of a section of the settings.' }),
        actor: t.arg.string({ description: 'Only by this person, key, agent or provider, as entries name them.' }),
        action: t.arg.string({ description: 'Only this action: draft.approved.' }),
        from: t.arg({ type: 'DateTime', description: 'From this instant on.' }),
        to: t.arg({ type: 'DateTime', description: 'Until this instant, which is not counted.' }),
      },
      resolve: (_, args, context) => listAudit(args, context),
    },
    AuditConnection,
  ),
)
