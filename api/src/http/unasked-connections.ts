import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Connections that brought no request yet. Browsers open them ahead of need; Node counts them as busy, and a server that closes would wait for
 * them for as long as the browser lives. `close` ends them.
 */
export function watchUnasked(server: Server): { close(): void } {
  const unasked = new Set<Socket>()
  server.on('connection', (socket) => {
    unasked.add(socket)
    socket.once('close', () => unasked.delete(socket))
  })
  for (const event of ['request', 'upgrade'] as const) server.on(event, ({ socket }) => unasked.delete(socket))
  return {
    close: () => {
      for (const socket of unasked) socket.destroy()
    },
  }
}
