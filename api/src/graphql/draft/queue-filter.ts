import { hiddenCode, isHidden } from '@swarm/jobs/review/hidden-drafts'
import { beforeWorkingTime } from '@swarm/jobs/review/working-time'
import { type SQL, sql } from 'drizzle-orm'
import { GraphQLError } from 'graphql'
import { builder } from '../builder.ts'
import { Channel, DraftStatus, Tier } from '../enums.ts'
import { inWords } from '../in-words.ts'
import type { ReviewClock } from './review-clock.ts'
import { d } from './rows.ts'

/** A draft's campaign has a name ("T1-Nov") and no row: the id that `queueSummary` gives with its groups holds the name. */
const CAMPAIGN = /^Campaign:(.+)$/s

const QueueOrder = builder.enumType('QueueOrder', {
  description: 'How drafts are sorted; by tier and then newest unless said otherwise.',
  values: inWords({
    NEWEST: 'Crafted last first.',
    OLDEST: 'Crafted first first: what has waited longest.',
    SCORE: 'Best score first.',
  }),
})

export const QueueFilter = builder.inputType('QueueFilter', {
  description: 'Which drafts; every part that is given must hold. Without any: those that wait for a decision.',
  fields: (t) => ({
    status: t.field({ type: [DraftStatus], defaultValue: ['PENDING'], description: 'Any of these statuses.' }),
    edited: t.boolean({ description: 'Whether a person changed the text.' }),
    tier: t.field({ type: [Tier], description: 'Made for any of these tiers.' }),
    angle: t.stringList({ description: 'Any of these angles.' }),
    source: t.stringList({ description: 'Leads of any of these sources.' }),
    channel: t.field({ type: Channel, description: 'This channel.' }),
    campaignId: t.id({ description: 'This campaign.' }),
    guard: t.stringList({ description: 'Noted by any of these guards, such as GUARD-005.' }),
    compliant: t.boolean({ description: 'Whether every check holds.' }),
    scoreMin: t.int({ description: 'Score at least this.' }),
    scoreMax: t.int({ description: 'Score at most this.' }),
    overdue: t.boolean({ description: 'Pending, and not decided within two working hours (setting): what broke the promise.' }),
    unseen: t.boolean({
      description: 'Pending, and opened by nobody within 30 working minutes (setting): what broke the promise of a first look.',
    }),
    createdFrom: t.field({ type: 'DateTime', description: 'Crafted at this instant or later.' }),
    createdTo: t.field({ type: 'DateTime', description: 'Crafted before this instant.' }),
    search: t.string({ description: 'Words of subject, name, title, company or address; the start of a word is enough.' }),
    hidden: t.boolean({
      defaultValue: false,
      description:
        'Instead those that the queue hides: tests, stale, blocked, follow-ups that are decided in their batch (`decided_in_batch`), below tier 1 during the ramp, or for leads no longer written to. `status` PENDING then means all of them.',
    }),
    orderBy: t.field({ type: QueueOrder, description: 'How they are sorted.' }),
  }),
})

export type Filter = typeof QueueFilter.$inferInput
export type OrderBy = typeof QueueOrder.$inferInput

function refuse(message: string, path: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'INVALID_INPUT', path: ['filter', path] } })
}

/** Drafts whose subject holds all words, or whose lead does. Looked for among the drafts of the tab: far fewer than all leads that a word fits. */
function searched(search: string): SQL {
  if (search.length > 200) throw refuse('A search may have at most 200 characters.', 'search')
  if (!search.isWellFormed() || search.includes('\u0000')) throw refuse('The search holds characters that are no text.', 'search')
  const query = sql`(select to_tsquery('simple', string_agg(word || ':*', ' & ')) from unnest(string_to_array(trim(search_words(${search})), ' ')) word where word <> '')`
  return sql`(${d.search} @@ ${query} or exists (select from lead l where l.id = ${d.leadId} and l.search @@ ${query}))`
}

/** The statuses and what of them is shown. Hidden ones of several statuses stand together under one tab. */
function shown(filter: Filter, { staleBefore }: ReviewClock): SQL[] {
  const status = filter.status ?? ['PENDING']
  const isAny =
    status.length === 1 ? sql`${d.status} = ${status[0]}::draft_status` : sql`${d.status} = any(${sql.param([...status])}::draft_status[])`
  if (filter.hidden) {
    const isPending = status.length === 1 && status[0] === 'PENDING'
    return [isPending ? sql`${d.status} in ('PENDING', 'EXPIRED', 'BLOCKED')` : isAny, isHidden(staleBefore)]
  }
  return [
    isAny,
    sql`not ${d.isTest}`,
    ...(status.includes('PENDING') ? [sql`(${d.status} <> 'PENDING' or ${hiddenCode(staleBefore)} is null)`] : []),
  ]
}

/** The conditions of a filter, over `draft d`. Throws INVALID_INPUT for what can't be asked. */
export function queueConditions(filter: Filter, clock: ReviewClock): SQL[] {
  const conditions = shown(filter, clock)
  if (filter.edited != null) conditions.push(sql`${d.isEdited} = ${filter.edited}`)
  if (filter.tier) conditions.push(sql`${d.tier} = any(${sql.param([...filter.tier])}::tier[])`)
  if (filter.angle) conditions.push(sql`${d.angle} = any(${sql.param([...filter.angle])}::text[])`)
  if (filter.source)
    conditions.push(sql`exists (select from lead l where l.id = ${d.leadId} and l.source = any(${sql.param([...filter.source])}::text[]))`)
  if (filter.channel != null) conditions.push(sql`${d.channel} = ${filter.channel}::channel`)
  if (filter.campaignId != null) {
    const [, name] = CAMPAIGN.exec(Buffer.from(filter.campaignId, 'base64url').toString('utf8')) ?? []
    if (name === undefined) throw refuse('campaignId is not an id of a Campaign.', 'campaignId')
    conditions.push(sql`${d.campaign} = ${name}`)
  }
  if (filter.guard)
    conditions.push(
      sql`exists (select from jsonb_array_elements(${d.guardNotes}) note where note ->> 'code' = any(${sql.param([...filter.guard])}::text[]))`,
    )
  if (filter.compliant != null) conditions.push(sql`${d.isCompliant} = ${filter.compliant}`)
  if (filter.scoreMin != null) conditions.push(sql`${d.score} >= ${filter.scoreMin}::integer`)
  if (filter.scoreMax != null) conditions.push(sql`${d.score} <= ${filter.scoreMax}::integer`)
  const waitedLonger = (minutes: number): SQL => {
    const { settings, now, zone } = clock
    const before = beforeWorkingTime(now, minutes, settings.workingHours, zone)
    return sql`${d.status} = 'PENDING' and ${d.createdAt} <= ${before.toISOString()}::timestamptz`
  }
  if (filter.overdue != null) {
    const isOverdue = sql`(${waitedLonger(clock.settings.decisionMinutes)})`
    conditions.push(filter.overdue ? isOverdue : sql`not ${isOverdue}`)
  }
  if (filter.unseen != null) {
    const isUnseen = sql`(${waitedLonger(clock.settings.firstLookMinutes)} and ${d.openedAt} is null)`
    conditions.push(filter.unseen ? isUnseen : sql`not ${isUnseen}`)
  }
  if (filter.createdFrom != null) conditions.push(sql`${d.createdAt} >= ${filter.createdFrom.toISOString()}::timestamptz`)
  if (filter.createdTo != null) conditions.push(sql`${d.createdAt} < ${filter.createdTo.toISOString()}::timestamptz`)
  if (filter.search != null && filter.search.trim() !== '') conditions.push(searched(filter.search))
  return conditions
}
