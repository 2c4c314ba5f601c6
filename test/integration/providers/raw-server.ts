import { createServer, type Socket } from 'node:net'

/** A TCP server that answers each connection as the test says, byte by byte. */
export type RawServer = {
  url: string
  /** Everything it was sent, one text per connection. */
  received: string[]
  close(): Promise<void>
}

/** `answer` runs once per connection, when the request's headers are complete, or with anything that is not HTTP at once. */
export async function startRawServer(answer: (socket: Socket, count: number) => void): Promise<RawServer> {
  const received: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const index = received.push('') - 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    let isAnswered = false
    socket.on('data', (chunk) => {
      received[index] += chunk.toString('latin1')
      const text = received[index] ?? ''
      if (isAnswered || (/^[A-Z]/.test(text) && !text.includes('\r\n\r\n'))) return
      isAnswered = true
      answer(socket, received.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** A whole HTTP answer that ends the connection. */
export function httpAnswer(status: number, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }): string {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' })
  return `HTTP/1.1 ${status} Word\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}
