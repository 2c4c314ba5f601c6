import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { startTestApi } from '../../harness/api.ts'

const readinessShape = z.object({ ready: z.boolean(), failing: z.array(z.string()) })

test('told to stop it says so, and answers everybody until a load balancer has seen that', async () => {
  const api = await startTestApi()
  const key = await api.keyFor('read')
  const stopped = api.stop(4_000)
  const ready = await fetch(`${api.url}/health/ready`)
  expect(ready.status).toBe(503)
  expect(readinessShape.parse(await ready.json()).failing).toContain('STOPPING')
  // A connection that stays open would bring its next request to a process that is gone.
  expect(ready.headers.get('connection')).toBe('close')
  const { status, data } = await api.ask(key, '{ leads(first: 1) { edges { node { id } } } }')
  expect(status).toBe(200)
  expect(data).toEqual({ leads: { edges: [] } })
  await stopped
  await expect(fetch(`${api.url}/health/live`)).rejects.toThrow()
})

test('a connection that a browser opened ahead and never used does not keep it from ending', async () => {
  const api = await startTestApi()
  const { hostname, port } = new URL(api.url)
  const ahead = connect(Number(port), hostname)
  await once(ahead, 'connect')
  // It has been seen by the server, too: what was asked after it is answered.
  await fetch(`${api.url}/health/live`)
  const ended = once(ahead, 'close')
  await api.stop()
  await ended
})
