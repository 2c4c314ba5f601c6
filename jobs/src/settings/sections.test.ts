import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkPatch, type SafetyMoment } from './check-settings.ts'
import { editableSections, findSection } from './sections.ts'
import { settingFields } from './setting-fields.ts'

const graduated: SafetyMoment = { isRampOn: false, shadowStays: [], gatekeeperStays: [] }
const named = (name: string) => {
  const found = findSection(name)
  if (!found) throw new Error(`no section ${name}`)
  return found
}

test('every section parses its own defaults, and every setting of it has a name and a form', () => {
  for (const { section } of editableSections) {
    expect(section.schema.safeParse(section.schema.parse({})).success, section.name).toBe(true)
    const fields = settingFields(section.schema)
    expect(fields.length, section.name).toBeGreaterThan(0)
    for (const field of fields) expect(field.label, `${section.name}.${field.path}`).toMatch(/^[A-Z]/)
    expect(new Set(fields.map(({ path }) => path)).size).toBe(fields.length)
  }
})

test('no section has room for a secret', () => {
  const paths = editableSections.flatMap(({ section }) => settingFields(section.schema).map(({ path }) => `${section.name}.${path}`))
  expect(paths.filter((path) => /secret|password|token|api_?key|credential/i.test(path))).toEqual([])
})

test('each safety entry names a setting that exists, and each setting of a dispatch has one', () => {
  for (const { section, tightening } of editableSections) {
    const paths = settingFields(section.schema).map(({ path }) => path)
    expect(
      Object.keys(tightening).filter((path) => !paths.includes(path)),
      section.name,
    ).toEqual([])
    if (section.name === 'dispatch') expect(Object.keys(tightening).toSorted()).toEqual(paths.toSorted())
  }
})

test('a form knows kind, unit, bounds and choices', () => {
  const fields = new Map(settingFields(named('dispatch').section.schema).map((field) => [field.path, field]))
  expect(fields.get('batchExpiryHours')).toMatchObject({ label: 'Batch expiry', unit: 'hours', kind: 'NUMBER', min: 1, max: 168 })
  expect(fields.get('ceilings.emailPerDay')).toMatchObject({ group: 'Ceilings', label: 'Email', unit: 'a day', isWhole: true })
  expect(fields.get('ceilings.domainRotationPlan')).toMatchObject({ group: 'Ceilings', label: 'Domain rotation plan', kind: 'TEXT' })
  expect(fields.get('separateApprover')).toMatchObject({ kind: 'CHOICE', options: ['auto', 'on', 'off'] })
  expect(fields.get('window.hours')).toMatchObject({
    kind: 'ROWS',
    columns: [
      { path: 'from', kind: 'TIME' },
      { path: 'to', kind: 'TIME' },
    ],
  })
  expect(fields.get('testRecipients')).toMatchObject({ kind: 'TEXTS', maxItems: 20 })
})

test('a patch keeps what it does not name, null brings a default back, and each fault is named by its path', () => {
  const review = named('review')
  const current = review.section.schema.parse({ staleHours: 10, undoMinutes: 5 })
  const good = checkPatch(review, current, { undoMinutes: null, workingHours: { from: '08:00' } }, graduated)
  expect(good).toMatchObject({ problems: [], document: { staleHours: 10, undoMinutes: 10, workingHours: { from: '08:00', to: '17:00' } } })
  expect(good.changes).toEqual([
    { path: 'workingHours.from', before: '09:00', after: '08:00' },
    { path: 'undoMinutes', before: 5, after: 10 },
  ])
  const bad = checkPatch(review, current, { staleHours: 0, workingHours: { to: '25:00' }, memoryDays: 'x' }, graduated)
  expect(bad.document).toBeNull()
  expect(bad.problems.map(({ path }) => path).toSorted()).toEqual(['memoryDays', 'staleHours', 'workingHours.to'])
})

test.each([
  [{ stalHours: 5 }, 'stalHours'],
  [{ workingHours: { form: '08:00' } }, 'workingHours.form'],
  [JSON.parse('{"__proto__": {"staleHours": 1}}'), '__proto__'],
])('a setting that does not exist is a fault, not a change: %j', (patch, path) => {
  const review = named('review')
  expect(checkPatch(review, review.section.schema.parse({}), patch, graduated)).toMatchObject({ document: null, problems: [{ path }] })
})

test.each([[null], ['x'], [[1]], [3]])('a patch that is no object is refused: %j', (patch) => {
  const review = named('review')
  expect(checkPatch(review, review.section.schema.parse({}), patch, graduated).document).toBeNull()
})

test('a value that may be null is filled in by its own kind, and a choice of null stays a choice', () => {
  const fields = settingFields(z.object({ campaign: z.int().nullable(), list: z.union([z.literal(1), z.null()]) }))
  expect(fields).toMatchObject([
    { path: 'campaign', kind: 'NUMBER', isNullable: true, isWhole: true },
    { path: 'list', kind: 'CHOICE', isNullable: false, options: [1, null] },
  ])
})
