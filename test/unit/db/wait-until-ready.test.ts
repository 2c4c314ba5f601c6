import { createServer, type Socket } from 'node:net'
import { waitUntilReady } from '@swarm/db/embedded/postgres-server'
import { expect, test } from 'vitest'

const message = (kind: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.write(kind)
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const refusal = (code: string) => message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mno\0\0`))
const other = refusal('28P01')
const welcome = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))])

/** A server that gives these answers, one to each who comes. */
async function waitFor(answers: readonly Buffer[]): Promise<number> {
  let came = 0
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {}).once('data', () => socket.end(answers[came++] ?? other))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  try {
    await waitUntilReady(`postgres://a:b@127.0.0.1:${address.port}/postgres`, null, '/nowhere', 0)
    return came
  } finally {
    server.close()
  }
}

test('a server that says that it is starting up is waited for however long it replays, and any other answer is not', async () => {
  const starting = refusal('57P03')
  expect(await waitFor([starting, starting, starting, welcome])).toBe(4)
  await expect(waitFor([starting])).rejects.toMatchObject({ code: '28P01' })
})
