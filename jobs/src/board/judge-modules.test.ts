import { expect, test } from 'vitest'
import { type Figure, judgeModules } from './judge-modules.ts'
import { type CheckCode, checkCodes, type ModuleCheck, moduleChecks } from './module-checks.ts'

const nothing: Figure = { value: null, since: null, detail: null }
const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 21, hour))

/** The board when only these figures are there. */
function board(given: Partial<Record<CheckCode, Partial<Figure>>>) {
  const judged = judgeModules((code) => ({ ...nothing, ...given[code] }))
  return (name: string) => judged.find((module) => module.name === name)
}

test('every module has at least one check, and without figures all are green and ready', () => {
  for (const module of judgeModules(() => nothing)) {
    expect(module.checks.length).toBeGreaterThan(0)
    expect(module).toMatchObject({ light: 'GREEN', isReady: true, blockedBy: [], since: null })
  }
})

test.each<[CheckCode, number, string]>([
  ['DELIVERY_WAITS', 29.9, 'GREEN'],
  ['DELIVERY_WAITS', 30, 'YELLOW'],
  ['DELIVERY_WAITS', 300, 'RED'],
  ['RUN_FAILED', 1, 'YELLOW'],
  ['RUN_FAILED', 3, 'RED'],
  ['EMERGENCY_STOP', 1, 'RED'],
  ['SHADOW_MODE', 1, 'YELLOW'],
  ['ENRICHMENT_BREAKER', 0, 'YELLOW'],
  ['RUNNER_SILENT', 15, 'RED'],
])('%s at %d is %s', (code, value, light) => {
  expect(board({ [code]: { value } })(moduleChecks[code].module)?.light).toBe(light)
})

test('a module is as bad as its worst check, which stands first, and says since when the first of them was', () => {
  const dispatch = board({
    SENDS_UNKNOWN: { value: 2, since: at(9) },
    EMERGENCY_STOP: { value: 1, since: at(11), detail: 'bounce spike' },
    SHADOW_MODE: { value: 0, since: at(1) },
  })('dispatch')
  expect(dispatch).toMatchObject({ light: 'RED', isReady: false, blockedBy: ['EMERGENCY_STOP'], since: at(9) })
  expect(dispatch?.checks.slice(0, 2).map(({ code }) => code)).toEqual(['EMERGENCY_STOP', 'SENDS_UNKNOWN'])
  // What is well needs no since.
  expect(dispatch?.checks.find(({ code }) => code === 'SHADOW_MODE')).toMatchObject({ light: 'GREEN', since: null })
})

test('what only worries blocks nothing', () => {
  expect(board({ SENDS_UNKNOWN: { value: 9 } })('dispatch')).toMatchObject({ light: 'RED', isReady: true })
})

test('every check can turn its module yellow or red, never red before yellow, and says what to do', () => {
  for (const code of checkCodes) {
    const check: ModuleCheck = moduleChecks[code]
    expect(check.yellowFrom ?? check.redFrom, code).not.toBeNull()
    if (check.yellowFrom !== null && check.redFrom !== null) expect(check.redFrom, code).toBeGreaterThan(check.yellowFrom)
    expect(check.todo, code).toMatch(/\.$/)
  }
})
