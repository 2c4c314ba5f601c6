import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('read')
})
afterAll(() => api.stop())

const nowOf = async (): Promise<number> => {
  const { data } = await api.ask<{ health: { now: string } }>(key, '{ health { now } }')
  return Date.parse(data?.health.now ?? '')
}

test('health says what business time is, also after the clock of a sandbox was moved', async () => {
  expect(Math.abs((await nowOf()) - Date.now())).toBeLessThan(2_000)
  await api.writer.pool.query(`select move_clock(business_now() + interval '3 days')`)
  expect(Math.abs((await nowOf()) - Date.now() - 3 * 86_400_000)).toBeLessThan(2_000)
})
