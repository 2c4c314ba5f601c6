import { type Client, createClient } from 'graphql-ws'
import { type ClientOptions, WebSocket } from 'ws'

export type Closed = { code: number; reason: string }

export type TestSocket = {
  client: Client
  /** Events of one subscription as they came, errors included. */
  listen(query: string, variables?: Record<string, unknown>): Listening
  /** How the connection ended. */
  closed: Promise<Closed>
  stop(): Promise<void>
}

export type Listening = {
  events: unknown[]
  /** Waits until so many events have come. */
  until(count: number): Promise<void>
  /** Ends when the subscription does, with the error if there is one. */
  ended: Promise<unknown>
  stop(): void
}

/** A client of the API's WebSocket, as a program (with a key) or a page (with headers) would open it. */
export function openSocket(
  url: string,
  options: { key?: string; headers?: Record<string, string>; origin?: string; retry?: boolean; path?: string } = {},
): TestSocket {
  let close: (closed: Closed) => void = () => {}
  const closed = new Promise<Closed>((resolve) => {
    close = resolve
  })
  const settings: ClientOptions = { headers: options.headers ?? {}, ...(options.origin === undefined ? {} : { origin: options.origin }) }
  class OwnSocket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, settings)
      this.on('close', (code, reason) => close({ code, reason: reason.toString() }))
    }
  }
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}${options.path ?? '/graphql'}`,
    webSocketImpl: OwnSocket,
    ...(options.key === undefined ? {} : { connectionParams: { authorization: `Bearer ${options.key}` } }),
    lazy: false,
    onNonLazyError: () => {},
    retryAttempts: options.retry ? 20 : 0,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
    shouldRetry: () => options.retry ?? false,
  })
  return {
    client,
    closed,
    listen(query, variables = {}) {
      const events: unknown[] = []
      const waiting: { count: number; resolve: () => void }[] = []
      let end: (error: unknown) => void = () => {}
      const ended = new Promise<unknown>((resolve) => {
        end = resolve
      })
      const stop = client.subscribe(
        { query, variables },
        {
          next: (event) => {
            events.push(event)
            for (const wait of waiting) if (events.length >= wait.count) wait.resolve()
          },
          error: end,
          complete: () => end(null),
        },
      )
      return {
        events,
        until: (count) => (events.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve }))),
        ended,
        stop,
      }
    },
    async stop() {
      await client.dispose()
    },
  }
}
