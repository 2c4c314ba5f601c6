import type { Reader } from '@swarm/db/read'
import type { AgentWork } from '@swarm/jobs/board/load-agent-work'
import { sql } from 'drizzle-orm'
import { builder, needs } from './builder.ts'

type ProcessRow = { id: string; kind: string; version: string; host: string; pid: number; startedAt: Date; seenAt: Date; isLive: boolean }

/** Processes that reported within the last hour, the newest first. */
export async function loadProcesses(reader: Reader): Promise<ProcessRow[]> {
  const { rows } = await reader.read((db) =>
    db.execute<Omit<ProcessRow, 'startedAt' | 'seenAt'> & { startedAt: string; seenAt: string }>(sql`
      select id, kind, version, host, pid, started_at as "startedAt", seen_at as "seenAt", seen_at > clock_timestamp() - interval '15 seconds' as "isLive"
      from process order by kind, started_at desc, id desc limit 100`),
  )
  return rows.map((row) => ({ ...row, startedAt: new Date(row.startedAt), seenAt: new Date(row.seenAt) }))
}

export const RunningProcess = builder.objectRef<ProcessRow>('RunningProcess').implement({
  description: 'A process of the product that reported within the last hour. Times are real time, not business time.',
  extensions: needs('read'),
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'api or jobs.' }),
    version: t.exposeString('version', { description: 'The version that it runs.' }),
    host: t.exposeString('host', { description: 'The machine, as it names itself.' }),
    pid: t.exposeInt('pid', { description: 'Its number on that machine.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it started.' }),
    seenAt: t.expose('seenAt', { type: 'DateTime', description: 'When it last reported; it does so every 5 seconds.' }),
    live: t.exposeBoolean('isLive', { description: 'Whether it reported within the last 15 seconds.' }),
  }),
})

export const AgentWorkType = builder.objectRef<AgentWork>('AgentWork').implement({
  description: 'A software actor, what it may do, and what it did last.',
  extensions: needs('read'),
  fields: (t) => ({
    agent: t.exposeString('agent', { description: 'Its name: QUEEN, who runs them, or one of the six.' }),
    actions: t.field({
      type: ['String'],
      description: 'All that it may do. Anything else is refused where it is done, and audited.',
      resolve: ({ actions }) => [...actions],
    }),
    lastAction: t.exposeString('lastAction', { nullable: true, description: 'What it did last; null: nothing yet.' }),
    lastAt: t.expose('lastAt', { type: 'DateTime', nullable: true, description: 'When that was, in real time.' }),
    dayCount: t.exposeInt('dayCount', { description: 'What it did in the last 24 hours, counted up to 10,000.' }),
  }),
})
