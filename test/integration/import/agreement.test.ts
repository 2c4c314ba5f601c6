import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { bare, type ImportAnswer, load, sample, start, truthFile, upload } from './import-file.ts'

let api: TestApi
let key: string
let first: ImportAnswer
let elapsedMs: number
let preview: ImportAnswer | undefined
let rowsBeforePreview: unknown
let rowsAfterPreview: unknown

const countRows = async () =>
  (
    await api.writer.pool.query(
      'select (select count(*) from lead) + (select count(*) from import) + (select count(*) from company) + (select count(*) from audit_entry) as rows',
    )
  ).rows

beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('operate')
  await load(api, key, sample('customers.csv'), { kind: 'CUSTOMERS' })
  await load(api, key, sample('competitors.csv'), { kind: 'COMPETITORS' })
  await load(api, key, sample('suppression.csv'), { kind: 'SUPPRESSIONS' })
  rowsBeforePreview = await countRows()
  preview = (await start(api, key, { upload: await upload(api, key, sample('leads-5k.csv')), dryRun: true })).import
  rowsAfterPreview = await countRows()
  const started = performance.now()
  first = await load(api, key, sample('leads-5k.csv'))
  elapsedMs = performance.now() - started
})
afterAll(() => api.stop())

const truthRows = z.array(z.object({ row: z.coerce.number(), verdict: z.string(), flags: z.string() }))

/** What the truth calls a row, in the words of an outcome. Without an address a usable LinkedIn profile makes a lead. */
function wanted({ verdict, flags }: { verdict: string; flags: string }): string {
  const hasProfile = !/li_(?:missing|company_url|legacy_pub|invalid|not_linkedin)/.test(flags)
  switch (verdict) {
    case 'sendable':
    case 'risky_email':
      return 'CREATED'
    case 'no_email':
      return hasProfile ? 'CREATED' : 'INVALID'
    case 'excluded':
      return 'EXCLUDED'
    case 'duplicate':
      return 'DUPLICATE'
    default:
      return 'INVALID'
  }
}

const outcomesOf = async (id: string) =>
  (
    await api.writer.pool.query<{ row: number; outcome: string }>(
      'select row, outcome from import_outcome where import_id = $1 order by row',
      [bare(id)],
    )
  ).rows

/** Everything that an import may change, as one digest. */
async function digest(): Promise<string> {
  const { rows } = await api.writer.pool.query<{ digest: string }>(`
    select md5(concat((select string_agg(l::text, '|' order by id) from lead l), (select string_agg(c::text, '|' order by id) from company c),
      (select string_agg(o::text, '|' order by lead_id) from lead_observation o), (select string_agg(s::text, '|' order by id) from suppression s),
      (select string_agg(e::text, '|' order by id) from exclusion e), (select count(*) from timeline_entry))) as digest`)
  return rows[0]?.digest ?? ''
}

test('every row in is a row accounted for, and at least 99 % of them as the truth has it', async () => {
  expect(first).toMatchObject({ status: 'SUCCEEDED', rows: 5000 })
  expect(first.created + first.updated + first.duplicates + first.excluded + first.invalid).toBe(5000)
  const truth = truthRows.parse(parse(truthFile('leads-5k.truth.csv'), { columns: true }))
  const outcomes = await outcomesOf(first.id)
  const confusion: Record<string, number> = {}
  let agreed = 0
  for (const [index, row] of truth.entries()) {
    const outcome = outcomes[index]?.outcome ?? 'missing'
    confusion[`${row.verdict} → ${outcome}`] = (confusion[`${row.verdict} → ${outcome}`] ?? 0) + 1
    if (outcome === wanted(row)) agreed += 1
  }
  process.stdout.write(
    `import: ${agreed} of ${truth.length} rows agree (${((100 * agreed) / truth.length).toFixed(2)} %), ${Math.round(elapsedMs)} ms; ${JSON.stringify(confusion)}\n`,
  )
  expect(agreed / truth.length).toBeGreaterThan(0.99)
})

test('the preview said what the import then did, and wrote nothing', () => {
  expect(preview).toMatchObject({ isPreview: true, rows: 5000, encoding: 'utf-8', separator: ',' })
  expect(preview?.outcomes.nodes).toHaveLength(100)
  expect(preview?.columns.find(({ header }) => header === 'Person Linkedin Url')).toMatchObject({ field: 'linkedinUrl' })
  expect(rowsAfterPreview).toEqual(rowsBeforePreview)
  const figures = ({ created, updated, duplicates, excluded, invalid }: ImportAnswer) => ({
    created,
    updated,
    duplicates,
    excluded,
    invalid,
  })
  expect(preview && figures(preview)).toEqual(figures(first))
})

test('the same file again changes nothing', async () => {
  const before = await digest()
  const again = await load(api, key, sample('leads-5k.csv'))
  expect(again).toMatchObject({ created: 0, updated: 0, rows: 5000 })
  const earlier = await outcomesOf(first.id)
  const later = await outcomesOf(again.id)
  // Who was put on a list by the file itself is excluded from then on; nobody else is anything but known.
  const turned = new Set(earlier.map(({ outcome }, index) => `${outcome} → ${later[index]?.outcome}`))
  expect([...turned].sort()).toEqual([
    'CREATED → DUPLICATE',
    'CREATED → EXCLUDED',
    'DUPLICATE → DUPLICATE',
    'DUPLICATE → EXCLUDED',
    'EXCLUDED → EXCLUDED',
    'INVALID → INVALID',
    'UPDATED → DUPLICATE',
  ])
  expect(await digest()).toBe(before)
})

test('lists load with a result per row, and again change nothing', async () => {
  const again = await load(api, key, sample('suppression.csv'), { kind: 'SUPPRESSIONS' })
  expect(again).toMatchObject({ status: 'SUCCEEDED', rows: 65, created: 0, duplicates: 65, invalid: 0 })
  const answer = await api.ask<{ suppressions: { totalCount: number }; exclusions: { totalCount: number } }>(
    key,
    '{ suppressions(search: "data-science-brigade") { totalCount } exclusions(search: "sidley") { totalCount } }',
  )
  expect(answer.data).toEqual({ suppressions: { totalCount: 1 }, exclusions: { totalCount: 1 } })
})
