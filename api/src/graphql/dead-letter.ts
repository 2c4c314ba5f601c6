import { type DeadLetters, settleDeadLetters } from '@swarm/jobs/queue/settle-dead-letters'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { mutation, text } from './mutation.ts'

export const DeadLettersType = builder.objectRef<DeadLetters>('DeadLetters').implement({
  description: 'Jobs of one queue that failed for good. Nothing they were to do is lost: rows say what is due, and sweeps find it.',
  extensions: needs('read'),
  fields: (t) => ({
    queue: t.exposeString('queue', { description: 'Name of their queue.' }),
    count: t.exposeInt('count', { description: 'How many of them.' }),
    oldestAt: t.expose('oldestAt', { type: 'DateTime', description: 'When the first of them failed, in real time.' }),
    newestAt: t.expose('newestAt', { type: 'DateTime', description: 'When the last of them failed, in real time.' }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'What the last of them said, up to 500 characters.' }),
  }),
})

const settle = (name: 'retryDeadLetters' | 'forgetDeadLetters', description: string, isRetry: boolean): void =>
  mutation({
    name,
    description,
    needs: ['operate'],
    input: (t) => ({ queue: t.string({ required: true, description: 'Name of the queue, as health.deadLetters gives it.' }) }),
    schema: z.object({ queue: text({ min: 1, max: 200 }) }),
    run: ({ queue }, { writer, wake, caller }) => settleDeadLetters(writer, wake, caller, { queue, isRetry }),
    success: (t) => ({ jobs: t.exposeInt('jobs', { description: 'How many jobs that concerns. A runner takes them within seconds.' }) }),
  })

settle('retryDeadLetters', 'Has every job of a queue that failed for good run again.', true)
settle('forgetDeadLetters', 'Forgets the jobs of a queue that failed for good: they are not run again.', false)
