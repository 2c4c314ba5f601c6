import { Agent, type Dispatcher } from 'undici'
import { lookupLoopback } from './allowed-host.ts'
import { maxAnswerBytes } from './json.ts'

/** Longest wait for a connection, TLS included, in milliseconds. */
const connectMs = 3_000

/** Most connections to one provider that are open at a time. */
const maxConnections = 16

export type WireRequest = {
  origin: string
  method: Dispatcher.HttpMethod
  /** With its query. */
  path: string
  headers: Record<string, string>
  body: string | null
  /** For the whole exchange, connecting included, in milliseconds. */
  timeoutMs: number
  /** Called when the connection stands and the next thing is to write; false gives the request up unsent. */
  beforeWrite(): boolean
}

export type WireAnswer = { status: number; header(name: string): string | null; body: Buffer }

/** There is no whole answer. `isWritten` is false when certainly no byte of the request left. */
export class ExchangeError extends Error {
  override name = 'ExchangeError'
  readonly isWritten: boolean
  /** It was `beforeWrite` that gave the request up. */
  readonly isGivenUp: boolean
  /** The system's, TLS's or undici's code. */
  readonly code: string

  constructor(code: string, state: { isWritten: boolean; isGivenUp?: boolean }) {
    super(code)
    this.code = code
    this.isWritten = state.isWritten
    this.isGivenUp = state.isGivenUp ?? false
  }
}

export function createAgents(onlyLoopback: boolean): { shared: Agent; single: Agent } {
  const options: Agent.Options = {
    connections: maxConnections,
    connect: { timeout: connectMs, ...(onlyLoopback ? { lookup: lookupLoopback } : {}) },
    maxResponseSize: maxAnswerBytes,
    // One request at a time per connection, so that a lost connection tells about one request only.
    allowH2: false,
  }
  // A kept connection may have been closed by the other side just now; a request written into it has an unknown outcome.
  return { shared: new Agent({ ...options, pipelining: 1 }), single: new Agent({ ...options, pipelining: 0 }) }
}

/**
 * One request, one answer; redirects are answers like any other. Throws ExchangeError, which knows whether anything was written: undici
 * calls `onRequestStart` on the standing connection, directly before the first byte, and writes nothing once it was aborted there.
 */
export function exchange(agent: Agent, request: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let controller: Dispatcher.DispatchController | null = null
    let isWritten = false
    let isOver = false
    let status = 0
    let headers: Record<string, string | string[] | undefined> = {}

    const end = (settle: () => void): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      settle()
    }
    const fail = (error: ExchangeError): void =>
      end(() => {
        reject(error)
        controller?.abort(error)
      })
    const timer = setTimeout(() => fail(new ExchangeError('TIMEOUT', { isWritten })), request.timeoutMs)

    agent.dispatch(
      {
        origin: request.origin,
        method: request.method,
        path: request.path,
        headers: request.headers,
        body: request.body,
        headersTimeout: request.timeoutMs,
        bodyTimeout: request.timeoutMs,
      },
      {
        onRequestStart(started) {
          controller = started
          // Also refuses to start a second time, and to start after the time limit.
          if (isOver || isWritten) return started.abort(new ExchangeError('OVER', { isWritten }))
          if (!request.beforeWrite()) return fail(new ExchangeError('GIVEN_UP', { isWritten: false, isGivenUp: true }))
          isWritten = true
        },
        onResponseStart(_, statusCode, responseHeaders) {
          if (statusCode < 200) return
          status = statusCode
          headers = responseHeaders
        },
        onResponseData(_, chunk) {
          chunks.push(chunk)
        },
        onResponseEnd() {
          const header = (name: string): string | null => {
            const value = headers[name]
            return (Array.isArray(value) ? value[0] : value) ?? null
          }
          end(() => resolve({ status, header, body: Buffer.concat(chunks) }))
        },
        onResponseError(_, error) {
          fail(new ExchangeError(codeOf(error), { isWritten }))
        },
      },
    )
  })
}

function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  // Several addresses were tried; the first one's code speaks for all.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0])
  return error.name
}
