import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { z } from 'zod'
import type { RawServer } from '../dns/provider.ts'
import type { Fault } from '../faults.ts'
import type { Collection } from '../journal.ts'
import { jsonAnswer, type Provider, type WireAnswer, type WireRequest } from '../wire.ts'
import type { World } from '../world.ts'

const messageSchema = z.object({
  id: z.string(),
  /** ms of the sandbox clock. */
  at: z.number(),
  from: z.string(),
  to: z.array(z.string()),
  raw: z.string(),
})
type Message = z.infer<typeof messageSchema>

interface SmtpOptions {
  user: string
  password: string
}

/**
 * A mail host for submission on loopback, without TLS: what it took is read at `/smtp/messages`. Faults match the command (`AUTH`, `MAIL`,
 * `RCPT`, `DATA`) and, for `RCPT` and `DATA`, the recipient: `status` is its reply code (a 4xx or 5xx after DATA keeps nothing), `delayMs`
 * makes it slow, `neverAnswer` silent, `resetBeforeActing` cuts the line before, `dropAfterActing` after it took the message.
 */
export function createSmtp(world: World, options: SmtpOptions): Provider & { listen(host: string, port: number): Promise<RawServer> } {
  const messages = world.journal.collection('smtp.messages', messageSchema)
  return {
    name: 'smtp',
    prefix: '/smtp',
    activities: [],
    answer: (request) => show(messages, request),
    refuseBody: () => jsonAnswer(400, { error: 'the body is not JSON' }),
    counts: () => ({ messages: messages.size }),
    reset: () => messages.clear(),
    listen: (host, port) => listen(world, messages, options, host, port),
  }
}

function show(messages: Collection<Message>, { method, path }: WireRequest): WireAnswer {
  if (method !== 'GET' || path !== '/messages') return jsonAnswer(404, { error: 'no such path' })
  return jsonAnswer(200, { items: [...messages.values()] })
}

type Done = (error?: Error | null) => void

class Reply extends Error {
  readonly responseCode: number
  constructor(code: number, words: string) {
    super(words)
    this.responseCode = code
  }
}

function listen(world: World, messages: Collection<Message>, options: SmtpOptions, host: string, port: number): Promise<RawServer> {
  const sockets = new Map<number, Socket>()
  const cut = (session: SMTPServerSession) => sockets.get(session.remotePort)?.resetAndDestroy()

  /** Plays a fault on one command; `act` is what it does when nothing keeps it from it. */
  const play = (fault: Fault | null, session: SMTPServerSession, act: () => void, done: Done) => {
    const step = () => {
      if (fault?.neverAnswer) return
      if (fault?.resetBeforeActing) return cut(session)
      if (fault?.status !== undefined) return done(new Reply(fault.status, fault.body ?? 'as the test wants it'))
      act()
      world.journal.flush()
      if (fault?.dropAfterActing) return cut(session)
      done()
    }
    if (fault?.delayMs) setTimeout(step, fault.delayMs)
    else step()
  }
  const faultOn = (method: string, path: string) => world.faults.forRequest('smtp', { method, path })

  const server = new SMTPServer({
    secure: false,
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, session, done) => {
      const isKnown = auth.username === options.user && auth.password === options.password
      play(
        faultOn('AUTH', ''),
        session,
        () => {},
        (error) =>
          error ? done(error) : isKnown ? done(null, { user: options.user }) : done(new Reply(535, '5.7.8 Authentication failed')),
      )
    },
    onMailFrom: (address, session, done) => play(faultOn('MAIL', address.address), session, () => {}, done),
    onRcptTo: (address, session, done) => play(faultOn('RCPT', address.address), session, () => {}, done),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
        const id = `m${messages.size + 1}`
        const keep = () => messages.put(id, { id, at: world.clock.now(), from, to, raw: Buffer.concat(chunks).toString('utf8') })
        play(faultOn('DATA', to.join(',')), session, keep, done)
      })
    },
  })
  // A client that hangs up, or that we hang up on, is what tests are about.
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => {
    const from = socket.remotePort ?? 0
    sockets.set(from, socket)
    socket.once('close', () => sockets.delete(from))
  })
  return new Promise((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, host, () => {
      const address = z.object({ port: z.int() }).parse(server.server.address())
      resolve({
        port: address.port,
        stop: () =>
          new Promise<void>((stopped) => {
            server.close(() => stopped())
            for (const socket of sockets.values()) socket.destroy()
          }),
      })
    })
  })
}
