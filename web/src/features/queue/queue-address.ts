import type { QueueFilter } from './use-queue.ts'

export type QueueTab = 'review' | 'edited' | 'approved' | 'hidden'
export type Tier = 'TIER_1' | 'TIER_2' | 'TIER_3'
export type Age = 'hour' | 'day' | 'older' | 'late' | 'unseen'
export type Channel = 'EMAIL' | 'LINKEDIN'
export type Order = 'NEWEST' | 'OLDEST' | 'SCORE'

export const tabs: readonly QueueTab[] = ['review', 'edited', 'approved', 'hidden']
export const tiers: readonly Tier[] = ['TIER_1', 'TIER_2', 'TIER_3']
const ages: readonly Age[] = ['hour', 'day', 'older', 'late', 'unseen']
const channels: readonly Channel[] = ['EMAIL', 'LINKEDIN']
const orders: readonly Order[] = ['NEWEST', 'OLDEST', 'SCORE']

/** What the address of the queue says: which drafts, in which order. The default order is tier, then newest. */
export type QueueView = {
  tab: QueueTab
  search: string
  tiers: readonly Tier[]
  age: Age | null
  order: Order | null
  failing: boolean
  channel: Channel | null
  angle: string | null
  source: string | null
  /** Its id, as the API knows it. */
  campaign: string | null
  /** Score at least and at most this. */
  score: number | null
  scoreMax: number | null
}

/** A view without any filter, on its tab and in its order. */
export function unfiltered({ tab, order }: Pick<QueueView, 'tab' | 'order'>): QueueView {
  return {
    tab,
    order,
    search: '',
    tiers: [],
    age: null,
    failing: false,
    channel: null,
    angle: null,
    source: null,
    campaign: null,
    score: null,
    scoreMax: null,
  }
}

function readScore(text: string | null): number | null {
  const score = Number(text ?? '')
  return text && Number.isInteger(score) && score >= 0 && score <= 100 ? score : null
}

/** Reads the page's address; what it doesn't understand it leaves out. */
export function readQueueView(address: URLSearchParams): QueueView {
  const wanted = (address.get('tier') ?? '').split(',')
  return {
    tab: tabs.find((tab) => tab === address.get('tab')) ?? 'review',
    search: address.get('search') ?? '',
    tiers: tiers.filter((tier) => wanted.includes(tier)),
    age: ages.find((age) => age === address.get('age')) ?? null,
    order: orders.find((order) => order === address.get('order')) ?? null,
    failing: address.get('checks') === 'failing',
    channel: channels.find((channel) => channel === address.get('channel')) ?? null,
    angle: address.get('angle') || null,
    source: address.get('source') || null,
    campaign: address.get('campaign') || null,
    score: readScore(address.get('score')),
    scoreMax: readScore(address.get('scoreMax')),
  }
}

/** The address that shows this view; defaults are left out. */
export function queueAddress(view: QueueView): Record<string, string> {
  const parts: [string, string][] = [
    ['tab', view.tab === 'review' ? '' : view.tab],
    ['search', view.search],
    ['tier', view.tiers.join(',')],
    ['age', view.age ?? ''],
    ['order', view.order ?? ''],
    ['checks', view.failing ? 'failing' : ''],
    ['channel', view.channel ?? ''],
    ['angle', view.angle ?? ''],
    ['source', view.source ?? ''],
    ['campaign', view.campaign ?? ''],
    ['score', view.score === null ? '' : String(view.score)],
    ['scoreMax', view.scoreMax === null ? '' : String(view.scoreMax)],
  ]
  return Object.fromEntries(parts.filter(([, value]) => value !== ''))
}

const hourMs = 60 * 60_000

/** The API's filter of a view; ages are counted from `now` (epoch milliseconds). Pending and actionable unless the tab says otherwise. */
export function queueFilter(view: QueueView, now: number): QueueFilter {
  const hourAgo = new Date(now - hourMs).toISOString()
  const dayAgo = new Date(now - 24 * hourMs).toISOString()
  const age = {
    hour: { createdFrom: hourAgo },
    day: { createdFrom: dayAgo },
    older: { createdTo: dayAgo },
    late: { overdue: true },
    unseen: { unseen: true },
  }
  const tab = {
    review: {},
    edited: { status: ['PENDING' as const], edited: true },
    approved: { status: ['APPROVED' as const] },
    hidden: { hidden: true },
  }
  return {
    ...tab[view.tab],
    ...(view.search.trim() ? { search: view.search.trim() } : {}),
    ...(view.tiers.length > 0 ? { tier: [...view.tiers] } : {}),
    ...(view.age ? age[view.age] : {}),
    ...(view.order ? { orderBy: view.order } : {}),
    ...(view.failing ? { compliant: false } : {}),
    ...(view.channel ? { channel: view.channel } : {}),
    ...(view.angle ? { angle: [view.angle] } : {}),
    ...(view.source ? { source: [view.source] } : {}),
    ...(view.campaign ? { campaignId: view.campaign } : {}),
    ...(view.score === null ? {} : { scoreMin: view.score }),
    ...(view.scoreMax === null ? {} : { scoreMax: view.scoreMax }),
  }
}

/** Whether anything hides drafts of the tab. */
export function isFiltered(view: QueueView): boolean {
  const { search, tiers: chosen, age, failing, channel, angle, source, campaign, score, scoreMax } = view
  return (
    search !== '' || chosen.length > 0 || failing || [age, channel, angle, source, campaign, score, scoreMax].some((part) => part !== null)
  )
}
