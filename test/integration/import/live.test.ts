import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import { openSocket } from '../../harness/socket.ts'
import { start, work } from './import-file.ts'

let api: TestApi
let key: string
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('operate')
})
afterAll(() => api.stop())

test('a page that watches an import sees it come further and end', async () => {
  const csv = `Email\n${Array.from({ length: 2500 }, (_, index) => `p${index}@live.example`).join('\n')}\n`
  const started = (await start(api, key, { csv, fileName: 'live.csv' })).import
  if (!started) throw new Error('not started')
  const socket = openSocket(api.url, { key })
  const watching = socket.listen('subscription ($id: ID!) { importChanged(id: $id) { status rows created progress } }', { id: started.id })
  // The subscription stands once the socket has carried it; the import then tells of each batch.
  await socket.listen('{ viewer { name } }').until(1)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await work(api, started.id)
  await expect
    .poll(() => watching.events.at(-1))
    .toEqual({ data: { importChanged: { status: 'SUCCEEDED', rows: 2500, created: 2500, progress: 1 } } })
  watching.stop()
  await socket.stop()
})
