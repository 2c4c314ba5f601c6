import type { KeysetOrder } from '@swarm/db/keyset'
import { pipelineRun } from '@swarm/db/schema/run'
import { cancelPipelineRun } from '@swarm/jobs/runs/cancel-pipeline-run'
import { runPipeline } from '@swarm/jobs/runs/run-pipeline'
import type { StageReport } from '@swarm/jobs/runs/stage-report'
import { STAGES } from '@swarm/jobs/runs/stages'
import { sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { changesOf, eventsFor } from '../live/subscribe.ts'
import { builder, decodeGlobalId, needs } from './builder.ts'
import { RunStatus } from './enums.ts'
import { idOf, mutation, text } from './mutation.ts'
import { listPage } from './page.ts'
import { loadRuns, type RunRow, runColumns } from './run-rows.ts'

const StageReportType = builder.objectRef<StageReport>('StageReport').implement({
  description: 'What one stage of a run did, counted from where its leads stand.',
  extensions: needs('read'),
  fields: (t) => ({
    stage: t.exposeString('stage', { description: `One of ${STAGES.join(', ')}.` }),
    passed: t.exposeBoolean('passed', { nullable: true, description: 'Whether it did its work; null until it has ended.' }),
    entered: t.exposeInt('entered', { description: 'Went in.' }),
    left: t.exposeInt('left', { description: 'Came out and went on.' }),
    waiting: t.exposeInt('waiting', { description: 'Are in it.' }),
    skipped: t.exposeInt('skipped', { description: 'Left the run here on purpose.' }),
    failed: t.exposeInt('failed', { description: 'Failed here, after the tries that the policy allows.' }),
    durationMs: t.exposeInt('durationMs', {
      nullable: true,
      description: 'From its first lead to its last, in milliseconds; while it works, until now; null before its first lead.',
    }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why the stage as a whole could not work.' }),
    reasons: t.field({ type: 'JSON', description: 'How many were skipped or failed, by code.', resolve: (report) => report.reasons }),
  }),
})

export const PipelineRun = builder.objectRef<RunRow>('PipelineRun')

builder.node(PipelineRun, {
  description: 'One pass of leads through the six stages.',
  extensions: needs('read'),
  id: { resolve: (run) => run.id },
  loadMany: (ids, { reader }) => loadRuns(reader, ids),
  fields: (t) => ({
    key: t.exposeString('key', { description: 'run_YYYYMMDD_HHMMSS_<6 hex>, in UTC.' }),
    mode: t.exposeString('mode', { description: 'sandbox or production.' }),
    source: t.exposeString('source', { description: 'Where its leads came from.' }),
    limit: t.int({
      nullable: true,
      description: 'The most leads that it was to move; null: all of its source.',
      resolve: (run) => run.limitCount,
    }),
    leads: t.int({ description: 'Leads in it.', resolve: async (run, _, { loaders }) => (await loaders.runCounts.load(run.id)).leads }),
    errors: t.int({
      description: 'Leads, or people found, that failed in a stage.',
      resolve: async (run, _, { loaders }) => (await loaders.runCounts.load(run.id)).errors,
    }),
    approved: t.int({
      description: 'Drafts of it that were approved since.',
      resolve: async (run, _, { loaders }) => (await loaders.runCounts.load(run.id)).approved,
    }),
    sent: t.int({
      description: 'Drafts of it that were sent since.',
      resolve: async (run, _, { loaders }) => (await loaders.runCounts.load(run.id)).sent,
    }),
    proven: t.int({
      description: 'Of those, with proof from the platform.',
      resolve: async (run, _, { loaders }) => (await loaders.runCounts.load(run.id)).proven,
    }),
    status: t.expose('status', { type: RunStatus, description: 'Where it stands.' }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why it failed; null unless FAILED.' }),
    stages: t.field({
      type: [StageReportType],
      description: 'The six stages, in their order.',
      resolve: async (run, _, { loaders }) => (await loaders.runCounts.load(run.id)).stages,
    }),
    startedBy: t.exposeString('startedBy', { description: 'Who started it.' }),
    startedAt: t.field({ type: 'DateTime', description: 'When it was started, in business time.', resolve: (run) => run.startedAt }),
    finishedAt: t.field({ type: 'DateTime', nullable: true, description: 'When it ended.', resolve: (run) => run.finishedAt }),
  }),
})

const newestFirst: KeysetOrder = {
  name: 'runs',
  value: sql`${pipelineRun.startedAt}`,
  id: sql`${pipelineRun.id}`,
  type: 'timestamptz',
  descending: true,
}

const PipelineRunConnection = builder.connectionObject(
  { type: PipelineRun, name: 'PipelineRunConnection', description: 'A page of runs.' },
  { name: 'PipelineRunEdge', description: 'One row of it.' },
)

builder.queryField('pipelineRuns', (t) =>
  t.connection(
    {
      type: PipelineRun,
      description: 'Pipeline runs, newest first.',
      extensions: needs('read'),
      resolve: (_, args, { reader }) =>
        listPage({
          reader,
          args,
          order: newestFirst,
          from: sql`${pipelineRun}`,
          conditions: [],
          rows: (db, { where, orderBy, limit }) => db.select(runColumns).from(pipelineRun).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (run) => ({ value: run.startedAt.toISOString(), id: run.id }),
        }),
    },
    PipelineRunConnection,
  ),
)

builder.queryField('pipelineRun', (t) =>
  t.field({
    type: PipelineRun,
    nullable: true,
    description: 'One run; null when there is no such run.',
    extensions: needs('read'),
    args: { id: t.arg.id({ required: true, description: 'Which run.' }) },
    resolve: (_, { id }, { loaders }) => {
      const decoded = decodeGlobalId(id)
      return decoded?.typename === 'PipelineRun' ? loaders.run.load(decoded.id) : null
    },
  }),
)

function runIdOf(id: string): string {
  const decoded = decodeGlobalId(id)
  if (decoded?.typename !== 'PipelineRun')
    throw new GraphQLError('This is not an id of a PipelineRun.', { extensions: { code: 'INVALID_INPUT', path: ['id'] } })
  return decoded.id
}

builder.subscriptionField('pipelineRunChanged', (t) =>
  t.field({
    type: PipelineRun,
    description: 'One run, whenever it has come further.',
    extensions: needs('read'),
    args: { id: t.arg.id({ required: true, description: 'Which one.' }) },
    subscribe: (_, { id }, context) => eventsFor(changesOf(context, ['run']), runIdOf(id)),
    resolve: async (_, { id }, { reader, loaders }) => {
      // Loaders live as long as the subscription: each event counts anew.
      loaders.runCounts.clearAll()
      const [run] = await loadRuns(reader, [runIdOf(id)])
      if (!run) throw new GraphQLError('There is no such run.', { extensions: { code: 'NOT_FOUND', path: ['id'] } })
      return run
    },
  }),
)

const runOf = (runId: string, loaders: { run: { load(id: string): Promise<RunRow | null> } }): Promise<RunRow> =>
  loaders.run.load(runId).then((run) => {
    if (!run) throw new Error('the run is gone')
    return run
  })

const runInput = z.object({
  source: text({ min: 1, max: 300 }).nullish(),
  leadIds: z.array(idOf('Lead')).min(1).max(10_000).nullish(),
  limit: z.int().min(1, 'must be at least 1').max(100_000, 'may be at most 100000').nullish(),
})

mutation<z.infer<typeof runInput>, { runId: string }>({
  name: 'runPipeline',
  description:
    'Starts a run of leads through discover, enrich, segment, craft, guard and queue. Nothing is sent: a person decides about each draft.',
  needs: ['operate'],
  input: (t) => ({
    source: t.string({
      description:
        '"new", "import:<id>", a target list of the settings, an industry, or a company by domain or slug; "default" when left out.',
    }),
    leadIds: t.idList({ description: 'These leads, instead of a source.' }),
    limit: t.int({ description: 'The most leads; of a search the most new people, each of whom may cost a credit.' }),
  }),
  schema: runInput,
  success: (t) => ({
    run: t.field({
      type: PipelineRun,
      description: 'The run as it stands now.',
      resolve: ({ runId }, _, { loaders }) => runOf(runId, loaders),
    }),
  }),
  run: async (input, { caller, writer, wake }) => {
    const { runId } = await runPipeline(writer, caller, input)
    await wake('advanceRun', { runId }, runId)
    return { runId }
  },
})

mutation<{ runId: string }, { runId: string }>({
  name: 'cancelPipelineRun',
  description: 'Ends a run: it takes no new work. Drafts that are in the queue stay there.',
  needs: ['operate'],
  input: (t) => ({ runId: t.id({ required: true, description: 'Which run.' }) }),
  schema: z.object({ runId: idOf('PipelineRun') }),
  success: (t) => ({
    run: t.field({
      type: PipelineRun,
      description: 'The run as it stands now.',
      resolve: ({ runId }, _, { loaders }) => runOf(runId, loaders),
    }),
  }),
  run: ({ runId }, { caller, writer }) => cancelPipelineRun(writer, caller, { runId }),
})
