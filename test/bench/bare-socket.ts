import { once } from 'node:events'
import { WebSocket } from 'ws'

/** A subscriber with nothing around it, so that a thousand of them in one process don't measure themselves. */
export async function subscribe(url: string, key: string, query: string, heard: (message: string) => void): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }))
  await once(socket, 'message')
  socket.on('message', (data: Buffer) => {
    const message = data.toString()
    if (message.includes('"next"')) heard(message)
    else if (message.includes('"ping"')) socket.send('{"type":"pong"}')
  })
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }))
  return socket
}
