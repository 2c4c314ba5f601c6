import { auditVerification } from '@swarm/db/schema/audit-verification'
import { verifyAudit } from '@swarm/jobs/proof/verify-audit'
import { desc } from 'drizzle-orm'
import { z } from 'zod'
import { builder, encodeGlobalId, needs } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { mutation } from './mutation.ts'

type VerificationRow = typeof auditVerification.$inferSelect | null

const faultsSchema = z.array(z.object({ sendId: z.string(), fault: z.string() }))

const State = builder.enumType('AuditVerificationState', {
  description: 'How the last verification stands.',
  values: {
    NEVER: { description: 'None was run yet.' },
    RUNNING: { description: 'It waits or runs.' },
    WHOLE: { description: 'Every link holds, and every send was approved.' },
    BROKEN: { description: 'Something does not hold: sending is stopped.' },
  } as const,
})

const SendFault = builder.objectRef<{ sendId: string; fault: string }>('SendProofFault').implement({
  description: 'A send that the audit chain does not bear out.',
  extensions: needs('read'),
  fields: (t) => ({
    sendId: t.id({ description: 'Which send.', resolve: ({ sendId }) => encodeGlobalId('Send', sendId) }),
    fault: t.exposeString('fault', { description: 'What is missing.' }),
  }),
})

const AuditVerification = builder.objectRef<{ row: VerificationRow }>('AuditVerification').implement({
  description: 'The last walk along the audit chain and the proofs of all sends: once a day, and when somebody asks.',
  extensions: needs('read'),
  fields: (t) => ({
    state: t.field({
      type: State,
      description: 'How it stands.',
      resolve: ({ row }) => (row === null ? 'NEVER' : row.finishedAt === null ? 'RUNNING' : row.fault === null ? 'WHOLE' : 'BROKEN'),
    }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was asked for.',
      resolve: ({ row }) => row?.startedAt ?? null,
    }),
    finishedAt: t.field({ type: 'DateTime', nullable: true, description: 'When it ended.', resolve: ({ row }) => row?.finishedAt ?? null }),
    links: t.int({ description: 'Links of the chain.', resolve: ({ row }) => row?.links ?? 0 }),
    checked: t.int({ description: 'Links that were checked so far.', resolve: ({ row }) => row?.checked ?? 0 }),
    sends: t.int({ description: 'Sends whose proof was followed.', resolve: ({ row }) => row?.sends ?? 0 }),
    faultNumber: t.int({
      nullable: true,
      description: 'The first link that does not hold.',
      resolve: ({ row }) => row?.faultNumber ?? null,
    }),
    fault: t.string({ nullable: true, description: 'What does not hold.', resolve: ({ row }) => row?.fault ?? null }),
    sendFaults: t.field({
      type: [SendFault],
      description: 'Sends that the chain does not bear out, at most 100.',
      resolve: ({ row }) => (row === null ? [] : faultsSchema.parse(row.unapproved)),
    }),
  }),
})

async function loadLast({ reader }: GraphQLContext): Promise<{ row: VerificationRow }> {
  const rows = await reader.read((db) => db.select().from(auditVerification).orderBy(desc(auditVerification.startedAt)).limit(1))
  return { row: rows[0] ?? null }
}

builder.queryField('auditVerification', (t) =>
  t.field({
    type: AuditVerification,
    description: 'The last verification of the audit chain, with how far it is.',
    extensions: needs('admin'),
    resolve: (_, __, context) => loadLast(context),
  }),
)

mutation({
  name: 'verifyAudit',
  description: 'Verifies the whole audit chain and the proof of every send now; auditVerification tells how far it is.',
  needs: ['operate'],
  input: () => ({}),
  schema: z.object({}),
  success: (t) => ({
    verification: t.field({
      type: AuditVerification,
      description: 'The one that waits or runs.',
      resolve: (_, __, context) => loadLast(context),
    }),
  }),
  run: async (_, { writer, wake, caller }) => {
    await verifyAudit(writer, wake, caller)
    return {}
  },
})
