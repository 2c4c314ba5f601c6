import { type Context, context, ROOT_CONTEXT, type Span, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Tracing } from './tracing.ts'

/** How long a step may wait to be sent, in milliseconds. */
const sendWithinMs = 1_000

const traceparentForm = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

function contextOf(parent: string | null): Context {
  const [, traceId, spanId, flags] = traceparentForm.exec(parent ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return context.active()
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true })
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0')}`
}

/** The official SDK, without anything that patches other packages: steps are named where they happen. */
export function createTracing({ endpoint, process, version }: { endpoint: string; process: string; version: string }): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `alpha-swarm-${process}`, 'service.version': version }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
        scheduledDelayMillis: sendWithinMs,
      }),
    ],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const tracer = provider.getTracer('alpha-swarm', version)
  return {
    traced(name, attributes, work, parent) {
      return tracer.startActiveSpan(name, { attributes }, contextOf(parent), async (span) => {
        try {
          return await work()
        } catch (error) {
          // Its name only: what it says may hold an address.
          span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' })
          throw error
        } finally {
          span.end()
        }
      })
    },
    note(name, attributes) {
      const span = trace.getActiveSpan()
      if (name !== null) span?.updateName(name)
      span?.setAttributes(attributes)
    },
    traceparent() {
      const span = trace.getActiveSpan()
      return span === undefined ? null : traceparentOf(span)
    },
    // A collector that is away must not hold up the end.
    stop: () => provider.shutdown().catch(() => {}),
  }
}
