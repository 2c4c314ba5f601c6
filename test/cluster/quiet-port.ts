import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * A free port below those that the system hands out by itself (from 32,768 on): minutes pass until some of them are listened on, and
 * somebody's outgoing connection must not have taken them meanwhile.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000)
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer()
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}
