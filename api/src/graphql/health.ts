import { agentActions } from '@swarm/jobs/actors'
import type { Reason } from '@swarm/jobs/reason'
import { sql } from 'drizzle-orm'
import { readiness } from '../health/readiness.ts'
import { builder, needs } from './builder.ts'
import { ReasonType } from './errors.ts'

type HealthRow = {
  failing: Reason[]
  version: string
  mode: string
  agents: unknown
  queues: unknown
  providers: unknown
  webhooks: unknown
  database: unknown
}

const Health = builder.objectRef<HealthRow>('Health').implement({
  description: 'Whether everything that must run does.',
  extensions: needs('read'),
  fields: (t) => ({
    ready: t.boolean({ description: 'Whether nothing is failing.', resolve: (row) => row.failing.length === 0 }),
    failing: t.field({ type: [ReasonType], description: 'What is not right.', resolve: (row) => row.failing }),
    version: t.exposeString('version', { description: 'The running version.' }),
    mode: t.exposeString('mode', { description: 'sandbox or production, as the database was born.' }),
    agents: t.field({ type: 'JSON', description: 'The software actors and what each may do.', resolve: (row) => row.agents }),
    queues: t.field({ type: 'JSON', description: 'Jobs by queue: waiting, at work, failed for good.', resolve: (row) => row.queues }),
    providers: t.field({ type: 'JSON', description: 'Breaker of each provider that has been called.', resolve: (row) => row.providers }),
    webhooks: t.field({
      type: 'JSON',
      description: 'Whether we hear of what happens at each provider, what is wrong if not, and how many deliveries wait.',
      resolve: (row) => row.webhooks,
    }),
    database: t.field({
      type: 'JSON',
      description: 'PostgreSQL version, size in bytes, open connections.',
      resolve: (row) => row.database,
    }),
  }),
})

builder.queryField('health', (t) =>
  t.field({
    type: Health,
    description: 'Whether everything that must run does.',
    extensions: needs('read'),
    resolve: async (_, __, { reader, writer, mode, version, webhookSecrets }) => {
      const failing = await readiness(writer, webhookSecrets)
      const { queues, providers, webhooks, database } = await reader.read(async (db) => {
        const [jobs, breakers, hooks, facts] = await Promise.all([
          db.execute<{ name: string; waiting: number; active: number; failed: number }>(sql`
            select q.name, count(j.*) filter (where j.state in ('created', 'retry'))::int as waiting,
              count(j.*) filter (where j.state = 'active')::int as active, count(j.*) filter (where j.state = 'failed')::int as failed
            from pgboss.queue q left join pgboss.job j on j.name = q.name group by q.name order by q.name`),
          db.execute<{ provider: string; state: string; openedAt: string | null }>(
            sql`select provider, state, opened_at as "openedAt" from provider_breaker order by provider`,
          ),
          db.execute<{
            provider: string
            isHearing: boolean
            problem: string | null
            checkedAt: string
            waiting: number
            failed: number
          }>(sql`
            select h.provider, h.is_hearing as "isHearing", h.problem, h.checked_at as "checkedAt",
              (select count(*)::int from delivery d where d.applied_at is null and d.error is null and d.provider = h.provider) as waiting,
              (select count(*)::int from delivery d where d.applied_at is null and d.error is not null and d.provider = h.provider) as failed
            from provider_hook h order by h.provider`),
          db.execute<{ version: string; bytes: number; connections: number }>(sql`
            select current_setting('server_version') as version, pg_database_size(current_database())::float8 as bytes,
              (select count(*)::int from pg_stat_activity where datname = current_database()) as connections`),
        ])
        return { queues: jobs.rows, providers: breakers.rows, webhooks: hooks.rows, database: facts.rows[0] ?? null }
      })
      return { failing, version, mode, agents: agentActions, queues, providers, webhooks, database }
    },
  }),
)
