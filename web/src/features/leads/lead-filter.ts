import type { VariablesOf } from 'gql.tada'
import { endOfDay, midnight } from '../../lib/days.ts'
import type { Stage } from '../../ui/stage-glyph.tsx'
import type { leadsQuery } from './lead-documents.ts'

export type LeadFilter = NonNullable<VariablesOf<typeof leadsQuery>['filter']>
export type LeadOrder = NonNullable<VariablesOf<typeof leadsQuery>['orderBy']>
export type Tier = 'TIER_1' | 'TIER_2' | 'TIER_3'

export const stageWords: Record<Stage, string> = {
  PIPELINE: 'Pipeline',
  OUTREACH: 'Outreach',
  ENGAGED: 'Engaged',
  AT_RISK: 'At risk',
  TERMINAL: 'Terminal',
}
export const stages = ['PIPELINE', 'OUTREACH', 'ENGAGED', 'AT_RISK', 'TERMINAL'] as const satisfies readonly Stage[]
export const tiers = ['TIER_1', 'TIER_2', 'TIER_3'] as const satisfies readonly Tier[]
export const statuses = {
  PIPELINE: ['PENDING', 'APPROVED', 'REJECTED', 'DISPATCHED'],
  OUTREACH: ['SENT', 'LINKEDIN_SENT', 'REVIVAL_QUEUED', 'REVIVAL_SENT'],
  ENGAGED: ['OPENED', 'REPLIED', 'LINKEDIN_CONNECTED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED'],
  AT_RISK: ['GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED', 'REVIVAL_CANDIDATE'],
  TERMINAL: ['BOUNCED', 'UNSUBSCRIBED', 'DISQUALIFIED'],
} as const satisfies Record<Stage, readonly NonNullable<LeadFilter['status']>[number][]>
export type LeadStatus = (typeof statuses)[Stage][number]
export const orderFields = ['SCORE', 'NAME', 'CREATED', 'LAST_ACTIVITY'] as const satisfies readonly LeadOrder['by'][]

export const dayBounds = ['knownFrom', 'knownTo', 'changedFrom', 'changedTo'] as const
export type DayBound = (typeof dayBounds)[number]

/** What the address of the leads page says: which leads, and in which order. */
export type LeadView = {
  search: string
  stages: readonly Stage[]
  tiers: readonly Tier[]
  status: LeadStatus | null
  scoreMin: number | null
  source: string
  industry: string
  /** The sending account that keeps them. */
  account: string
  /** First and last day, of the viewer, on which they became known and changed last, YYYY-MM-DD; open where empty. */
  days: Readonly<Record<DayBound, string>>
  /** Leads as they stood at the end of this day of the viewer, YYYY-MM-DD; as they stand now when empty. */
  asOf: string
  by: LeadOrder['by']
  descending: boolean
  /** The table's columns, where a kept or sent address names them; else those of this device. */
  columns: readonly string[] | null
}

const everyStatus = stages.flatMap((stage): readonly LeadStatus[] => statuses[stage])

function among<T extends string>(values: readonly T[], given: string | null): T[] {
  const wanted = (given ?? '').split(',')
  return values.filter((value) => wanted.includes(value))
}

/** Reads the page's address; what it doesn't understand it leaves out. */
export function readLeadView(address: URLSearchParams): LeadView {
  const dayIn = (name: string): string => (endOfDay(address.get(name) ?? '') === null ? '' : (address.get(name) ?? ''))
  const score = Number.parseInt(address.get('score') ?? '', 10)
  const by = orderFields.find((field) => field === address.get('sort')) ?? 'SCORE'
  return {
    search: address.get('search') ?? '',
    stages: among(stages, address.get('stage')),
    tiers: among(tiers, address.get('tier')),
    status: everyStatus.find((status) => status === address.get('status')) ?? null,
    scoreMin: score > 0 && score <= 100 ? score : null,
    source: address.get('source') ?? '',
    industry: address.get('industry') ?? '',
    account: address.get('account') ?? '',
    days: { knownFrom: dayIn('knownFrom'), knownTo: dayIn('knownTo'), changedFrom: dayIn('changedFrom'), changedTo: dayIn('changedTo') },
    asOf: dayIn('asof'),
    by,
    // Names begin at A, everything else with the most.
    descending: address.get('order') === null ? by !== 'NAME' : address.get('order') === 'down',
    columns: address.get('columns')?.split(',') ?? null,
  }
}

/** The address that shows this view; defaults are left out. */
export function leadAddress(view: LeadView): Record<string, string> {
  const natural = view.by !== 'NAME'
  const parts: [string, string][] = [
    ['search', view.search],
    ['stage', view.stages.join(',')],
    ['tier', view.tiers.join(',')],
    ['status', view.status ?? ''],
    ['score', view.scoreMin === null ? '' : String(view.scoreMin)],
    ['source', view.source],
    ['industry', view.industry],
    ['account', view.account],
    ...dayBounds.map((bound): [string, string] => [bound, view.days[bound]]),
    ['asof', view.asOf],
    ['sort', view.by === 'SCORE' ? '' : view.by],
    ['order', view.descending === natural ? '' : view.descending ? 'down' : 'up'],
    ['columns', view.columns?.join(',') ?? ''],
  ]
  return Object.fromEntries(parts.filter(([, value]) => value !== ''))
}

/** The API's filter of a view. Without `withStages` it counts all stages, as the funnel needs it. */
export function leadFilter(view: LeadView, withStages = true): LeadFilter {
  return {
    ...(view.search.trim() ? { search: view.search.trim() } : {}),
    ...(withStages && view.stages.length > 0 ? { stage: [...view.stages] } : {}),
    ...(view.tiers.length > 0 ? { tier: [...view.tiers] } : {}),
    ...(withStages && view.status ? { status: [view.status] } : {}),
    ...(view.scoreMin === null ? {} : { scoreMin: view.scoreMin }),
    ...(view.source ? { source: [view.source] } : {}),
    ...(view.industry ? { industry: [view.industry] } : {}),
    ...(view.account ? { account: view.account } : {}),
    ...(view.days.knownFrom ? { createdFrom: midnight(view.days.knownFrom, 0) } : {}),
    ...(view.days.knownTo ? { createdTo: midnight(view.days.knownTo, 1) } : {}),
    ...(view.days.changedFrom ? { changedFrom: midnight(view.days.changedFrom, 0) } : {}),
    ...(view.days.changedTo ? { changedTo: midnight(view.days.changedTo, 1) } : {}),
  }
}

/** Whether anything but the order differs from what the page shows at first. */
export function isFiltered(view: LeadView): boolean {
  return Object.keys(leadFilter(view)).length > 0
}
