import type { Reader } from '@swarm/db/read'
import { motion } from '@swarm/db/schema/draft'
import { process } from '@swarm/db/schema/installation'
import { motionPause } from '@swarm/db/schema/motion-pause'
import { emergencyStop } from '@swarm/db/schema/safety'
import { settingVersion } from '@swarm/db/schema/settings'
import { allows } from '@swarm/jobs/actors'
import { angleName } from '@swarm/jobs/craft/angle-name'
import { ForbiddenError } from '@swarm/jobs/errors'
import { liftEmergencyStop } from '@swarm/jobs/safety/lift-emergency-stop'
import { resumeMotion } from '@swarm/jobs/safety/resume-motion'
import { setEmergencyStop } from '@swarm/jobs/safety/set-emergency-stop'
import { desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { changesOf } from '../live/subscribe.ts'
import { builder, needs } from './builder.ts'
import { Motion } from './enums.ts'
import { mutation, text } from './mutation.ts'

type MotionPauseRow = { motion: (typeof motion.enumValues)[number]; reason: string; pausedBy: string; pausedAt: Date }

export type SafetyRow = {
  reason: string | null
  since: Date | null
  by: string | null
  isStopped: boolean
  isForced: boolean
  isShadow: boolean
  angleStops: { angle: string; reason: string; setBy: string; setAt: Date }[]
  gatekeeperRequired: boolean
  pausedMotions: MotionPauseRow[]
  inFlight: number
  batchesToApprove: number
}

/** A process counts as live while its last heartbeat is younger than this, in seconds. */
const liveSeconds = 15

export async function loadSafety(reader: Reader): Promise<SafetyRow> {
  return reader.read(async (db) => {
    const [stops, pauses, settings, ended, forcing] = await Promise.all([
      db.select().from(emergencyStop).where(sql`${emergencyStop.liftedAt} is null`),
      db.select().from(motionPause).where(sql`${motionPause.resumedAt} is null`).orderBy(motionPause.pausedAt),
      // Not parsed: what keeps messages back must be seen even when the settings can't be read.
      db
        .select({
          gatekeeper: sql<boolean>`${settingVersion.document} ->> 'gatekeeperRequired' is distinct from 'false'`,
          shadow: sql<boolean>`coalesce(${settingVersion.document} ->> 'shadowMode' = 'true', false)`,
        })
        .from(settingVersion)
        .where(eq(settingVersion.section, 'dispatch'))
        .orderBy(desc(settingVersion.version))
        .limit(1),
      db
        .select({
          inFlight: sql<number>`(select count(*)::int from send s where s.status = 'IN_FLIGHT')`,
          batches: sql<number>`(select count(*)::int from batch b where b.status = 'PENDING' and b.expires_at > (select business_now()))
            + (select count(*)::int from batch b where b.status in ('CANCELLED', 'PARTIAL') and b.created_at > (select business_now()) - interval '14 days'
              and b.finished_at >= (select e.set_at from emergency_stop e where e.scope = 'ALL' and e.lifted_at is null))`,
        })
        .from(sql`(values (1)) v`),
      db
        .select({
          stop: sql<boolean>`coalesce(bool_or(${process.emergencyStop}), false)`,
          shadow: sql<boolean>`coalesce(bool_or(${process.shadowMode}), false)`,
        })
        .from(process)
        .where(sql`${process.seenAt} > now() - make_interval(secs => ${liveSeconds})`),
    ])
    const all = stops.find(({ scope }) => scope === 'ALL')
    return {
      isStopped: all !== undefined || forcing[0]?.stop === true,
      isForced: forcing[0]?.stop === true,
      isShadow: forcing[0]?.shadow === true || settings[0]?.shadow === true,
      reason: all?.reason ?? null,
      since: all?.setAt ?? null,
      by: all?.setBy ?? null,
      gatekeeperRequired: settings[0]?.gatekeeper !== false,
      pausedMotions: pauses,
      inFlight: ended[0]?.inFlight ?? 0,
      batchesToApprove: ended[0]?.batches ?? 0,
      angleStops: stops
        .filter(({ scope }) => scope.startsWith('ANGLE:'))
        .map(({ scope, reason, setBy, setAt }) => ({ angle: scope.slice('ANGLE:'.length), reason, setBy, setAt })),
    }
  })
}

const MotionPause = builder.objectRef<MotionPauseRow>('MotionPause').implement({
  description: 'A motion that a spike paused, until a person resumes it.',
  extensions: needs('read'),
  fields: (t) => ({
    motion: t.expose('motion', { type: Motion, description: 'What is paused.' }),
    reason: t.exposeString('reason', { description: 'Why, with the numbers of that moment.' }),
    by: t.exposeString('pausedBy', { description: 'Who or what paused it.' }),
    since: t.field({ type: 'DateTime', description: 'Since when.', resolve: (row) => row.pausedAt }),
  }),
})

const AngleStop = builder.objectRef<SafetyRow['angleStops'][number]>('AngleStop').implement({
  description: 'The stop of one angle, until an admin lifts it.',
  extensions: needs('read'),
  fields: (t) => ({
    angle: t.exposeString('angle', { description: 'Which angle.' }),
    reason: t.exposeString('reason', { description: 'Why.' }),
    by: t.exposeString('setBy', { description: 'Who stopped it.' }),
    since: t.field({ type: 'DateTime', description: 'Since when.', resolve: (row) => row.setAt }),
  }),
})

export const Safety = builder.objectRef<SafetyRow>('Safety').implement({
  description: 'What keeps messages from going out.',
  extensions: needs('read'),
  fields: (t) => ({
    emergencyStop: t.boolean({ description: 'Whether all sending is stopped.', resolve: (row) => row.isStopped }),
    reason: t.string({ nullable: true, description: 'Why it was stopped.', resolve: (row) => row.reason }),
    since: t.field({ type: 'DateTime', nullable: true, description: 'Since when.', resolve: (row) => row.since }),
    by: t.string({ nullable: true, description: 'Who stopped it.', resolve: (row) => row.by }),
    forced: t.boolean({
      description: 'Whether a running process forces the stop; it can’t be lifted here then.',
      resolve: (row) => row.isForced,
    }),
    shadowMode: t.boolean({
      description: 'Whether everything runs and the last call is recorded instead of made.',
      resolve: (row) => row.isShadow,
    }),
    gatekeeperRequired: t.boolean({
      description: 'Whether follow-ups need a person’s approval too; first touches always do.',
      resolve: (row) => row.gatekeeperRequired,
    }),
    pausedMotions: t.field({
      type: [Motion],
      description: 'Motions that a spike of bounces, unsubscribes or complaints paused.',
      resolve: (row) => row.pausedMotions.map((pause) => pause.motion),
    }),
    pauses: t.field({ type: [MotionPause], description: 'The paused motions with their reasons.', resolve: (row) => row.pausedMotions }),
    inFlight: t.exposeInt('inFlight', {
      description: 'Sends whose request is under way right now; a stop can’t call them back, so they are checked.',
    }),
    batchesToApprove: t.exposeInt('batchesToApprove', {
      description: 'Batches that need an approval before anything goes out: those that wait, and while a stop stands those that it ended.',
    }),
    angleStops: t.field({ type: [AngleStop], description: 'The stopped angles with their reasons.', resolve: (row) => row.angleStops }),
    stoppedAngles: t.stringList({
      description: 'Angles that are stopped by themselves.',
      resolve: (row) => row.angleStops.map(({ angle }) => angle),
    }),
  }),
})

builder.queryField('safety', (t) =>
  t.field({
    type: Safety,
    description: 'What keeps messages from going out.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => loadSafety(reader),
  }),
)

builder.subscriptionField('safetyChanged', (t) =>
  t.field({
    type: Safety,
    description: 'The safety controls, whenever one changes.',
    extensions: needs('read'),
    subscribe: (_, __, context) => changesOf(context, ['safety']),
    resolve: (_, __, { reader }) => loadSafety(reader),
  }),
)

mutation({
  name: 'setEmergencyStop',
  description: 'Stops all sending, or one angle, at once; or lifts the stop. Stopping needs review or operate, lifting needs admin.',
  needs: ['read'],
  asksAgain: ({ active }) => !active,
  input: (t) => ({
    active: t.boolean({ required: true, description: 'true stops, false lifts.' }),
    reason: t.string({ required: true, description: 'Why, for everyone to read; 3 to 500 characters.' }),
    angle: t.string({ description: 'Only this angle; all sending when left out.' }),
    drill: t.boolean({ description: 'A drill does not count against a clean day.' }),
  }),
  schema: z.object({
    active: z.boolean(),
    reason: text({ min: 3, max: 500 }),
    angle: angleName.nullish(),
    drill: z.boolean().nullish(),
  }),
  success: (t) => ({
    safety: t.field({ type: Safety, description: 'The safety controls now.', resolve: (_, __, { reader }) => loadSafety(reader) }),
  }),
  run: async ({ active, reason, angle, drill }, { caller, writer }) => {
    const scope = angle == null ? 'ALL' : `ANGLE:${angle}`
    if (active) {
      if (!allows(caller.scopes, 'review') && !allows(caller.scopes, 'operate')) {
        throw new ForbiddenError('Stopping needs the scope "review" or "operate".', 'operate')
      }
      await setEmergencyStop(writer, caller, { scope, reason, isDrill: drill ?? false })
    } else {
      if (!allows(caller.scopes, 'admin')) throw new ForbiddenError('Lifting a stop needs the scope "admin".', 'admin')
      await liftEmergencyStop(writer, caller, { scope, reason })
    }
    return { scope }
  },
})

mutation({
  name: 'resumeMotion',
  description: 'Ends the pause of a motion that a spike had set. Mails that were sent before count no more for a new pause.',
  needs: ['operate'],
  asksAgain: true,
  input: (t) => ({
    motion: t.field({ type: Motion, required: true, description: 'What to resume.' }),
    reason: t.string({ required: true, description: 'Why, for everyone to read; 3 to 500 characters.' }),
  }),
  schema: z.object({ motion: z.enum(motion.enumValues), reason: text({ min: 3, max: 500 }) }),
  success: (t) => ({
    safety: t.field({ type: Safety, description: 'The safety controls now.', resolve: (_, __, { reader }) => loadSafety(reader) }),
  }),
  run: async (input, { caller, writer }) => {
    await resumeMotion(writer, caller, input)
    return { motion: input.motion }
  },
})
