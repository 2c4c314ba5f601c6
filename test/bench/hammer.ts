import { once } from 'node:events'
import { connect } from 'node:net'

export type Hammered = {
  answered: number
  perSecond: number
  p99Ms: number
  bodies: string[] /** Of each request, milliseconds. */
  took: number[]
}

export type Hammer = {
  connections: number
  milliseconds: number
  body: () => string
  /** Least time between two requests of one connection, in milliseconds: 0 asks as fast as it is answered. */
  everyMs?: number
}

/**
 * Posts one request after another over so many kept connections for so long, over bare sockets, so that the client costs little beside the
 * server on the same cores. Counts what was answered 200 and gives those bodies. Throws at any other answer.
 */
export async function hammer(
  target: { host: string; port: number; path: string; headers: Record<string, string> | (() => Record<string, string>) },
  { connections, milliseconds, body, everyMs = 0 }: Hammer,
): Promise<Hammered> {
  const { headers } = target
  const headOf = (all: Record<string, string>) =>
    `POST ${target.path} HTTP/1.1\r\nhost: ${target.host}:${target.port}\r\ncontent-type: application/json\r\n${Object.entries(all)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}`
  const head =
    typeof headers === 'function'
      ? () => headOf(headers())
      : (
          (fixed) => () =>
            fixed
        )(headOf(headers))
  const started = performance.now()
  const end = started + milliseconds
  const took: number[] = []
  const bodies: string[] = []
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(target.port, target.host)
      socket.setNoDelay(true)
      await once(socket, 'connect')
      await new Promise<void>((resolve, reject) => {
        let heard = ''
        let sent = ''
        let sentAt = 0
        const next = () => {
          sentAt = performance.now()
          if (sentAt >= end) {
            socket.destroy()
            return resolve()
          }
          sent = body()
          socket.write(`${head()}content-length: ${Buffer.byteLength(sent)}\r\n\r\n${sent}`)
        }
        socket.on('error', reject)
        socket.on('data', (part: Buffer) => {
          heard += part.toString('latin1')
          const headEnd = heard.indexOf('\r\n\r\n')
          if (headEnd < 0) return
          const length = /content-length: (\d+)/i.exec(heard)?.[1]
          // In chunks: the last one is empty.
          if (length === undefined ? !heard.endsWith('\r\n0\r\n\r\n') : heard.length < headEnd + 4 + Number(length)) return
          if (!heard.startsWith('HTTP/1.1 200')) return reject(new Error(heard.slice(0, 300)))
          took.push(performance.now() - sentAt)
          bodies.push(sent)
          heard = ''
          const rest = everyMs - (performance.now() - sentAt)
          if (rest > 0) setTimeout(next, rest)
          else next()
        })
        next()
      })
    }),
  )
  const sorted = took.toSorted((a, b) => a - b)
  return {
    answered: took.length,
    perSecond: took.length / ((performance.now() - started) / 1000),
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    bodies,
    took,
  }
}
