import { randomInt } from 'node:crypto'
import { newId } from '@swarm/db/new-id'
import { createWriter } from '@swarm/db/write'
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
  await api.writer.pool.query(
    `insert into setting_version (section, version, document, created_by) values ('prices', 1, '{"currency": "EUR", "perCredit": {"apollo": 0.2}}', 'Olga')`,
  )
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
  unit: string
  cost: number | null
  currency: string | null
}
const reportQuery = `query ($from: DateTime!, $to: DateTime!, $groupBy: [KpiDimension!], $asOf: DateTime) {
  kpis(from: $from, to: $to, groupBy: $groupBy, asOf: $asOf) { rows { name group value numerator denominator low high target redFlag note unit cost currency } definitions } }`
const rowsQuery = `query ($name: String!, $group: JSON, $from: DateTime!, $to: DateTime!, $after: String, $asOf: DateTime) {
  kpiRows(name: $name, group: $group, from: $from, to: $to, first: 200, after: $after, asOf: $asOf) {
    totalCount edges { node { at counts minutes cost note lead { id } draft { id } sendId } } pageInfo { hasNextPage endCursor } } }`

async function report(variables: Record<string, unknown> = {}): Promise<Row[]> {
  const { data, errors } = await api.ask<{ kpis: { rows: Row[] } }>(key, reportQuery, { from, to, ...variables })
  expect(errors).toBeUndefined()
  return data?.kpis.rows ?? []
}

type SourceRow = {
  at: string
  counts: boolean
  cost: number | null
  note: string | null
  lead: { id: string } | null
  sendId: string | null
}
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

test(`over a year, whose leads are read before its sends, groups are those of half a year with the same rows (seed ${seed})`, async () => {
  for (const groupBy of [['INDUSTRY'], ['INDUSTRY', 'SOURCE', 'TIER']]) {
    const [half, year] = await Promise.all([180, 365].map((days) => report({ groupBy, from: new Date(to.getTime() - days * 86_400_000) })))
    expect(half?.length, groupBy.join()).toBeGreaterThan(2)
    expect(year, groupBy.join()).toEqual(half)
  }
})

test('of five and of ten years the figures are those of the year that has all the rows', async () => {
  const since = (years: number) => new Date(to.getTime() - years * 365 * 86_400_000)
  for (const groupBy of [[], ['WEEK', 'TIER']]) {
    const year = await report({ groupBy, from: since(1) })
    expect(year.length).toBeGreaterThan(5)
    for (const years of [5, 10]) expect(await report({ groupBy, from: since(years) }), `${years}`).toEqual(year)
  }
})

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

test('an industry is one group, however its name is written', async () => {
  const named = (await report({ groupBy: ['INDUSTRY'] })).filter(({ name }) => name === 'reply_rate').map(({ group }) => group['INDUSTRY'])
  expect(new Set(named)).toEqual(new Set(['Staffing', 'agency', null]))
  expect(named).toHaveLength(3)
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
  expect(one(rows, 'linkedin_accept_rate').denominator).toBe(await count(`${sent} and s.action = 'LINKEDIN_REQUEST'`))
  const decided = `from review r join draft d on d.id = r.draft_id where not d.is_test and r.at >= $1 and r.at < $2
    and r.tag is distinct from 'queue_hygiene_non_actionable' and (select count(*) from review u where u.draft_id = r.draft_id) = 1 and r.decision`
  expect(one(rows, 'rejection_ratio')).toMatchObject({
    numerator: await count(`${decided} = 'REJECT'`),
    denominator: await count(`${decided} in ('APPROVE', 'REJECT')`),
  })
  expect(one(rows, 'time_to_approve').denominator).toBe(await count(`${decided} = 'APPROVE'`))
  const answered = `from reply r where r.lead_id is not null and not r.is_automatic and r.class <> 'OUT_OF_OFFICE' and r.at >= $1 and r.at < $2`
  expect(one(rows, 'positive_reply_rate')).toMatchObject({
    numerator: await count(`${answered} and r.class in ('INTERESTED', 'MEETING_REQUEST', 'QUESTION')`),
    denominator: await count(answered),
  })
  expect(one(rows, 'meetings').value).toBe(await count(`from signal where kind = 'MEETING_BOOKED' and at >= $1 and at < $2`))
  const byAngle = (await report({ groupBy: ['ANGLE'] })).filter(({ name, group }) => name === 'meetings' && group['ANGLE'] !== null)
  expect(byAngle.length).toBeGreaterThan(0)
  expect(byAngle.reduce((sum, { numerator }) => sum + numerator, 0)).toBe(
    await count(`from signal g where g.kind = 'MEETING_BOOKED' and g.at >= $1 and g.at < $2
      and exists (select ${sent.replace('s.proven_at >= $1 and s.proven_at < $2', 's.lead_id = g.lead_id and s.proven_at <= g.at')})`),
  )
  const byReviewer = (await report({ groupBy: ['REVIEWER'] })).filter(({ name }) => name === 'reply_rate')
  expect(byReviewer.length).toBeGreaterThan(1)
  for (const { group, denominator } of byReviewer)
    expect(denominator, `${group['REVIEWER']}`).toBe(
      await count(`${sent} and s.channel = 'EMAIL' and coalesce((
        select r.actor from review r where r.draft_id = d.id and r.decision = 'APPROVE' order by r.draft_version desc limit 1), b.decided_by) = '${group['REVIEWER']}'`),
    )
  expect(one(rows, 'icp_match_rate').denominator).toBe(
    await count(`from lead l where exists (select from score_decision s where s.lead_id = l.id and s.at >= $1 and s.at < $2)`),
  )
})

test('a meeting costs what the look-ups cost, and a day with a stop is not autonomous; drills are', async () => {
  const rows = await report()
  const cost = one(rows, 'cost_per_meeting')
  const behind = await rowsBehind('cost_per_meeting', {})
  const spent = behind.rows.reduce((sum, row) => sum + (row.cost ?? 0), 0)
  expect(cost).toMatchObject({ unit: 'money', currency: 'EUR', numerator: one(rows, 'meetings').numerator, low: null })
  expect(cost.cost).toBeCloseTo(spent, 9)
  expect(cost.value).toBeCloseTo(spent / cost.numerator, 9)
  expect(spent).toBeGreaterThan(0)
  // Of a look-up by somebody's address it is known for whom, and what was written to them.
  for (const dimension of ['SOURCE', 'ANGLE'] as const) {
    const groups = (await report({ groupBy: [dimension] })).filter(({ name }) => name === 'cost_per_meeting')
    expect(groups.reduce((sum, { cost: of }) => sum + (of ?? 0), 0)).toBeCloseTo(spent, 9)
    expect(
      groups.some(({ group, cost: of }) => group[dimension] !== null && (of ?? 0) > 0),
      dimension,
    ).toBe(true)
  }
  const days = await rowsBehind('autonomous_days', {})
  const because = new Map(days.rows.map(({ at, note }) => [at.slice(0, 10), note]))
  expect(because.get('2026-10-14')).toBe('emergency stop set by invariants')
  expect(because.get('2026-10-15')).toBe('stop lifted by Olga')
  expect(because.get('2026-10-07')).toBeNull()
  // Chance may leave a day without a send.
  const { rows: live } = await api.writer.pool.query<{ day: string }>(
    `select distinct s.ceiling_day::text as day from send s join batch b on b.id = s.batch_id
     where not b.is_test and s.status <> 'SKIPPED' and s.ceiling_day between '2026-10-05' and '2026-11-01'`,
  )
  const steady = live.filter(({ day }) => !['2026-10-14', '2026-10-15'].includes(day))
  expect(one(rows, 'autonomous_days')).toMatchObject({
    denominator: live.length,
    numerator: steady.length,
    value: steady.filter(({ day }) => day > '2026-10-15').length,
    unit: 'days',
    target: '≥ 3 in a row',
  })
})

test('credits that cost less than a cent cost something, and what has no price makes the whole unknown', async () => {
  const price = (perCredit: object) =>
    api.writer.pool.query(
      `insert into setting_version (section, version, document, created_by) select 'prices', max(version) + 1, $1, 'Olga' from setting_version where section = 'prices'`,
      [{ currency: 'EUR', perCredit }],
    )
  const { rows } = await api.writer.pool.query<{ credits: number }>(
    `select sum(credits)::float as credits from provider_lookup where credits > 0 and at >= $1 and at < $2`,
    [from, to],
  )
  await price({ apollo: 0.0042 })
  expect(one(await report(), 'cost_per_meeting').cost).toBeCloseTo((rows[0]?.credits ?? 0) * 0.0042, 9)
  await api.writer.pool.query(`insert into provider_lookup (provider, key, is_found, credits, at) values ('clay', 'x', true, 3, $1)`, [
    from,
  ])
  const unknown = { value: null, cost: null, note: 'A provider that took credits has no price: Settings, Prices.' }
  expect(one(await report(), 'cost_per_meeting')).toMatchObject(unknown)
  expect(one(await report({ groupBy: ['DAY'] }), 'cost_per_meeting')).toBeDefined()
  await price({})
  expect(one(await report(), 'cost_per_meeting')).toMatchObject({ ...unknown, note: 'No price of a credit is set: Settings, Prices.' })
  await price({ apollo: 0.2 })
  await api.writer.pool.query(`delete from provider_lookup where provider = 'clay'`)
})

test(`an experiment counts what its emails say, and its verdict is that of its interval (seed ${seed})`, async () => {
  type Arm = { numerator: number; denominator: number; low: number }
  type Experiment = {
    angle: string
    a: Arm
    b: Arm
    low: number
    high: number
    difference: number
    verdict: string
    sentence: string
    waiting: number
  }
  const { data, errors } = await api.ask<{ experiments: Experiment[] }>(
    key,
    `{ experiments { angle a { numerator denominator low } b { numerator denominator low } low high difference verdict sentence waiting } }`,
    {},
  )
  expect(errors).toBeUndefined()
  expect(data?.experiments.map(({ angle }) => angle)).toEqual(['quick_win', 'value_first'])
  for (const { angle, a, b, low, high, difference, verdict, sentence, waiting } of data?.experiments ?? []) {
    for (const [variant, arm] of Object.entries({ A: a, B: b })) {
      const { rows } = await api.writer.pool.query<{ counted: number; hits: number }>(
        `select count(*)::int as counted, count(*) filter (where exists (select from signal g where g.lead_id = s.lead_id and g.kind = 'EMAIL_REPLIED'))::int as hits
         from send s join batch b on b.id = s.batch_id join draft d on d.id = s.draft_id
         where s.status = 'PROVEN' and s.channel = 'EMAIL' and not b.is_test and not d.is_test and d.angle = $1 and d.variant = $2
           and d.subject = d.original_subject`,
        [angle, variant],
      )
      expect(arm).toMatchObject({ denominator: rows[0]?.counted, numerator: rows[0]?.hits })
    }
    expect(waiting).toBe(0)
    expect(low).toBeLessThan(difference)
    expect(high).toBeGreaterThan(difference)
    expect(verdict === 'KEEP_RUNNING').toBe(low <= 0 && high >= 0)
    expect(sentence).toBe(
      verdict === 'KEEP_RUNNING' ? 'Keep running, no winner yet.' : `${verdict[0]} is clearly better: stop, and write ${verdict[0]} alone.`,
    )
  }
})

test('figures come with interval, target, red flag and definition', async () => {
  const { data } = await api.ask<{ kpis: { rows: Row[]; definitions: Record<string, Record<string, unknown>> } }>(key, reportQuery, {
    from,
    to,
  })
  const reply = one(data?.kpis.rows ?? [], 'reply_rate')
  expect(reply.value).toBeCloseTo(reply.numerator / reply.denominator, 12)
  expect(reply.low).toBeLessThan(reply.value ?? 0)
  expect(reply.high).toBeGreaterThan(reply.value ?? 1)
  expect(reply.target).toBe('≥ 8 %')
  const bounces = one(data?.kpis.rows ?? [], 'bounce_rate')
  // How many bounced is chance here.
  const isRed = bounces.denominator < 20 ? bounces.numerator >= 2 : bounces.numerator / bounces.denominator >= 0.05
  expect(bounces).toMatchObject({ target: '< 5 %', redFlag: isRed })
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

test(`what is kept beside the sends says what their signals say (seed ${seed})`, async () => {
  for (const groupBy of [[], ['DAY'], ['CAMPAIGN', 'VARIANT'], ['ACCOUNT']] satisfies KpiDimension[][])
    expect(await report({ groupBy, asOf: '2030-01-01T00:00:00.000Z' })).toEqual(await report({ groupBy }))
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
  // A day counts once it is over.
  const begins = Date.parse((await rowsBehind('autonomous_days', {})).rows[0]?.at ?? '')
  const daysAsOf = async (hours: number) =>
    one(await report({ asOf: new Date(begins + hours * 3_600_000).toISOString() }), 'autonomous_days').denominator
  expect([await daysAsOf(12), await daysAsOf(36)]).toEqual([await daysAsOf(0), (await daysAsOf(0)) + 1])
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
  ['a dimension that its rows have not', rowsQuery, { name: 'icp_match_rate', group: { REVIEWER: 'Olga' } }, 'group'],
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

test('an answer is of the email that it answers, not of what was sent later or elsewhere', async () => {
  const { pool } = api.writer
  const { rows: sends } = await pool.query<{ id: string; lead: string }>(
    `(select s.id, s.lead_id as lead from proven_send p join send s on s.id = p.id where p.channel = 'EMAIL' order by s.id limit 2)
     union all (select s.id, s.lead_id from proven_send p join send s on s.id = p.id where p.channel = 'LINKEDIN' limit 1)`,
  )
  const lead = sends[0]?.lead
  await pool.query('delete from reply where lead_id = $1', [lead])
  await pool.query(`delete from signal where lead_id = $1 or detail ->> 'sendId' = any($2)`, [lead, sends.map(({ id }) => id)])
  for (const [place, { id }] of sends.entries())
    await pool.query('update send set lead_id = $2, proven_at = $3 where id = $1', [
      id,
      lead,
      new Date(from.getTime() + (place + 1) * 3_600_000),
    ])
  const heard = new Date(from.getTime() + 9 * 3_600_000)
  const answer = async (delivery: string) =>
    await pool.query(
      `insert into reply (id, delivery_id, lead_id, provider, channel, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
       values ($2, $2, $1, 'instantly', 'EMAIL', 'x', 'x', 'INTERESTED', 'INTERESTED', 0.9, '[]', 'no', false, false, $3)`,
      [lead, delivery, heard],
    )
  const [named, unnamed] = [newId(heard), newId(heard)]
  await answer(named)
  await pool.query(
    `insert into signal (id, lead_id, delivery_id, kind, provider, at, detail) values ($1, $2, $3, 'EMAIL_REPLIED', 'instantly', $4, $5)`,
    [newId(heard), lead, named, heard, { sendId: sends[0]?.id }],
  )
  const answered = async () => {
    const { rows } = await rowsBehind('positive_reply_rate', {})
    const places = rows.map(({ sendId }) => sends.findIndex(({ id }) => sendId === Buffer.from(`Send:${id}`).toString('base64url')))
    return places.filter((place) => place >= 0).toSorted()
  }
  expect(await answered()).toEqual([0])
  await answer(unnamed)
  // The last email, though something went out by LinkedIn after it.
  expect(await answered()).toEqual([0, 1])
})

/** Last in this file: what it writes is of later than everything above. */
test(`what was counted at an instant is counted again as of it, whatever changed since (seed ${seed})`, async () => {
  const asOf = '2026-11-15T12:00:00.000Z'
  const later = '2026-11-16T12:00:00.000Z'
  const window = { from, to: '2026-11-21T00:00:00.000Z' }
  const groupings = [[], ['WEEK', 'TIER'], ['REVIEWER'], ['ANGLE']]
  const look = async (more: Record<string, unknown>) => Promise.all(groupings.map((groupBy) => report({ ...window, groupBy, ...more })))
  const owner = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 1, onConnectionError: () => {} })
  const { pool } = owner
  /** Somebody says of some replies what they are. */
  const say = (to: string, at: string, which: string) =>
    pool.query(
      `with said as (
         update reply r set class = $1, confirmed_by = 'Olga', confirmed_at = coalesce(r.confirmed_at, $2) from reply o where o.id = r.id and o.${which} returning r.id, o.class
       ) insert into reply_label (reply_id, from_class, to_class, confidence, actor, at) select id, class, $1, 1, 'Olga', $2 from said`,
      [to, at],
    )
  await say('INTERESTED', '2026-11-12T12:00:00.000Z', `class = 'QUESTION'`)
  const seen = await look({})
  /** Rows of a table once more, of later. */
  const again = (table: string, changes: string, which = 'true', columns = '*') =>
    api.writer.pool.query(
      `insert into ${table} ${columns === '*' ? '' : `(${columns})`}
       select ${columns} from (select (jsonb_populate_record(null::${table}, to_jsonb(t) || ${changes})).* from ${table} t where ${which}) n`,
    )
  await again('signal', `jsonb_build_object('id', uuid_v7('${later}'), 'at', '${later}', 'detail', t.detail || '{"open": "human"}')`)
  await again(
    'score_decision',
    `jsonb_build_object('id', uuid_v7('${later}'), 'at', '${later}', 'result', t.result || '{"tier": "TIER_1"}')`,
    'true',
    'id, lead_id, profile_version, facts, result, at',
  )
  await again('provider_lookup', `jsonb_build_object('key', t.key || ' again', 'at', '${later}')`)
  await again(
    'review',
    `jsonb_build_object('id', uuid_v7('${later}'), 'at', '${later}', 'decision', 'UNDO', 'draft_version', 2, 'tag', null, 'reason', null)`,
    `t.decision in ('APPROVE', 'REJECT') and not exists (select from review u where u.draft_id = t.draft_id and u.draft_version = 2)`,
  )
  // Also of those of which somebody had said something else before.
  await say('BOUNCE', later, 'id is not null')
  await pool.query(`update send set status = 'PROVEN', proven_at = $1 where status = 'ACCEPTED'`, [later])
  await pool.query(`insert into emergency_stop (scope, reason, is_drill, set_by, set_at) values ('ALL', 'later', false, 'Olga', $1)`, [
    later,
  ])
  await owner.end()
  const now = await look({})
  for (const name of ['reply_rate', 'icp_match_rate', 'rejection_ratio', 'positive_reply_rate', 'open_rate'] as const)
    expect([name, one(now[0] ?? [], name)]).not.toEqual([name, one(seen[0] ?? [], name)])
  expect(await look({ asOf })).toEqual(seen)
}, 120_000)
