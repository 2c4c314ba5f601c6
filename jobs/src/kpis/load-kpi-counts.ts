import type { Sql } from '@swarm/db/write'
import { type SQL, sql } from 'drizzle-orm'
import { loadIndustryNames } from '../segment/industry-names.ts'
import { type KpiDimension, type KpiName, kpiDefinition, kpiNames } from './kpi-definitions.ts'
import { type KpiWindow, relationsOf } from './kpi-relations.ts'

export type KpiGroup = Partial<Record<KpiDimension, string | null>>
export type KpiCount = {
  name: KpiName
  group: KpiGroup
  numerator: number
  denominator: number
  /** Of minutes; null of every other figure. */
  quartiles: [number, number, number, number] | null
  /** What was spent, in hundredths of the currency; null where nothing is, or of some of it no price is known. */
  cents: number | null
  /** Whether each counted row is a hit, the first first; only of days. */
  days: boolean[] | null
}

/** Most groups that one answer has. */
export const mostGroups = 5_000

/** Figures that can be grouped so; the others have no such rows. */
export const groupable = (dimensions: readonly KpiDimension[]): KpiName[] =>
  kpiNames.filter((name) => dimensions.every((dimension) => kpiDefinition(name).dimensions.includes(dimension)))

type Counted = Omit<KpiCount, 'group'> & { values: (string | null)[] }

/** What each figure counted, by group: each kind of rows is read once, however many figures count it, in two statements at a time. Without dimensions every figure has its one row. At most `mostGroups` + 1 rows of each statement. */
export async function loadKpiCounts(
  db: Sql,
  window: KpiWindow,
  dimensions: readonly KpiDimension[],
  names: readonly KpiName[] = groupable(dimensions),
): Promise<KpiCount[]> {
  const relations = relationsOf(names, window, dimensions)
  const parts = relations.map(({ tables, from, figures, dimensions: columns, about }, place) => {
    // Of the figure that shows their quartiles alone: working them out sorts all rows.
    const minutesOf = (name: KpiName) => (kpiDefinition(name).unit === 'minutes' ? about.minutes : undefined)
    const by = dimensions.map((dimension) => columns[dimension] ?? sql`null::text`)
    const places = by.map((_, nth) => sql.raw(String(nth + 1)))
    const values = by.map((column, nth) => sql`${column} as ${sql.raw(`v${nth}`)}`)
    const counts = figures.flatMap(({ name, counted, hit }, nth) => [
      sql`(count(*) filter (where ${counted}))::int as ${sql.raw(`d${nth}`)}`,
      sql`(count(*) filter (where ${counted} and ${hit}))::int as ${sql.raw(`n${nth}`)}`,
      ...(minutesOf(name)
        ? [
            sql`percentile_cont(array[0.25, 0.5, 0.75, 0.95]) within group (order by ${minutesOf(name)}) filter (where ${counted}) as ${sql.raw(`q${nth}`)}`,
          ]
        : []),
      ...(about.cents
        ? [
            sql`case when not bool_or(${about.note ?? sql`null`} is not null and ${about.cents} is null) then coalesce(sum(${about.cents}), 0) end as ${sql.raw(`c${nth}`)}`,
          ]
        : []),
      ...(about.note && !about.lead_id ? [sql`array_agg(${hit} order by r.at) filter (where ${counted}) as ${sql.raw(`y${nth}`)}`] : []),
    ])
    const rows = figures.map(
      ({ name }, nth) =>
        sql`(${name}::text, ${sql.raw(`n${nth}`)}, ${sql.raw(`d${nth}`)}, ${minutesOf(name) ? sql.raw(`to_jsonb(q${nth})`) : sql`null::jsonb`},
          ${about.cents ? sql.raw(`c${nth}`) : sql`null::double precision`}, ${about.note && !about.lead_id ? sql.raw(`to_jsonb(y${nth})`) : sql`null::jsonb`})`,
    )
    const array =
      by.length === 0
        ? sql`'[]'::jsonb`
        : sql`jsonb_build_array(${sql.join(
            by.map((_, nth) => sql.raw(`g.v${nth}`)),
            sql`, `,
          )})`
    const grouping = by.length === 0 ? sql`` : sql`group by ${sql.join(places, sql`, `)}`
    const part = sql`select ${sql.raw(String(place))} as place, f.*, ${array} as values
      from (select ${sql.join([...values, ...counts], sql`, `)} from ${from} ${grouping}) g
      cross join lateral (values ${sql.join(rows, sql`, `)}) f(name, numerator, denominator, quartiles, cents, days) where f.denominator > 0`
    return { tables, figures, part }
  })
  const ask = async (asked: readonly { tables: SQL; part: SQL }[]): Promise<Counted[]> => {
    if (asked.length === 0) return []
    return await db.transaction(async (tx) => {
      // A year of decisions is found through an index of their drafts; counted as if its pages lay on a spinning disk, the whole wide table would be read.
      await tx.execute(sql`set local random_page_cost = 1.1`)
      const { rows } = await tx.execute<Counted>(sql`
        with ${sql.join(
          asked.map(({ tables }) => tables),
          sql`, `,
        )}
        select name, numerator, denominator, quartiles, cents, days, values
        from (${sql.join(
          asked.map(({ part }) => part),
          sql` union all `,
        )}) counted
        order by values, place limit ${mostGroups + 1}`)
      return rows
    })
  }
  // Sends take about as long as all the rest, and PostgreSQL works on one part of a union after the other: asked apart, both are counted at once.
  const [sends, others] = [true, false].map((isSends) =>
    parts.filter(({ figures }) => figures.some(({ name }) => name === 'reply_rate') === isSends),
  )
  const found = (await Promise.all([ask(sends ?? []), ask(others ?? [])])).flat()
  const industry = dimensions.indexOf('INDUSTRY')
  const industries = await loadIndustryNames(db, [...new Set(found.flatMap(({ values }) => values[industry] ?? []))])
  const rows = found.map(({ values, ...count }): KpiCount => {
    const group: KpiGroup = {}
    for (const [place, dimension] of dimensions.entries()) {
      const value = values[place] ?? null
      group[dimension] = place === industry && value !== null ? (industries.get(value) ?? value) : value
    }
    return { ...count, group }
  })
  if (dimensions.length > 0) return rows.toSorted((a, b) => kpiNames.indexOf(a.name) - kpiNames.indexOf(b.name))
  const nothing = { group: {}, numerator: 0, denominator: 0, quartiles: null, cents: null, days: null }
  return names.map((name) => rows.find((row) => row.name === name) ?? { name, ...nothing })
}
