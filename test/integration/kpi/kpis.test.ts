import { randomInt } from 'node:crypto'
import { type KpiDimension, type KpiName, kpiDefinition, kpiDimensions, kpiNames } from '@swarm/jobs/kpis/kpi-definitions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { from, makeNumbers, randomFrom, to } from './made-numbers.ts'

const seed = Number(process.env['SEED'] ?? randomInt(1_000_000))
const random = randomFrom(seed)
let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('read')
  await makeNumbers(api.writer, random, 400)
})
afterAll(() => api.stop())

type Row = {
  name: KpiName
  group: Record<string, string | null>
  value: number | null
  numerator: number
  denominator: number
  low: number | null
  high: number | null
  target: string | null
  redFlag: boolean
  note: string | null
}
const reportQuery = `query ($from: DateTime!, $to: DateTime!, $groupBy: [KpiDimension!], $asOf: DateTime) {
  kpis(from: $from, to: $to, groupBy: $groupBy, asOf: $asOf) { rows { name group value numerator denominator low high target redFlag note } definitions } }`
const rowsQuery = `query ($name: String!, $group: JSON, $from: DateTime!, $to: DateTime!, $after: String, $asOf: DateTime) {
  kpiRows(name: $name, group: $group, from: $from, to: $to, first: 200, after: $after, asOf: $asOf) {
    totalCount edges { node { at counts minutes lead { id } draft { id } sendId } } pageInfo { hasNextPage endCursor } } }`

async function report(variables: Record<string, unknown> = {}): Promise<Row[]> {
  const { data, errors } = await api.ask<{ kpis: { rows: Row[] } }>(key, reportQuery, { from, to, ...variables })
  expect(errors).toBeUndefined()
  return data?.kpis.rows ?? []
}

type SourceRow = { at: string; counts: boolean; lead: { id: string } | null; sendId: string | null }
type SourcePage = { totalCount: number; edges: { node: SourceRow }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }

/** Every row behind a figure, page by page. */
async function rowsBehind(name: string, group: unknown, more: Record<string, unknown> = {}): Promise<{ total: number; rows: SourceRow[] }> {
  const rows: SourceRow[] = []
  for (let after: string | null = null; ; ) {
    const answer: { data: { kpiRows: SourcePage } | null; errors?: unknown } = await api.ask<{ kpiRows: SourcePage }>(key, rowsQuery, {
      name,
      group,
      from,
      to,
      after,
      ...more,
    })
    expect(answer.errors).toBeUndefined()
    const page = answer.data?.kpiRows
    if (!page) throw new Error('no page')
    rows.push(...page.edges.map(({ node }) => node))
    if (!page.pageInfo.hasNextPage) return { total: page.totalCount, rows }
    after = page.pageInfo.endCursor
  }
}

const one = (rows: readonly Row[], name: KpiName): Row => {
  const row = rows.find((each) => each.name === name)
  if (!row) throw new Error(`no ${name}`)
  return row
}

test(`each figure opens exactly the rows that it counted, in all and in every group (seed ${seed})`, async () => {
  const groupings: KpiDimension[][] = [
    [],
    ['DAY'],
    ['WEEK', 'TIER'],
    ...Array.from({ length: 4 }, () => kpiDimensions.filter(() => random() < 0.2)),
    ...kpiDimensions.map((dimension) => [dimension]),
  ]
  for (const groupBy of groupings) {
    const rows = await report({ groupBy })
    // Dimensions that no figure has together group nothing.
    const isAnyGrouped = kpiNames.some((name) => groupBy.every((dimension) => kpiDefinition(name).dimensions.includes(dimension)))
    expect(rows.length > 0, groupBy.join()).toBe(isAnyGrouped)
    // Of many groups some, chosen by chance.
    const asked = rows.length > 6 ? rows.filter(() => random() < 6 / rows.length) : rows
    for (const { name, group, numerator, denominator } of asked) {
      const behind = await rowsBehind(name, group)
      const where = `${name} ${JSON.stringify(group)}`
      expect([behind.total, behind.rows.length], where).toEqual([denominator, denominator])
      expect(behind.rows.filter(({ counts }) => counts).length, where).toBe(numerator)
      expect(new Set(behind.rows.map((row) => JSON.stringify(row))).size, where).toBe(denominator)
    }
  }
}, 30_000)

test(`groups add up to the whole, whatever they are grouped by (seed ${seed})`, async () => {
  const whole = await report()
  expect(whole.map(({ name }) => name)).toEqual(kpiNames)
  for (const dimension of kpiDimensions) {
    const rows = await report({ groupBy: [dimension] })
    for (const { name, numerator, denominator } of whole) {
      const parts = rows.filter((row) => row.name === name)
      if (!kpiDefinition(name).dimensions.includes(dimension)) expect(parts, `${name} by ${dimension}`).toEqual([])
      else
        expect(
          [parts.reduce((sum, row) => sum + row.numerator, 0), parts.reduce((sum, row) => sum + row.denominator, 0)],
          `${name} by ${dimension}`,
        ).toEqual([numerator, denominator])
    }
  }
})

test(`the figures agree with statements that were written apart (seed ${seed})`, async () => {
  const rows = await report()
  const count = async (statement: string) => {
    const { rows: found } = await api.writer.pool.query<{ count: number }>(`select count(*)::int as count ${statement}`, [from, to])
    return found[0]?.count
  }
  const sent = `from send s join batch b on b.id = s.batch_id join draft d on d.id = s.draft_id
    where s.status = 'PROVEN' and not b.is_test and not d.is_test and s.proven_at >= $1 and s.proven_at < $2`
  const with_ = (kind: string) =>
    `${sent} and s.channel = 'EMAIL' and exists (select from signal g where g.lead_id = s.lead_id and g.kind = '${kind}')`
  expect(one(rows, 'reply_rate')).toMatchObject({
    numerator: await count(with_('EMAIL_REPLIED')),
    denominator: await count(`${sent} and s.channel = 'EMAIL'`),
  })
  expect(one(rows, 'bounce_rate').numerator).toBe(await count(with_('EMAIL_BOUNCED')))
  expect(one(rows, 'unsubscribe_rate').numerator).toBe(await count(with_('UNSUBSCRIBED')))
  expect(one(rows, 'open_rate').numerator).toBe(
    await count(
      `${sent} and s.channel = 'EMAIL' and exists (select from signal g where g.lead_id = s.lead_id and g.detail ->> 'open' = 'human')`,
    ),
  )
  expect(one(rows, 'linkedin_accept_rate').denominator).toBe(await count(`${sent} and s.channel = 'LINKEDIN'`))
  const decided = `from review r join draft d on d.id = r.draft_id where not d.is_test and r.at >= $1 and r.at < $2
    and (select count(*) from review u where u.draft_id = r.draft_id) = 1 and r.decision`
  expect(one(rows, 'rejection_ratio')).toMatchObject({
    numerator: await count(`${decided} = 'REJECT'`),
    denominator: await count(`${decided} in ('APPROVE', 'REJECT')`),
  })
  expect(one(rows, 'time_to_approve').denominator).toBe(await count(`${decided} = 'APPROVE'`))
  expect(one(rows, 'meetings').value).toBe(await count(`from signal where kind = 'MEETING_BOOKED' and at >= $1 and at < $2`))
  expect(one(rows, 'icp_match_rate').denominator).toBe(
    await count(`from lead l where exists (select from score_decision s where s.lead_id = l.id and s.at >= $1 and s.at < $2)`),
  )
})

test('figures come with interval, target, red flag and definition; what is not classified says so', async () => {
  const { data } = await api.ask<{ kpis: { rows: Row[]; definitions: Record<string, Record<string, unknown>> } }>(key, reportQuery, {
    from,
    to,
  })
  const reply = one(data?.kpis.rows ?? [], 'reply_rate')
  expect(reply.value).toBeCloseTo(reply.numerator / reply.denominator, 12)
  expect(reply.low).toBeLessThan(reply.value ?? 0)
  expect(reply.high).toBeGreaterThan(reply.value ?? 1)
  expect(reply.target).toBe('≥ 8 %')
  expect(one(data?.kpis.rows ?? [], 'bounce_rate')).toMatchObject({ target: '< 5 %', redFlag: true })
  expect(one(data?.kpis.rows ?? [], 'positive_reply_rate')).toMatchObject({
    value: null,
    denominator: 0,
    note: expect.stringMatching(/not yet classified/i),
  })
  expect((await rowsBehind('positive_reply_rate', {})).rows).toEqual([])
  expect(Object.keys(data?.kpis.definitions ?? {})).toEqual(kpiNames)
  expect(data?.kpis.definitions['bounce_rate']).toMatchObject({
    target: '< 5 %',
    redFlag: '5 % or more, from 20; below that 2',
    exclusions: expect.any(String),
  })
})

test('days are those of the organisation: Denver changes its clock within the window', async () => {
  const days = (await report({ groupBy: ['DAY'] })).map(({ group }) => String(group['DAY'])).sort()
  expect(days[0]).toBe('2026-10-05')
  expect(days.at(-1)).toBe('2026-11-01')
  const weeks = new Set((await report({ groupBy: ['WEEK'] })).map(({ group }) => group['WEEK']))
  expect([...weeks].sort()).toEqual(['2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26'])
})

test('as of an instant nothing that came later counts, in the figure and its rows', async () => {
  const asOf = '2026-10-15T12:00:00.000Z'
  const rows = await report({ asOf })
  const now = one(await report(), 'reply_rate')
  const then = one(rows, 'reply_rate')
  expect(then.denominator).toBeLessThan(now.denominator)
  const early = one(await report({ to: asOf }), 'reply_rate')
  expect(early.denominator).toBe(then.denominator)
  expect(early.numerator).toBeGreaterThanOrEqual(then.numerator)
  for (const name of ['reply_rate', 'rejection_ratio', 'icp_match_rate'] as const)
    expect((await rowsBehind(name, {}, { asOf })).rows.length).toBe(one(rows, name).denominator)
})

test('an empty window has figures without a value, never a share of nothing', async () => {
  const rows = await report({ from: '2030-01-01T00:00:00Z', to: '2030-01-02T00:00:00Z' })
  expect(rows.map(({ name, denominator, redFlag }) => [name, denominator, redFlag])).toEqual(kpiNames.map((name) => [name, 0, false]))
  expect(one(rows, 'reply_rate')).toMatchObject({ value: null, low: null, high: null })
  expect(one(rows, 'meetings').value).toBe(0)
})

test.each([
  ['a window that ends before it begins', reportQuery, { from: to, to: from }, 'from'],
  ['a window of a thousand years', reportQuery, { from: '1500-01-01T00:00:00Z' }, 'to'],
  ['a figure that is none', rowsQuery, { name: 'sales' }, 'name'],
  ['a group that is no object', rowsQuery, { name: 'reply_rate', group: 'TIER_1' }, 'group'],
  ['a dimension that is none', rowsQuery, { name: 'reply_rate', group: { MOOD: 'good' } }, 'group'],
  ['a dimension that its rows have not', rowsQuery, { name: 'reply_rate', group: { REVIEWER: 'Olga' } }, 'group'],
  ['a forged cursor', rowsQuery, { name: 'reply_rate', after: 'abc' }, 'after'],
])('%s is refused in words', async (_, query, variables, path) => {
  const { data, errors } = await api.ask(key, query, { from, to, ...variables })
  expect(data).toBeNull()
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'INVALID_INPUT', path: [path] } })
  expect(api.faults).toEqual([])
})

test('a caller without read sees no figure', async () => {
  const { errors } = await api.ask(await api.keyFor('webhook'), reportQuery, { from, to })
  expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN')
})
