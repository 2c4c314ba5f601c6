import type { KeysetOrder } from '@swarm/db/keyset'
import type { Reader } from '@swarm/db/read'
import { figureOf } from '@swarm/jobs/kpis/figure'
import {
  dimensionWords,
  type KpiDimension,
  type KpiName,
  kpiDefinition,
  kpiDimensions,
  kpiNames,
  targetWords,
} from '@swarm/jobs/kpis/kpi-definitions'
import type { KpiWindow } from '@swarm/jobs/kpis/kpi-relations'
import { groupable, type KpiCount, type KpiGroup, loadKpiCounts, mostGroups } from '@swarm/jobs/kpis/load-kpi-counts'
import { redFlagWords, redFlagZone } from '@swarm/jobs/kpis/red-flags'
import { loadSettings } from '@swarm/jobs/settings/load-settings'
import { type Prices, pricesSection } from '@swarm/jobs/settings/prices'
import { reviewSection } from '@swarm/jobs/settings/review'
import { sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { builder, encodeGlobalId, needs } from './builder.ts'
import { Draft } from './draft/type.ts'
import { type KpiSourceRow, rowsBehind } from './kpi-rows.ts'
import { Lead } from './lead-type.ts'
import { listPage, type PageArguments, pageOfRows } from './page.ts'

const DimensionEnum = builder.enumType('KpiDimension', {
  description: 'What figures can be grouped by.',
  values: dimensionWords,
})

type KpiFigure = KpiCount & ReturnType<typeof figureOf> & { note: string | null; currency: string | null }

const KpiRow = builder.objectRef<KpiFigure>('KpiRow').implement({
  description: 'One figure of one group, with what it counted.',
  extensions: needs('read'),
  fields: (t) => ({
    group: t.field({
      type: 'JSON',
      description:
        'Its value of each dimension that was grouped by: {"TIER": "TIER_1"}; null where a row has none. Give it to kpiRows as it is.',
      resolve: (row) => row.group,
    }),
    name: t.exposeString('name', { description: 'Which figure; see definitions.' }),
    unit: t.string({
      description: 'share (0 to 1), count, minutes, money or days in a row.',
      resolve: (row) => kpiDefinition(row.name).unit,
    }),
    value: t.exposeFloat('value', { nullable: true, description: 'The figure; null where nothing was counted.' }),
    numerator: t.exposeInt('numerator', { description: 'Rows that have what the figure looks for.' }),
    denominator: t.exposeInt('denominator', { description: 'Rows that were counted: those that kpiRows lists.' }),
    low: t.exposeFloat('low', {
      nullable: true,
      description: 'Lower end of its interval: Wilson 95 % of a share, the first quartile of minutes.',
    }),
    high: t.exposeFloat('high', {
      nullable: true,
      description: 'Upper end of its interval: Wilson 95 % of a share, the third quartile of minutes.',
    }),
    target: t.string({
      nullable: true,
      description: 'What it should be, such as "≥ 8 %"; null where it is only shown.',
      resolve: (row) => targetWords(kpiDefinition(row.name)),
    }),
    redFlag: t.exposeBoolean('redFlag', { description: 'Whether its red flag rule holds; see definitions.' }),
    note: t.exposeString('note', { nullable: true, description: 'Why there is no value, where that needs saying.' }),
    currency: t.exposeString('currency', { nullable: true, description: 'Of money: ISO code of its currency.' }),
    slow: t.float({
      nullable: true,
      description: 'Of minutes: what 95 of 100 took at most.',
      resolve: ({ name, quartiles }) => (kpiDefinition(name).unit === 'minutes' ? (quartiles?.[3] ?? null) : null),
    }),
    cost: t.float({
      nullable: true,
      description: 'Of money: all that was spent; null while a provider that took credits has no price.',
      resolve: ({ cents }) => (cents === null ? null : cents / 100),
    }),
  }),
})

/** What each figure counts, for whoever reads it: the very definitions that the statements follow. */
const definitions = Object.fromEntries(
  kpiNames.map((name) => {
    const { target, redFlag, dimensions, ...words } = kpiDefinition(name)
    const shown = { target: targetWords({ target, unit: words.unit }), redFlag: redFlagWords(redFlag), dimensions }
    return [name, { ...words, ...shown, targetValue: target?.value ?? null, redFlagZone: redFlagZone(redFlag) }]
  }),
)

const KpiReport = builder.objectRef<KpiFigure[]>('KpiReport').implement({
  description: 'Figures over a window, by group.',
  extensions: needs('read'),
  fields: (t) => ({
    rows: t.field({
      type: [KpiRow],
      description: 'One for each figure and group. Figures that cannot be grouped so are left out; see dimensions of their definition.',
      resolve: (rows) => rows,
    }),
    definitions: t.field({
      type: 'JSON',
      description:
        'By figure: title, unit, numerator, denominator, window, exclusions, target, red flag rule, dimensions; target and red shares as numbers for drawing; of the time to approve what is promised (sla), in minutes of working time.',
      resolve: async (_, __, { reader }) => {
        const { document } = await reader.read((db) => loadSettings(db, reviewSection))
        return { ...definitions, time_to_approve: { ...definitions['time_to_approve'], sla: document.decisionMinutes } }
      },
    }),
  }),
})

function refuse(message: string, path: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'INVALID_INPUT', path: [path] } })
}

/** Longest window, in days: ten years. */
const longestDays = 3_660

type Asked = { from: Date; to: Date; asOf?: Date | null | undefined }

async function windowOf(reader: Reader, { from, to, asOf }: Asked): Promise<KpiWindow> {
  if (from >= to) throw refuse('`from` must be before `to`.', 'from')
  if (to.getTime() - from.getTime() > longestDays * 86_400_000) throw refuse(`A window has at most ${longestDays} days.`, 'to')
  const { document: prices } = await reader.read((db) => loadSettings(db, pricesSection))
  return { from, to, asOf: asOf ?? null, prices }
}

/** Why a figure has no value, where that needs saying. */
function noteOf({ name, numerator, denominator, cents }: KpiCount, { perCredit }: Prices): string | null {
  if (name !== 'cost_per_meeting') return null
  if (Object.values(perCredit).every((price) => price === 0)) return 'No price of a credit is set: Settings, Prices.'
  if (denominator > 0 && cents === null) return 'A provider that took credits has no price: Settings, Prices.'
  return numerator === 0 ? 'No meetings yet.' : null
}

async function report(reader: Reader, window: KpiWindow, dimensions: readonly KpiDimension[]): Promise<KpiFigure[]> {
  const counts = await reader.read((db) => loadKpiCounts(db, window, dimensions))
  if (counts.length > mostGroups)
    throw refuse(`These dimensions give more than ${mostGroups} rows. Take fewer of them, or a shorter window.`, 'groupBy')
  return counts.map((count) => ({
    ...count,
    ...figureOf(count),
    note: noteOf(count, window.prices),
    currency: kpiDefinition(count.name).unit === 'money' ? window.prices.currency : null,
  }))
}

const windowWords = {
  from: 'From this instant on.',
  to: `Until this instant, which is not counted; at most ${longestDays} days after \`from\`.`,
  asOf: 'As things stood then: nothing that happened later counts. Now when left out.',
}

builder.queryField('kpis', (t) =>
  t.field({
    type: KpiReport,
    description: 'Figures over a window, each with its target, interval and red flag, and the definitions that they follow.',
    extensions: needs('read'),
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: windowWords.from }),
      to: t.arg({ type: 'DateTime', required: true, description: windowWords.to }),
      groupBy: t.arg({ type: [DimensionEnum], description: 'One row for each value of these; one row in all when left out.' }),
      asOf: t.arg({ type: 'DateTime', description: windowWords.asOf }),
    },
    resolve: async (_, { groupBy, ...args }, { reader }) => report(reader, await windowOf(reader, args), [...new Set(groupBy ?? [])]),
  }),
)

const KpiSource = builder.objectRef<KpiSourceRow>('KpiSource').implement({
  description: 'One thing that a figure counted: a scored lead, a send, a decision, a meeting, a look-up or a day.',
  extensions: needs('read'),
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'The instant that puts it into the window, in business time.', resolve: (row) => row.at }),
    counts: t.boolean({ description: 'Whether it is in the numerator.', resolve: (row) => row.isHit }),
    minutes: t.exposeFloat('minutes', { nullable: true, description: 'Of an approval: minutes since its draft was made.' }),
    cost: t.float({
      nullable: true,
      description: 'Of a look-up: what it cost.',
      resolve: ({ cents }) => (cents === null ? null : cents / 100),
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'Of a day: what had to be done beyond the gate. Of a look-up: at which provider.',
    }),
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'Whom it is about; null of days and look-ups.',
      resolve: (row, _, { loaders }) => (row.leadId === null ? null : loaders.lead.load(row.leadId)),
    }),
    draft: t.field({
      type: Draft,
      nullable: true,
      description: 'The draft that was sent or decided.',
      resolve: (row, _, { loaders }) => (row.draftId === null ? null : loaders.draft.load(row.draftId)),
    }),
    sendId: t.id({
      nullable: true,
      description: 'The send, for node(id:).',
      resolve: (row) => (row.sendId === null ? null : encodeGlobalId('Send', row.sendId)),
    }),
  }),
})

const KpiSourceConnection = builder.connectionObject(
  { type: KpiSource, name: 'KpiSourceConnection', description: 'A page of what a figure counted.' },
  { name: 'KpiSourceEdge', description: 'One row of it.' },
)

const newestFirst: KeysetOrder = {
  name: 'kpi_rows',
  value: sql`counted.at`,
  id: sql`counted.id`,
  type: 'timestamptz',
  descending: true,
}

const groupInput = z.partialRecord(z.enum(kpiDimensions), z.string().max(400).nullable()).nullish()

/** Throws INVALID_INPUT for a figure that isn't one and a group that its rows can't have. */
function asked(givenName: string, givenGroup: unknown): { name: KpiName; group: KpiGroup } {
  const name = kpiNames.find((known) => known === givenName)
  if (name === undefined) throw refuse(`There is no figure of this name; there are ${kpiNames.join(', ')}.`, 'name')
  const parsed = groupInput.safeParse(givenGroup)
  if (!parsed.success) throw refuse('group is an object of dimensions and their values, such as {"TIER": "TIER_1"}.', 'group')
  const group = parsed.data ?? {}
  const dimensions = kpiDimensions.filter((dimension) => dimension in group)
  if (!groupable(dimensions).includes(name))
    throw refuse(`${name} can be grouped by ${kpiDefinition(name).dimensions.join(', ')}.`, 'group')
  return { name, group }
}

async function listRows(reader: Reader, args: PageArguments, window: KpiWindow, name: KpiName, group: KpiGroup) {
  const behind = rowsBehind(name, window, group)
  if (behind === null) return pageOfRows<KpiSourceRow>([], args, newestFirst, ({ id }) => ({ value: 0, id }))
  return listPage({
    reader,
    args,
    order: newestFirst,
    from: behind.from,
    conditions: behind.conditions,
    rows: async (db, { where, orderBy, limit }) => {
      const { rows } = await db.execute<Omit<KpiSourceRow, 'at'> & { at: string | Date }>(sql`
        select ${behind.columns} from ${behind.from} ${where ? sql`where ${where}` : sql``} order by ${orderBy} limit ${limit}`)
      return rows.map((row): KpiSourceRow => ({ ...row, at: new Date(row.at) }))
    },
    cursorOf: (row) => ({ value: row.at.toISOString(), id: row.id }),
  })
}

builder.queryField('kpiRows', (t) =>
  t.connection(
    {
      type: KpiSource,
      description: 'Exactly the rows that a figure counted, newest first: as many as its denominator.',
      extensions: needs('read'),
      args: {
        name: t.arg.string({ required: true, description: 'Which figure.' }),
        group: t.arg({ type: 'JSON', description: 'The group of the figure, as kpis gave it.' }),
        from: t.arg({ type: 'DateTime', required: true, description: windowWords.from }),
        to: t.arg({ type: 'DateTime', required: true, description: windowWords.to }),
        asOf: t.arg({ type: 'DateTime', description: windowWords.asOf }),
      },
      resolve: async (_, args, { reader }) => {
        const { name, group } = asked(args.name, args.group)
        return listRows(reader, args, await windowOf(reader, args), name, group)
      },
    },
    KpiSourceConnection,
  ),
)
