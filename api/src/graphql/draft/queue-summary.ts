import type { Reader } from '@swarm/db/read'
import { type HiddenCode, hiddenCode, hiddenReasons } from '@swarm/jobs/review/hidden-drafts'
import { beforeWorkingTime, startOfDay } from '@swarm/jobs/review/working-time'
import { sql } from 'drizzle-orm'
import { builder, encodeGlobalId, needs } from '../builder.ts'
import type { ReviewClock } from './review-clock.ts'

type HiddenReasonRow = { code: HiddenCode; label: string; isCleanable: boolean; count: number }

export type QueueSummaryRow = {
  pending: number
  edited: number
  approved: number
  hiddenReasons: HiddenReasonRow[]
  overdue: number
  dueSoon: number
  decidedToday: number
}

type StatusGroup = { code: HiddenCode | null; is_edited: boolean; due: 'overdue' | 'soon' | null; count: number }

/** Every count of the queue page in one statement; each equals the rows that the tab lists. */
export async function loadQueueSummary(reader: Reader, { now, settings, zone, staleBefore }: ReviewClock): Promise<QueueSummaryRow> {
  const { workingHours, decisionMinutes, dueSoonMinutes } = settings
  const lateBefore = beforeWorkingTime(now, decisionMinutes, workingHours, zone).toISOString()
  const soonBefore = beforeWorkingTime(now, Math.max(1, decisionMinutes - dueSoonMinutes), workingHours, zone).toISOString()
  const { rows } = await reader.read((db) =>
    db.execute<{ groups: StatusGroup[]; approved: number; decidedToday: number }>(sql`
      select
        (select coalesce(json_agg(g), '[]') from (
          select h.code, h.is_edited, h.due, count(*)::int as count from (
            select ${hiddenCode(staleBefore)} as code, d.is_edited, d.status,
              case when d.created_at <= ${lateBefore}::timestamptz then 'overdue' when d.created_at <= ${soonBefore}::timestamptz then 'soon' end as due
            from draft d where d.status in ('PENDING', 'EXPIRED', 'BLOCKED')
          ) h where h.code is not null or h.status = 'PENDING' group by 1, 2, 3
        ) g) as groups,
        (select count(*)::int from draft where status = 'APPROVED' and not is_test) as approved,
        (select count(*)::int from draft where decided_at >= ${startOfDay(now, zone).toISOString()}::timestamptz and not is_test) as "decidedToday"`),
  )
  const row = rows[0]
  if (!row) throw new Error('the queue gave no counts')
  const sum = (holds: (group: StatusGroup) => boolean) => row.groups.filter(holds).reduce((total, { count }) => total + count, 0)
  return {
    pending: sum(({ code }) => code === null),
    edited: sum(({ code, is_edited }) => code === null && is_edited),
    approved: row.approved,
    hiddenReasons: hiddenReasons
      .map((reason) => ({ ...reason, count: sum(({ code }) => code === reason.code) }))
      .filter(({ count }) => count > 0),
    overdue: sum(({ code, due }) => code === null && due === 'overdue'),
    dueSoon: sum(({ code, due }) => code === null && due === 'soon'),
    decidedToday: row.decidedToday,
  }
}

type Group = { by: 'ANGLE' | 'SOURCE' | 'CAMPAIGN'; name: string; count: number }

/** What the drafts that wait can be filtered by, and how many of each there are. */
async function loadGroups(reader: Reader, { staleBefore }: ReviewClock): Promise<Group[]> {
  const { rows } = await reader.read((db) =>
    db.execute<Group>(sql`
      select g.by, g.name, count(*)::int as count from draft d join lead l on l.id = d.lead_id
      cross join lateral (values ('ANGLE', d.angle), ('SOURCE', l.source), ('CAMPAIGN', d.campaign)) g(by, name)
      where d.status = 'PENDING' and not d.is_test and ${hiddenCode(staleBefore)} is null and g.name is not null
      group by g.by, g.name order by g.by, count(*) desc, g.name`),
  )
  return rows
}

const QueueGroup = builder.objectRef<Group>('QueueGroup').implement({
  description: 'Drafts that wait and have something in common.',
  extensions: needs('read'),
  fields: (t) => ({
    by: t.exposeString('by', { description: 'ANGLE, SOURCE or CAMPAIGN.' }),
    name: t.exposeString('name', { description: 'Which one.' }),
    campaignId: t.id({
      nullable: true,
      description: 'Of CAMPAIGN: what campaignId of a filter takes.',
      resolve: ({ by, name }) => (by === 'CAMPAIGN' ? encodeGlobalId('Campaign', name) : null),
    }),
    count: t.exposeInt('count', { description: 'How many wait.' }),
  }),
})

const HiddenReason = builder.objectRef<HiddenReasonRow>('HiddenReason').implement({
  description: 'Why drafts are kept apart from the queue, and how many.',
  extensions: needs('read'),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable code.' }),
    label: t.exposeString('label', { description: 'The same in words.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
    cleanable: t.exposeBoolean('isCleanable', { description: 'Whether cleanQueue removes them.' }),
  }),
})

export const QueueSummary = builder.objectRef<QueueSummaryRow>('QueueSummary').implement({
  description: 'The counts of the queue page; each equals what its tab lists.',
  extensions: needs('read'),
  fields: (t) => ({
    pending: t.exposeInt('pending', { description: 'Wait for a decision.' }),
    edited: t.exposeInt('edited', { description: 'Of those: changed by a person.' }),
    approved: t.exposeInt('approved', { description: 'Approved and not yet sent.' }),
    hidden: t.int({
      description: 'Kept apart, for any reason.',
      resolve: (row) => row.hiddenReasons.reduce((sum, { count }) => sum + count, 0),
    }),
    hiddenReasons: t.field({ type: [HiddenReason], description: 'The hidden ones by reason.', resolve: (row) => row.hiddenReasons }),
    groups: t.field({
      type: [QueueGroup],
      description: 'What the pending ones can be filtered by: angles, sources and campaigns, those of most drafts first.',
      resolve: async (_, __, { reader, loaders }) => loadGroups(reader, await loaders.reviewClock()),
    }),
    overdue: t.exposeInt('overdue', { description: 'Pending beyond their due time.' }),
    dueSoon: t.exposeInt('dueSoon', { description: 'Pending, due within 30 working minutes (setting).' }),
    decidedToday: t.exposeInt('decidedToday', {
      description: 'Approved or rejected since midnight in the organisation’s zone, as it stands now.',
    }),
  }),
})
