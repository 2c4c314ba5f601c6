import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Behaviour } from './behaviour.ts'
import { createControl } from './control.ts'
import { createEngine } from './engine.ts'
import { actsUnder, type Fault, spoil } from './faults.ts'
import { drawFor } from './random.ts'
import { createRequestLog, redactHeaders } from './request-log.ts'
import { NOT_JSON, type Provider, parseJson, type WireAnswer } from './wire.ts'
import { openWorld, type World } from './world.ts'

/** Larger bodies are refused in the provider's words. */
const MAX_BODY_BYTES = 5 * 1024 * 1024
/** Realistic answer times, ms. */
const USUAL_DELAY = { minMs: 30, maxMs: 120 }

export interface SandboxOptions {
  /** 0: any free port. */
  port?: number
  host?: string
  seed?: number
  /** Where the state is kept between starts; null: nowhere. */
  statePath?: string | null
  delays?: Behaviour['delays']
  clockOffsetMs?: number
}

export interface Sandbox {
  /** `http://host:port`, without a slash at the end. */
  url: string
  /** Finishes the step under way, cuts open connections, writes the state. */
  stop(): Promise<void>
}

/** Starts all stand-in providers in this process, on one port, each under its prefix. */
export async function startServer(options: SandboxOptions, createProviders: (world: World) => Provider[]): Promise<Sandbox> {
  const host = options.host ?? '127.0.0.1'
  const world = openWorld({
    seed: options.seed ?? 7,
    statePath: options.statePath ?? null,
    delays: options.delays ?? 'on',
    clockOffsetMs: options.clockOffsetMs ?? 0,
  })
  const providers = createProviders(world)
  const engine = createEngine(
    world.clock,
    providers.flatMap((provider) => provider.activities),
    () => {
      world.saveClock()
      world.journal.flush()
    },
  )
  const log = createRequestLog(world.journal)
  const control = createControl({ world, providers, engine, log })

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const url = new URL(incoming.url ?? '/', 'http://sandbox')
    const body = await readBody(incoming)
    const method = incoming.method ?? 'GET'
    if (url.pathname.startsWith('/_control/')) {
      const answer = await control(method, url, body)
      world.journal.flush()
      return write(outgoing, answer)
    }
    const provider = providers.find((one) => url.pathname.startsWith(`${one.prefix}/`))
    if (!provider) return write(outgoing, { status: 404, headers: {}, body: 'no such provider\n', contentType: 'text/plain' })

    const seq = log.nextSeq()
    const arrived = { at: new Date().toISOString(), clockAt: new Date(world.clock.now()).toISOString(), monotonic: performance.now() }
    const path = url.pathname.slice(provider.prefix.length)
    const fault = world.faults.forRequest(provider.name, { method, path })
    await pause(delayMs(world, seq) + (fault?.delayMs ?? 0))

    const asked = actsUnder(fault) ? ask(world, provider, { method, path, url, incoming, body, fault }) : null
    const answer = asked && (await asked.answer)
    const shown = fault ? spoil(answer, fault) : answer
    const silent = !shown || fault?.neverAnswer || fault?.dropAfterActing || fault?.resetBeforeActing
    log.add({
      seq,
      at: arrived.at,
      clockAt: arrived.clockAt,
      provider: provider.name,
      method,
      path,
      query: url.search.slice(1),
      headers: redactHeaders(incoming.headers),
      body: body === null ? '' : body.toString('utf8'),
      status: silent ? null : shown.status,
      acted: asked?.acted ?? false,
      tookMs: Math.round(performance.now() - arrived.monotonic),
    })
    // What it did is on disk before anybody can hear of it.
    world.journal.flush()
    if (fault?.neverAnswer) return
    if (silent) {
      incoming.socket.resetAndDestroy()
      return
    }
    if (fault?.truncate === 'connection') return writeHalf(outgoing, shown)
    write(outgoing, shown)
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      // The client hung up in the middle of its body: nothing arrived.
      if (!incoming.complete) return
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      if (outgoing.headersSent) outgoing.destroy()
      else write(outgoing, { status: 500, headers: {}, body: 'the sandbox failed, see its stderr\n', contentType: 'text/plain' })
    })
  })
  // Clients with keep-alive must never find a connection closed under a new request.
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  world.journal.flush()
  engine.start()
  const { port } = z.object({ port: z.int() }).parse(server.address())

  return {
    url: `http://${host}:${port}`,
    stop: async () => {
      server.closeAllConnections()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await engine.stop()
      await closed
      world.journal.close()
    },
  }
}

interface Asked {
  method: string
  path: string
  url: URL
  incoming: IncomingMessage
  body: Buffer | null
  fault: Fault | null
}

/** Whether it acted is seen from the journal, in the same turn: nothing else can have written in between. */
function ask(world: World, provider: Provider, asked: Asked): { answer: WireAnswer | Promise<WireAnswer>; acted: boolean } {
  const before = world.journal.changes()
  const answer = answerTo(provider, asked)
  return { answer, acted: world.journal.changes() > before }
}

function answerTo(provider: Provider, { method, path, url, incoming, body, fault }: Asked): WireAnswer | Promise<WireAnswer> {
  if (body === null) return provider.refuseBody('too_large')
  const text = body.toString('utf8')
  const json = text.trim() === '' || provider.takesForms ? undefined : parseJson(text)
  if (json === NOT_JSON) return provider.refuseBody('not_json')
  return provider.answer({ method, path, query: url.searchParams, headers: incoming.headers, text, json, partial: fault?.partial === true })
}

function delayMs(world: World, seq: number): number {
  const { delays } = world.behaviour.get()
  if (delays === 'off') return 0
  const { minMs, maxMs } = delays === 'on' ? USUAL_DELAY : delays
  return drawFor(world.seed, `delay ${seq}`).whole('ms', minMs, maxMs)
}

function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms))
}

/** null when there is more than the limit; the rest is read and thrown away, so that the client gets its answer. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size <= MAX_BODY_BYTES) chunks.push(bytes)
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : null
}

function write(outgoing: ServerResponse, answer: WireAnswer): void {
  const type = answer.contentType === null ? {} : { 'content-type': answer.contentType }
  outgoing.writeHead(answer.status, { ...type, ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
  outgoing.end(answer.body)
}

/** Promises the whole body and hangs up in the middle of it. */
function writeHalf(outgoing: ServerResponse, answer: WireAnswer): void {
  const bytes = Buffer.from(answer.body)
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length + 1 })
  outgoing.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => outgoing.destroy())
}
