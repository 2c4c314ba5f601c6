import { giveStandingApproval, revokeStandingApproval } from '@swarm/jobs/ramp/standing-approval'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { mutation, text } from './mutation.ts'

type StandingApprovalRow = { plan: string; planVersion: number; reason: string; by: string; at: string }

const StandingApproval = builder.objectRef<StandingApprovalRow>('StandingApproval').implement({
  description: 'A person’s word that the follow-ups of one version of a plan need no approval of their own.',
  extensions: needs('read'),
  fields: (t) => ({
    plan: t.exposeString('plan', { description: 'Which plan.' }),
    planVersion: t.exposeInt('planVersion', { description: 'Which version of it.' }),
    reason: t.exposeString('reason', { description: 'Why.' }),
    by: t.exposeString('by', { description: 'Who approved.' }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: (row) => new Date(row.at) }),
  }),
})

builder.queryField('standingApprovals', (t) =>
  t.field({
    type: [StandingApproval],
    description: 'Standing approvals in force. They count only while the settings let the gatekeeper be off.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) =>
      reader.read(async (db) => {
        const { rows } = await db.execute<StandingApprovalRow>(sql`
          select plan, plan_version as "planVersion", reason, approved_by as by, approved_at as at from standing_approval where revoked_at is null order by approved_at`)
        return rows
      }),
  }),
)

const schema = z.object({
  plan: text({ min: 1, max: 100 }),
  planVersion: z.int().min(1).max(2_147_483_647),
  reason: text({ min: 10, max: 500 }),
})

mutation({
  name: 'giveStandingApproval',
  description:
    'Lets the follow-ups of one version of a plan go without an approval of their own: after 30 days of live sends, the last 14 calm.',
  needs: ['operate'],
  input: (t) => ({
    plan: t.string({ required: true, description: 'The plan’s name.' }),
    planVersion: t.int({ required: true, description: 'Its version.' }),
    reason: t.string({ required: true, description: 'Why; 10 to 500 characters.' }),
  }),
  schema,
  run: (input, { caller, writer }) => giveStandingApproval(writer, caller, input),
  success: (t) => ({
    plan: t.string({ description: 'The plan.', resolve: ({ plan }) => plan }),
    planVersion: t.int({ description: 'Its version.', resolve: ({ planVersion }) => planVersion }),
  }),
})

mutation({
  name: 'revokeStandingApproval',
  description: 'Takes a standing approval back: from now on a person approves every batch of these follow-ups.',
  needs: ['operate'],
  input: (t) => ({
    plan: t.string({ required: true, description: 'The plan’s name.' }),
    planVersion: t.int({ required: true, description: 'Its version.' }),
    reason: t.string({ required: true, description: 'Why; 10 to 500 characters.' }),
  }),
  schema,
  run: (input, { caller, writer }) => revokeStandingApproval(writer, caller, input),
  success: (t) => ({
    plan: t.string({ description: 'The plan.', resolve: ({ plan }) => plan }),
    planVersion: t.int({ description: 'Its version.', resolve: ({ planVersion }) => planVersion }),
  }),
})
