import type { KeysetOrder } from '@swarm/db/keyset'
import { task } from '@swarm/db/schema/cadence'
import { completeTask, taskOutcomes } from '@swarm/jobs/cadence/complete-task'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { loadTasks, type TaskRow, taskColumns } from './enrollment-rows.ts'
import { inWords } from './in-words.ts'
import { Lead } from './lead-type.ts'
import { idOf, mutation, text } from './mutation.ts'
import { listPage } from './page.ts'

const TaskOutcome = builder.enumType('TaskOutcome', {
  description: 'What came of a task.',
  values: inWords({
    DONE: 'What was asked happened.',
    NOT_DONE: 'It was left.',
    NO_ANSWER: 'They did not answer.',
    WRONG_NUMBER: 'The number is not theirs.',
  } satisfies Record<(typeof taskOutcomes)[number], string>),
})

const Task = builder.objectRef<TaskRow>('Task')
builder.node(Task, {
  description: 'Something that a person does for a lead: a call, or a voice note on LinkedIn.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadTasks(reader, ids),
  fields: (t) => ({
    lead: t.field({
      type: Lead,
      description: 'For whom.',
      resolve: async (row, _, { loaders }) => {
        const found = await loaders.lead.load(row.leadId)
        if (!found) throw new Error('a task has its lead')
        return found
      },
    }),
    kind: t.exposeString('kind', { description: 'PHONE or VOICE_NOTE.' }),
    script: t.exposeString('script', { description: 'What to say; empty where nothing could be written for this lead.' }),
    dueAt: t.field({ type: 'DateTime', description: 'From when it is to be done, in business time.', resolve: (row) => row.dueAt }),
    open: t.boolean({
      description: 'Whether it waits for somebody.',
      resolve: (row) => row.completedAt === null && row.cancelledAt === null,
    }),
    completedAt: t.field({ type: 'DateTime', nullable: true, description: 'When it was closed.', resolve: (row) => row.completedAt }),
    completedBy: t.exposeString('completedBy', { nullable: true, description: 'By whom.' }),
    outcome: t.exposeString('outcome', { nullable: true, description: 'What came of it: DONE, NO_ANSWER, WRONG_NUMBER or NOT_DONE.' }),
    note: t.exposeString('note', { nullable: true, description: 'What was noted.' }),
    cancelledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the cadence ended before it was done.',
      resolve: (row) => row.cancelledAt,
    }),
  }),
})

const dueFirst: KeysetOrder = { name: 'tasks', value: sql`${task.dueAt}`, id: sql`${task.id}`, type: 'timestamptz', descending: false }

const TaskConnection = builder.connectionObject(
  { type: Task, name: 'TaskConnection', description: 'A page of tasks.' },
  { name: 'TaskEdge', description: 'One row of it.' },
)

builder.queryField('tasks', (t) =>
  t.connection(
    {
      type: Task,
      description: 'Tasks for people, the longest due first.',
      extensions: needs('read'),
      args: { open: t.arg.boolean({ description: 'Only those that wait for somebody, or only those that don’t.' }) },
      resolve: (_, args, { reader }) => {
        const conditions: SQL[] = []
        if (args.open === true) conditions.push(sql`${task.completedAt} is null and ${task.cancelledAt} is null`)
        if (args.open === false) conditions.push(sql`(${task.completedAt} is not null or ${task.cancelledAt} is not null)`)
        return listPage({
          reader,
          args,
          order: dueFirst,
          from: sql`${task}`,
          conditions,
          rows: (db, { where, orderBy, limit }) => db.select(taskColumns).from(task).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.dueAt.toISOString(), id: row.id }),
        })
      },
    },
    TaskConnection,
  ),
)

const completeInput = z.object({ taskId: idOf('Task'), outcome: z.enum(taskOutcomes), note: text({ max: 2_000 }).nullish() })

mutation<z.infer<typeof completeInput>, { taskId: string }>({
  name: 'completeTask',
  description: 'Closes an open task with what came of it.',
  needs: ['operate'],
  input: (t) => ({
    taskId: t.id({ required: true, description: 'Which task.' }),
    outcome: t.field({ type: TaskOutcome, required: true, description: 'What came of it.' }),
    note: t.string({ description: 'What to remember.' }),
  }),
  schema: completeInput,
  success: (t) => ({
    task: t.field({
      type: Task,
      description: 'The task, closed.',
      resolve: async ({ taskId }, _, { reader }) => {
        const [found] = await loadTasks(reader, [taskId])
        if (!found) throw new Error('the task is gone')
        return found
      },
    }),
  }),
  run: ({ taskId, outcome, note }, { caller, writer }) => completeTask(writer, caller, { taskId, outcome, note: note ?? null }),
})
