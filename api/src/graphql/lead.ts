import type { KeysetOrder } from '@swarm/db/keyset'
import { someColumns } from '@swarm/db/prepared-columns'
import { company } from '@swarm/db/schema/company'
import { lead } from '@swarm/db/schema/lead'
import { parseEmail } from '@swarm/jobs/identity/email-address'
import { industryKeyOf } from '@swarm/jobs/segment/industry-names'
import { type SQL, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { reads } from './asked-columns.ts'
import { builder, decodeGlobalId, needs } from './builder.ts'
import { Company } from './company.ts'
import type { GraphQLContext } from './context.ts'
import { LeadStage, LeadStatus, Seniority, Tier } from './enums.ts'
import { inWords } from './in-words.ts'
import { firstLeads, type LeadRow, leadColumns, loadLeads } from './lead-rows.ts'
import { Lead } from './lead-type.ts'
import { leadsAsOf, loadLeadsAsOf } from './leads-as-of.ts'
import { leadsOfEach } from './leads-of-each.ts'
import { loadMergedInto } from './merge-rows.ts'
import { listPage, type Page, type PageArguments } from './page.ts'

builder.node(Lead, {
  description: 'One person at one company that we may write to.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadLeads(reader, ids),
  fields: (t) => ({
    email: t.exposeString('email', { nullable: true, description: 'As written: lower case, IDN as ASCII.' }),
    emailStatus: t.exposeString('emailStatus', { nullable: true, description: 'VERIFIED, LIKELY, CATCH_ALL, UNKNOWN or INVALID.' }),
    linkedinUrl: t.exposeString('linkedinUrl', { nullable: true, description: 'Canonical profile address.' }),
    firstName: t.exposeString('firstName', { nullable: true, description: 'Given name.' }),
    lastName: t.exposeString('lastName', { nullable: true, description: 'Family name.' }),
    fullName: t.exposeString('fullName', { nullable: true, description: 'The whole name.' }),
    title: t.exposeString('title', { nullable: true, description: 'Job title as the source has it.' }),
    seniority: t.expose('seniority', { type: Seniority, description: 'What the title says of rank.' }),
    company: t.field({
      type: Company,
      nullable: true,
      description: 'Employer.',
      extensions: reads('companyId'),
      resolve: (row, _, { loaders }) => (row.companyId ? loaders.company.load(row.companyId) : null),
    }),
    status: t.expose('status', { type: LeadStatus, description: 'One of the 21 statuses.' }),
    statusCause: t.exposeString('statusCause', {
      nullable: true,
      description: 'Of DISQUALIFIED: score, exclusion, region, not_interested.',
    }),
    stage: t.expose('stage', { type: LeadStage, description: 'The stage of the funnel that the status belongs to.' }),
    tier: t.expose('tier', { type: Tier, nullable: true, description: 'Null until scored, or when disqualified.' }),
    score: t.exposeInt('score', { nullable: true, description: '0 to 100; null until scored.' }),
    intent: t.exposeFloat('intent', { description: '0 to 20, with a half-life of 14 days.' }),
    source: t.exposeString('source', { description: 'Where the lead came from first.' }),
    timeZone: t.exposeString('timeZone', { nullable: true, description: 'IANA zone of the lead; null where the place does not tell.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When we first knew of this lead.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When anything of it last changed.' }),
  }),
})

const LeadFilter = builder.inputType('LeadFilter', {
  description: 'Which leads; every part that is given must hold.',
  fields: (t) => ({
    status: t.field({ type: [LeadStatus], description: 'Any of these statuses.' }),
    stage: t.field({ type: [LeadStage], description: 'Any of these stages.' }),
    tier: t.field({ type: [Tier], description: 'Any of these tiers.' }),
    scoreMin: t.int({ description: 'Score at least this.' }),
    scoreMax: t.int({ description: 'Score at most this.' }),
    source: t.stringList({ description: 'Any of these sources.' }),
    companyId: t.id({ description: 'This employer.' }),
    industry: t.stringList({ description: 'Employer in any of these industries, in whatever case their names are written.' }),
    account: t.string({ description: 'Kept by this sending account.' }),
    search: t.string({
      description: 'Words of name, title, company or address; accents and case do not matter, the start of a word is enough.',
    }),
    createdFrom: t.field({ type: 'DateTime', description: 'Known since this instant or later.' }),
    createdTo: t.field({ type: 'DateTime', description: 'Known before this instant.' }),
    changedFrom: t.field({ type: 'DateTime', description: 'Changed at this instant or later.' }),
    changedTo: t.field({ type: 'DateTime', description: 'Changed before this instant.' }),
  }),
})

const LeadOrderField = builder.enumType('LeadOrderField', {
  description: 'What leads are sorted by.',
  values: inWords({
    SCORE: '0 to 100; who has none comes last.',
    CREATED: 'When we first knew of them.',
    LAST_ACTIVITY: 'When something last happened to them.',
    NAME: 'The whole name, accents and case aside.',
  }),
})

const LeadOrder = builder.inputType('LeadOrder', {
  description: 'How leads are sorted.',
  fields: (t) => ({
    by: t.field({ type: LeadOrderField, required: true, description: 'The value.' }),
    descending: t.boolean({ defaultValue: true, description: 'Highest, newest or last first.' }),
  }),
})

type Filter = typeof LeadFilter.$inferInput
type OrderField = typeof LeadOrderField.$inferInput

type LeadOrderBy = { column: keyof LeadRow; value: SQL; type: KeysetOrder['type']; of: (row: LeadRow) => string | number }

const orders: Record<OrderField, LeadOrderBy> = {
  SCORE: { column: 'sortScore', value: sql`${lead.sortScore}`, type: 'smallint', of: (row) => row.sortScore },
  CREATED: { column: 'createdAt', value: sql`${lead.createdAt}`, type: 'timestamptz', of: (row) => row.createdAt.toISOString() },
  LAST_ACTIVITY: {
    column: 'lastActivityAt',
    value: sql`${lead.lastActivityAt}`,
    type: 'timestamptz',
    of: (row) => row.lastActivityAt.toISOString(),
  },
  NAME: { column: 'sortName', value: sql`${lead.sortName}`, type: 'text', of: (row) => row.sortName },
}

function refuse(message: string, path: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'INVALID_INPUT', path: ['filter', path] } })
}

/**
 * Leads that hold every word of a search, or its beginning: `ana acm` finds Ana at Acme. The index is asked for the words that are worth it
 * (db/functions/words-to-look-up.sql), and what it finds is compared with all of them: by the function, which no index takes, and in a form that
 * the planner takes for always true, so that it goes by how rare the others are. None of it is a subquery, whose words it would not know.
 */
function searchConditions(search: string): SQL[] {
  if (search.length > 200) throw refuse('A search may have at most 200 characters.', 'search')
  const all = sql`to_tsquery('simple', nullif(array_to_string(array_remove(string_to_array(search_words(${search}), ' '), ''), ':* & '), '') || ':*')`
  return [sql`${lead.search} @@ to_tsquery('simple', words_to_look_up(${search}))`, sql`ts_match_vq(${lead.search}, ${all})::int <> 0`]
}

function conditionsOf(filter: Filter): SQL[] {
  const conditions: SQL[] = []
  const anyOf = (column: SQL, values: readonly string[] | null | undefined, type: string) => {
    if (!values) return
    const [only, ...more] = values
    // One value is an equality: only then do the rows of an index on it come in the order of the list.
    const isOne = only !== undefined && more.length === 0
    conditions.push(
      isOne ? sql`${column} = ${only}::${sql.raw(type)}` : sql`${column} = any(${sql.param([...values])}::${sql.raw(type)}[])`,
    )
  }
  anyOf(sql`${lead.status}`, filter.status, 'lead_status')
  anyOf(sql`${lead.stage}`, filter.stage, 'lead_stage')
  anyOf(sql`${lead.tier}`, filter.tier, 'tier')
  anyOf(sql`${lead.source}`, filter.source, 'text')
  if (filter.industry)
    conditions.push(
      sql`${lead.companyId} in (select ${company.id} from ${company} where ${industryKeyOf(sql`${company.industry}`)} = any(array[${sql.join(
        filter.industry.map((name) => industryKeyOf(sql`${name}::text`)),
        sql`, `,
      )}]::text[]))`,
    )
  if (filter.scoreMin != null) conditions.push(sql`${lead.sortScore} >= ${filter.scoreMin}::integer`)
  if (filter.scoreMax != null) conditions.push(sql`${lead.sortScore} between 0 and ${filter.scoreMax}::integer`)
  if (filter.account != null) conditions.push(sql`${lead.account} = ${filter.account}`)
  if (filter.companyId != null) {
    const decoded = decodeGlobalId(filter.companyId)
    if (decoded?.typename !== 'Company') throw refuse('companyId is not an id of a Company.', 'companyId')
    conditions.push(sql`${lead.companyId} = ${decoded.id}`)
  }
  if (filter.createdFrom != null) conditions.push(sql`${lead.createdAt} >= ${filter.createdFrom.toISOString()}`)
  if (filter.createdTo != null) conditions.push(sql`${lead.createdAt} < ${filter.createdTo.toISOString()}`)
  if (filter.changedFrom != null) conditions.push(sql`${lead.updatedAt} >= ${filter.changedFrom.toISOString()}`)
  if (filter.changedTo != null) conditions.push(sql`${lead.updatedAt} < ${filter.changedTo.toISOString()}`)
  if (filter.search != null && filter.search.trim() !== '') conditions.push(...searchConditions(filter.search))
  return conditions
}

async function listLeads(
  args: PageArguments & {
    filter?: Filter | null | undefined
    asOf?: Date | null | undefined
    orderBy?: { by: OrderField; descending?: boolean | null | undefined } | null | undefined
  },
  { reader, loaders }: GraphQLContext,
): Promise<Page<LeadRow>> {
  const by = args.orderBy?.by ?? 'SCORE'
  const isDescending = args.orderBy?.descending ?? true
  const order: KeysetOrder = {
    name: `leads ${by} ${isDescending}`,
    value: orders[by].value,
    id: sql`${lead.id}`,
    type: orders[by].type,
    descending: isDescending,
  }
  const { asOf } = args
  const conditions = conditionsOf(args.filter ?? {})
  const shown = loaders.asked.of('Lead')
  const asked = shown === null ? null : new Set([...shown, 'id', orders[by].column])
  return listPage({
    reader,
    args,
    order,
    from: asOf == null ? sql`${lead}` : leadsAsOf(asOf, { isForAll: true }),
    conditions,
    // The page that everybody sees first is prepared once.
    firstRows:
      asOf == null && conditions.length === 0 ? (limit) => reader.read((db) => firstLeads(order, asked)(db).execute({ limit })) : undefined,
    rows: (db, page) => {
      if (asOf != null) return loadLeadsAsOf(db, asOf, page)
      const ofEach = by === 'LAST_ACTIVITY' ? leadsOfEach(args.filter ?? {}, page) : null
      return db
        .select(someColumns(leadColumns, asked))
        .from(lead)
        .where(ofEach ?? page.where)
        .orderBy(page.orderBy)
        .limit(page.limit)
    },
    cursorOf: (row) => ({ value: orders[by].of(row), id: row.id }),
  })
}

const asOfWords =
  'As things stood then, in business time: leads that were known, by the status and stage that they had. All else is of now. Now when left out.'

export const LeadConnection = builder.connectionObject(
  { type: Lead, name: 'LeadConnection', description: 'A page of leads.' },
  { name: 'LeadEdge', description: 'One row of it.' },
)

builder.queryField('leads', (t) =>
  t.connection(
    {
      type: Lead,
      description: 'Leads, by score unless said otherwise.',
      extensions: needs('read'),
      args: {
        filter: t.arg({ type: LeadFilter, description: 'Which leads.' }),
        orderBy: t.arg({ type: LeadOrder, description: 'How they are sorted.' }),
        asOf: t.arg({ type: 'DateTime', description: asOfWords }),
      },
      resolve: (_, args, context) => listLeads(args, context),
    },
    LeadConnection,
  ),
)

builder.queryField('lead', (t) =>
  t.field({
    type: Lead,
    nullable: true,
    description: 'One lead, by id or by address. `+tag` and Gmail dots do not matter.',
    extensions: needs('read'),
    args: {
      id: t.arg.id({ description: 'Which lead; or its email.' }),
      email: t.arg.string({ description: 'An address of the lead, however it is written.' }),
    },
    resolve: async (_, args, { loaders, reader }) => {
      if (args.id != null) {
        const decoded = decodeGlobalId(args.id)
        if (decoded?.typename !== 'Lead') return null
        const found = await loaders.lead.load(decoded.id)
        if (found) return found
        // Links of a lead that was merged lead to the one that it is now.
        const into = await loadMergedInto(reader, decoded.id)
        return into === null ? null : loaders.lead.load(into)
      }
      if (args.email == null) throw refuse('Give id or email.', 'id')
      const address = parseEmail(args.email)
      if (!address.ok) return null
      const [found] = await reader.read((db) =>
        db
          .select({ id: lead.id })
          .from(lead)
          // An address that they had before, or that another lead had which is merged with them, is theirs too.
          .where(
            sql`${lead.id} = coalesce((select k.id from lead k where k.person_key = ${address.email.personKey}), (select a.lead_id from lead_alias a where a.key = ${address.email.personKey}))`,
          ),
      )
      return found ? loaders.lead.load(found.id) : null
    },
  }),
)

type FunnelStageRow = { stage: LeadRow['stage']; count: number; statuses: Record<string, number>; conversion: number | null }

const FunnelStage = builder.objectRef<FunnelStageRow>('FunnelStage').implement({
  description: 'One stage of the funnel and how many leads stand in it.',
  extensions: needs('read'),
  fields: (t) => ({
    stage: t.expose('stage', { type: LeadStage, description: 'One of the five stages, in the order of the funnel.' }),
    count: t.exposeInt('count', { description: 'Leads that stand in it.' }),
    statuses: t.field({ type: 'JSON', description: 'The same by status.', resolve: (row) => row.statuses }),
    conversion: t.exposeFloat('conversion', { nullable: true, description: 'Share of all leads of the filter; null when there are none.' }),
  }),
})

builder.queryField('funnel', (t) =>
  t.field({
    type: [FunnelStage],
    description: 'The five stages with their counts.',
    extensions: needs('read'),
    args: {
      filter: t.arg({ type: LeadFilter, description: 'Which leads.' }),
      asOf: t.arg({ type: 'DateTime', description: asOfWords }),
    },
    resolve: async (_, args, { reader }) => {
      const conditions = conditionsOf(args.filter ?? {})
      const { asOf } = args
      const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``
      const from = asOf == null ? sql`${lead}` : leadsAsOf(asOf, { isForAll: true })
      const { rows } = await reader.read((db) =>
        db.execute<{ stage: LeadRow['stage']; status: LeadRow['status']; count: number }>(
          sql`select "lead".stage, "lead".status, count(*)::int as count from ${from} ${where} group by 1, 2`,
        ),
      )
      const all = rows.reduce((sum, row) => sum + row.count, 0)
      return lead.stage.enumValues.map((stage) => {
        const inside = rows.filter((row) => row.stage === stage)
        const count = inside.reduce((sum, row) => sum + row.count, 0)
        return {
          stage,
          count,
          statuses: Object.fromEntries(inside.map((row) => [row.status, row.count])),
          conversion: all === 0 ? null : count / all,
        }
      })
    },
  }),
)
