import type { Reader } from '@swarm/db/read'
import { agentActions } from '@swarm/jobs/actors'
import { loadAgentWork } from '@swarm/jobs/board/load-agent-work'
import { loadModules } from '@swarm/jobs/board/load-modules'
import { loadDeadLetters } from '@swarm/jobs/queue/settle-dead-letters'
import type { Reason } from '@swarm/jobs/reason'
import { hookProviders } from '@swarm/jobs/signals/read-event'
import { sql } from 'drizzle-orm'
import { readiness } from '../health/readiness.ts'
import { builder, needs } from './builder.ts'
import { DeadLettersType } from './dead-letter.ts'
import { ReasonType } from './errors.ts'
import { AgentWorkType, loadProcesses, RunningProcess } from './health-parts.ts'

/** Everything is looked up where it is asked for: a page that wants to know how late it is doesn't count the jobs. */
type HealthRow = {
  version: string
  mode: string
  /** Looked up once, however often it is asked for. */
  failing: () => Promise<Reason[]>
}

async function loadQueues(reader: Reader): Promise<unknown> {
  const { rows } = await reader.read((db) =>
    db.execute<{ name: string; waiting: number; active: number; failed: number }>(sql`
      select q.name, count(j.*) filter (where j.state in ('created', 'retry'))::int as waiting,
        count(j.*) filter (where j.state = 'active')::int as active, count(j.*) filter (where j.state = 'failed')::int as failed
      from pgboss.queue q left join pgboss.job j on j.name = q.name group by q.name order by q.name`),
  )
  return rows
}

async function loadProviders(reader: Reader): Promise<unknown> {
  const { rows } = await reader.read((db) =>
    db.execute<{ provider: unknown }>(
      // As JSON, whose instants every program can read; in a row they are PostgreSQL's own text.
      sql`select jsonb_build_object('provider', provider, 'state', state, 'openedAt', opened_at) as provider from provider_breaker b order by b.provider`,
    ),
  )
  return rows.map(({ provider }) => provider)
}

async function loadWebhooks(reader: Reader): Promise<unknown> {
  const { rows } = await reader.read((db) =>
    db.execute<{ hook: unknown }>(sql`
      select jsonb_build_object('provider', p.provider, 'isHearing', h.is_hearing, 'problem', h.problem, 'checkedAt', h.checked_at, 'polledAt', h.polled_at,
        'lastSeenAt', greatest(h.last_event_at, (select d.received_at from delivery d where d.provider = p.provider order by d.received_at desc limit 1)),
        'waiting', (select count(*)::int from delivery d where d.applied_at is null and d.error is null and d.provider = p.provider),
        'failed', (select count(*)::int from delivery d where d.applied_at is null and d.error is not null and d.provider = p.provider),
        'isUnsigned', exists (select from unsigned_provider u where u.provider = p.provider)) as hook
      from (select provider from provider_hook union select unnest(${sql.param([...hookProviders])}::text[])) p(provider)
      left join provider_hook h on h.provider = p.provider order by p.provider`),
  )
  return rows.map(({ hook }) => hook)
}

async function loadDatabase(reader: Reader): Promise<unknown> {
  const { rows } = await reader.read((db) =>
    db.execute<{ version: string; bytes: number; connections: number }>(sql`
      select current_setting('server_version') as version, pg_database_size(current_database())::float8 as bytes,
        (select count(*)::int from pg_stat_activity where datname = current_database()) as connections`),
  )
  return rows[0] ?? null
}

async function loadNow(reader: Reader): Promise<Date> {
  const { rows } = await reader.read((db) =>
    db.execute<{ ms: number }>(sql`select (extract(epoch from business_now()) * 1000)::float8 as ms`),
  )
  return new Date(rows[0]?.ms ?? Number.NaN)
}

const Health = builder.objectRef<HealthRow>('Health').implement({
  description: 'Whether everything that must run does.',
  extensions: needs('read'),
  fields: (t) => ({
    ready: t.boolean({ description: 'Whether nothing is failing.', resolve: async (row) => (await row.failing()).length === 0 }),
    failing: t.field({ type: [ReasonType], description: 'What is not right.', resolve: (row) => row.failing() }),
    version: t.exposeString('version', { description: 'The running version.' }),
    mode: t.exposeString('mode', { description: 'sandbox or production, as the database was born.' }),
    now: t.field({
      type: 'DateTime',
      description: 'Business time: the clock of the database, in a sandbox ahead of the wall by what was skipped.',
      resolve: (_, __, { reader }) => loadNow(reader),
    }),
    agents: t.field({ type: 'JSON', description: 'The software actors and what each may do.', resolve: () => agentActions }),
    modules: t.field({
      type: 'JSON',
      description:
        'The board: each part of the product with `light` GREEN, YELLOW or RED, `isReady` with `blockedBy`, `since`, and `checks`: value, thresholds, what to do and where.',
      resolve: (_, __, { reader }) => reader.read(loadModules),
    }),
    agentWork: t.field({
      type: [AgentWorkType],
      description: 'The software actors with what each may do and did last.',
      resolve: (_, __, { reader }) => reader.read(loadAgentWork),
    }),
    processes: t.field({
      type: [RunningProcess],
      description: 'Every process that reported within the last hour, at most 100.',
      resolve: (_, __, { reader }) => loadProcesses(reader),
    }),
    deadLetters: t.field({
      type: [DeadLettersType],
      description: 'Jobs that failed for good, by queue, until somebody has them run again or forgets them.',
      resolve: (_, __, { reader }) => reader.read(loadDeadLetters),
    }),
    queues: t.field({
      type: 'JSON',
      description: 'Jobs by queue: waiting, at work, failed for good.',
      resolve: (_, __, { reader }) => loadQueues(reader),
    }),
    providers: t.field({
      type: 'JSON',
      description: 'Breaker of each provider that has been called.',
      resolve: (_, __, { reader }) => loadProviders(reader),
    }),
    webhooks: t.field({
      type: 'JSON',
      description:
        'By provider that delivers: when something came last, whether we hear of what happens there, what is wrong if not, and how many deliveries wait or failed.',
      resolve: (_, __, { reader }) => loadWebhooks(reader),
    }),
    database: t.field({
      type: 'JSON',
      description: 'PostgreSQL version, size in bytes, open connections.',
      resolve: (_, __, { reader }) => loadDatabase(reader),
    }),
  }),
})

builder.queryField('health', (t) =>
  t.field({
    type: Health,
    description: 'Whether everything that must run does.',
    extensions: needs('read'),
    resolve: (_, __, { writer, mode, version, webhookSecrets, publicUrl, disk }) => {
      let looked: Promise<Reason[]> | undefined
      return {
        version,
        mode,
        failing: () => {
          looked ??= readiness(writer, { webhookSecrets, mode, publicUrl, disk })
          return looked
        },
      }
    },
  }),
)
