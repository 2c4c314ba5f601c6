import { z } from 'zod'
import { behaviourChangeSchema } from './behaviour.ts'
import type { Engine } from './engine.ts'
import { faultSchema, patternSchema } from './faults.ts'
import type { RequestLog } from './request-log.ts'
import { jsonAnswer, NOT_JSON, type Provider, parseJson, type WireAnswer } from './wire.ts'
import type { World } from './world.ts'

const clockSchema = z.union([
  z.strictObject({ offsetMs: z.int() }),
  z.strictObject({ advanceMs: z.int().min(0) }),
  /** An instant, ISO 8601. */
  z.strictObject({ to: z.iso.datetime() }),
])

const requestsSchema = z.object({
  provider: z.string().optional(),
  /** Entries after this number. */
  since: z.coerce.number().int().optional(),
  path: patternSchema.transform((pattern) => new RegExp(pattern)).optional(),
})

interface Rooms {
  world: World
  providers: Provider[]
  engine: Engine
  log: RequestLog
}

/** `/_control/…`: how tests and the clock of the sandbox reach in. No provider has anything like it. */
export function createControl({ world, providers, engine, log }: Rooms) {
  const clockState = () => ({
    offsetMs: world.clock.offsetMs(),
    now: new Date(world.clock.now()).toISOString(),
    nextDueAt: instant(engine.nextAt()),
  })

  const moveClock = async (move: z.infer<typeof clockSchema>): Promise<WireAnswer> => {
    const steps = await engine.move((offsetMs) => {
      if ('offsetMs' in move) return move.offsetMs
      return 'advanceMs' in move ? offsetMs + move.advanceMs : Date.parse(move.to) - Date.now()
    })
    return jsonAnswer(200, { ...clockState(), steps })
  }

  const reset = async (): Promise<WireAnswer> => {
    world.behaviour.reset()
    world.faults.set([])
    world.rateLimit.reset()
    log.clear()
    for (const provider of providers) provider.reset()
    // A step under way ends first; what it was about is gone.
    await engine.move(() => world.initialClockOffsetMs)
    for (const provider of providers) provider.reset()
    return jsonAnswer(200, { reset: true })
  }

  return async (method: string, url: URL, body: Buffer | null): Promise<WireAnswer> => {
    const route = `${method} ${url.pathname.slice('/_control'.length)}`
    const input = body === null ? NOT_JSON : body.length === 0 ? undefined : parseJson(body.toString('utf8'))
    if (input === NOT_JSON) return refuse('the body is not JSON')
    switch (route) {
      case 'GET /requests': {
        const query = requestsSchema.safeParse(Object.fromEntries(url.searchParams))
        return query.success ? jsonAnswer(200, { items: log.list(query.data) }) : refuse(z.prettifyError(query.error))
      }
      case 'DELETE /requests':
        log.clear()
        return jsonAnswer(200, { cleared: true })
      case 'GET /faults':
        return jsonAnswer(200, { items: world.faults.list() })
      case 'PUT /faults': {
        const faults = z.array(faultSchema).safeParse(input)
        if (!faults.success) return refuse(z.prettifyError(faults.error))
        const stranger = faults.data.find((fault) => !providers.some(({ name }) => name === fault.provider))
        if (stranger) return refuse(`no such provider: ${stranger.provider}`)
        world.faults.set(faults.data)
        for (const fault of faults.data) {
          if (fault.disableHook) providers.find((provider) => provider.name === fault.provider)?.disableHooks?.()
        }
        return jsonAnswer(200, { items: world.faults.list() })
      }
      case 'DELETE /faults':
        world.faults.set([])
        return jsonAnswer(200, { items: [] })
      case 'GET /clock':
        return jsonAnswer(200, clockState())
      case 'PUT /clock': {
        const move = clockSchema.safeParse(input)
        return move.success ? moveClock(move.data) : refuse(z.prettifyError(move.error))
      }
      case 'GET /behaviour':
        return jsonAnswer(200, world.behaviour.get())
      case 'PUT /behaviour': {
        const change = behaviourChangeSchema.safeParse(input)
        if (!change.success) return refuse(z.prettifyError(change.error))
        world.behaviour.change(change.data)
        return jsonAnswer(200, world.behaviour.get())
      }
      case 'GET /state':
        return jsonAnswer(200, {
          seed: world.seed,
          clock: clockState(),
          ...Object.fromEntries(providers.map((one) => [one.name, one.counts()])),
        })
      case 'POST /reset':
        return reset()
      default:
        return jsonAnswer(404, { error: `no such control: ${route}` })
    }
  }
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

function refuse(error: string): WireAnswer {
  return jsonAnswer(400, { error })
}
