import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  registry: Registry
  /** Counts one HTTP request, by route and status, that took so many seconds. */
  requestTook(route: string, status: number, seconds: number): void
  /** GraphQL operations, by kind and outcome. */
  operations: Counter<'kind' | 'outcome'>
  /** WebSocket connections that are open. */
  sockets: Gauge
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requestSeconds = new Histogram({
    name: 'swarm_http_request_seconds',
    help: 'Seconds of one HTTP request',
    labelNames: ['route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  // Finding the labels costs more than counting; routes and statuses are few.
  const known = new Map<string, { observe(seconds: number): void }>()
  return {
    registry,
    requestTook(route, status, seconds) {
      const key = `${status} ${route}`
      const one = known.get(key) ?? requestSeconds.labels({ route, status })
      known.set(key, one)
      one.observe(seconds)
    },
    operations: new Counter({
      name: 'swarm_graphql_operations_total',
      help: 'GraphQL operations',
      labelNames: ['kind', 'outcome'],
      registers: [registry],
    }),
    sockets: new Gauge({ name: 'swarm_websockets', help: 'Open WebSocket connections', registers: [registry] }),
  }
}
