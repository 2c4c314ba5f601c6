import { createServer, type IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'

const deliveredSchema = z.looseObject({ event_type: z.string(), timestamp: z.string(), lead_email: z.string().optional() })

interface Delivered {
  headers: IncomingHttpHeaders
  body: z.infer<typeof deliveredSchema>
}

export interface Receiver {
  url: string
  delivered: Delivered[]
  /** What it answers from now on. */
  answerWith(status: number): void
  close(): Promise<void>
}

/** Stands where the product's webhook route would: for the sandbox's own tests. */
export async function startReceiver(): Promise<Receiver> {
  const delivered: Delivered[] = []
  let status = 200
  const server = createServer(async (incoming, outgoing) => {
    let text = ''
    for await (const chunk of incoming) text += String(chunk)
    delivered.push({ headers: incoming.headers, body: deliveredSchema.parse(JSON.parse(text)) })
    outgoing.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${port}/webhooks/instantly`,
    delivered,
    answerWith: (next) => {
      status = next
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
