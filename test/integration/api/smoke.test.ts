import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { smoke } from '../../smoke/checks.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const wrong = async (baseUrl: string, key: string) =>
  (await smoke({ baseUrl, key }, () => {})).filter(({ isGood }) => !isGood).map(({ check }) => check)

test('the smoke of a system whose runner is missing says so, and finds everything else as it must be', async () => {
  const bad = await wrong(api.url, await api.keyFor('operate', 'admin'))
  expect(bad).toContain('ready')
  // Secrets of the other five hooks are not set here.
  expect(bad.filter((check) => check !== 'ready' && !check.startsWith('signed webhooks'))).toEqual([])
})

test('with a wrong key, or nobody there, every check that needs an answer is bad', async () => {
  expect((await wrong(api.url, 'x'.repeat(43))).length).toBeGreaterThanOrEqual(5)
  expect((await wrong('http://127.0.0.1:1', 'x'.repeat(43))).length).toBe(12)
})
