export type TraceAttributes = Record<string, string | number | boolean>

/** What a trace needs; the SDK behind it is loaded only where an endpoint is set. */
export type Tracing = {
  traced<T>(name: string, attributes: TraceAttributes, work: () => Promise<T>, parent: string | null): Promise<T>
  note(name: string | null, attributes: TraceAttributes): void
  traceparent(): string | null
  stop(): Promise<void>
}

let tracing: Tracing | null = null

/**
 * Traces go by OTLP over HTTP to this endpoint, such as http://collector:4318; without one nothing is loaded and nothing is kept.
 * Answers with what sends the rest and ends it.
 */
export async function startTracing(options: { endpoint: string | null; process: string; version: string }): Promise<() => Promise<void>> {
  const { endpoint } = options
  if (endpoint === null) return async () => {}
  const { createTracing } = await import('./tracing-sdk.ts')
  const started = createTracing({ ...options, endpoint })
  tracing = started
  return async () => {
    tracing = null
    await started.stop()
  }
}

/** Runs work as one step of a trace: of the one that `parent` (a W3C traceparent) names, else of the one that is under way, else of a new one. */
export function traced<T>(name: string, attributes: TraceAttributes, work: () => Promise<T>, parent: string | null = null): Promise<T> {
  return tracing === null ? work() : tracing.traced(name, attributes, work, parent)
}

/** What turned out about the step under way: attributes, and a better name. Never what a message says, nor who it is for. */
export function noteOnTrace(name: string | null, attributes: TraceAttributes = {}): void {
  tracing?.note(name, attributes)
}

/** The step under way, for whoever goes on with it elsewhere; nothing where nothing is traced. */
export function traceToPassOn(): { traceparent?: string } {
  const traceparent = tracing?.traceparent() ?? null
  return traceparent === null ? {} : { traceparent }
}

/** The step that a job was sent from, if its payload names one. */
export function traceparentIn(payload: unknown): string | null {
  const found = typeof payload === 'object' && payload !== null && 'traceparent' in payload ? payload.traceparent : null
  return typeof found === 'string' ? found : null
}
