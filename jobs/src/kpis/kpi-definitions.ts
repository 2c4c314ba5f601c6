import type { RedFlagRule } from './red-flags.ts'

/** What figures can be grouped by. */
export const kpiDimensions = [
  'DAY',
  'WEEK',
  'CHANNEL',
  'CAMPAIGN',
  'ACCOUNT',
  'DOMAIN',
  'TIER',
  'ANGLE',
  'VARIANT',
  'INDUSTRY',
  'SOURCE',
  'REVIEWER',
] as const
export type KpiDimension = (typeof kpiDimensions)[number]

/** What each dimension means, for whoever reads a group. */
export const dimensionWords: Readonly<Record<KpiDimension, { description: string }>> = {
  DAY: { description: "Day in the organisation's time zone, YYYY-MM-DD." },
  WEEK: { description: "Monday of the week in the organisation's time zone, YYYY-MM-DD." },
  CHANNEL: { description: 'EMAIL or LINKEDIN.' },
  CAMPAIGN: { description: 'The named plan that the draft belongs to.' },
  ACCOUNT: { description: 'The sending account.' },
  DOMAIN: { description: 'Domain of the sending account.' },
  TIER: { description: 'Tier when it was scored, drafted or sent; of meetings and their costs the tier of the lead now.' },
  ANGLE: { description: 'Message strategy of the draft.' },
  VARIANT: { description: 'A or B.' },
  INDUSTRY: { description: "Industry of the lead's company now." },
  SOURCE: { description: 'Where the lead came from.' },
  REVIEWER: { description: 'Who decided; of what was sent: who approved the text, or the batch where nobody looked at it alone.' },
}

const ofTime = ['DAY', 'WEEK'] as const
const ofLead = ['TIER', 'INDUSTRY', 'SOURCE'] as const
const ofText = ['CHANNEL', 'CAMPAIGN', 'ANGLE', 'VARIANT'] as const
const ofSends = [...ofTime, ...ofText, 'ACCOUNT', 'DOMAIN', ...ofLead, 'REVIEWER'] as const
const ofReviews = [...ofTime, ...ofText, ...ofLead, 'REVIEWER'] as const

export const kpiNames = [
  'icp_match_rate',
  'open_rate',
  'reply_rate',
  'bounce_rate',
  'unsubscribe_rate',
  'linkedin_accept_rate',
  'positive_reply_rate',
  'meetings',
  'cost_per_meeting',
  'time_to_approve',
  'rejection_ratio',
  'autonomous_days',
] as const
export type KpiName = (typeof kpiNames)[number]

export type KpiDefinition = {
  name: KpiName
  title: string
  /**
   * `share` from 0 to 1 with its Wilson interval; `count`; `minutes`: the median, with the quartiles as its interval; `money`: for each in the
   * numerator, in the currency of the prices; `days`: in a row, up to the last.
   */
  unit: 'share' | 'count' | 'minutes' | 'money' | 'days'
  numerator: string
  denominator: string
  /** Which instant of a row puts it into the window [from, to). */
  window: string
  exclusions: string
  target: { is: 'at least' | 'below'; value: number } | null
  redFlag: RedFlagRule | null
  dimensions: readonly KpiDimension[]
}

const sends = {
  denominator: 'Emails that the platform has proven to be sent.',
  window: 'When the email was sent. What came back counts whenever it came.',
}
const noTests = 'Internal test sends.'

/** Each figure, once: what it counts, its target and when it is a red flag (signals.md, KPIs). Served with the numbers. */
const definitions: Readonly<Record<KpiName, Omit<KpiDefinition, 'name'>>> = {
  icp_match_rate: {
    title: 'ICP match rate',
    unit: 'share',
    numerator: 'Of these, leads with a tier.',
    denominator: 'Leads that were scored, each once, by its last score in the window.',
    window: 'When the score was decided.',
    exclusions: 'Leads that an exclusion, a suppression or a region kept from being scored.',
    target: { is: 'at least', value: 0.8 },
    redFlag: { kind: 'share', worse: 'below', share: 0.6, from: 5 },
    dimensions: [...ofTime, ...ofLead],
  },
  open_rate: {
    title: 'Open rate',
    unit: 'share',
    numerator: 'Of these, emails that a person opened.',
    denominator: 'Emails that the platform has proven to be sent, of campaigns in which opens are tracked: it told of at least one.',
    window: sends.window,
    exclusions: `${noTests} Machine opens (within 10 seconds of sending: no platform says which program opened) and opens that cannot be judged yet. Campaigns without tracking.`,
    target: { is: 'at least', value: 0.5 },
    redFlag: { kind: 'share', worse: 'below', share: 0.3, from: 5 },
    dimensions: ofSends,
  },
  reply_rate: {
    title: 'Reply rate',
    unit: 'share',
    numerator: 'Of these, emails that were answered.',
    ...sends,
    exclusions: `${noTests} Automatic answers such as out of office.`,
    target: { is: 'at least', value: 0.08 },
    redFlag: { kind: 'none', from: 15 },
    dimensions: ofSends,
  },
  bounce_rate: {
    title: 'Bounce rate',
    unit: 'share',
    numerator: 'Of these, emails that bounced.',
    ...sends,
    exclusions: noTests,
    target: { is: 'below', value: 0.05 },
    redFlag: { kind: 'spike', share: 0.05, from: 20, count: 2 },
    dimensions: ofSends,
  },
  unsubscribe_rate: {
    title: 'Unsubscribe rate',
    unit: 'share',
    numerator: 'Of these, emails after which the person asked not to be written to again.',
    ...sends,
    exclusions: noTests,
    target: { is: 'below', value: 0.02 },
    redFlag: { kind: 'share', worse: 'above', share: 0.05, from: 5 },
    dimensions: ofSends,
  },
  linkedin_accept_rate: {
    title: 'LinkedIn accept rate',
    unit: 'share',
    numerator: 'Of these, requests that were accepted.',
    denominator: 'LinkedIn requests that the platform has proven to be sent.',
    window: 'When the request was sent. An acceptance counts whenever it came.',
    exclusions: noTests,
    target: { is: 'at least', value: 0.3 },
    redFlag: { kind: 'share', worse: 'below', share: 0.15, from: 5 },
    dimensions: ofSends,
  },
  positive_reply_rate: {
    title: 'Positive reply rate',
    unit: 'share',
    numerator: 'Of these, hot ones: interested, asking for a meeting, or asking something.',
    denominator: 'Answers of leads, by the class that they have now: a person’s word before that of the rules.',
    window: 'When the answer came.',
    exclusions: 'Automatic answers, out of office, bounces, and answers that belong to no lead yet.',
    target: null,
    redFlag: null,
    dimensions: ofSends,
  },
  meetings: {
    title: 'Meetings',
    unit: 'count',
    numerator: 'Meetings that leads booked, by the last email or message that was proven to be sent to them before.',
    denominator: 'The same: a number, not a share.',
    window: 'When the meeting was booked first.',
    exclusions: 'A meeting that was moved, or cancelled and taken back, once more.',
    target: null,
    redFlag: null,
    dimensions: ofSends,
  },
  cost_per_meeting: {
    title: 'Cost per meeting',
    unit: 'money',
    numerator: 'Of these, meetings: what the look-ups cost is divided by them.',
    denominator: 'Meetings that leads booked, and look-ups at providers that cost credits, at the prices of the settings.',
    window:
      'When the meeting was booked, and when the provider was asked. By what was written: the last before the meeting, and the last to the lead that was looked up.',
    exclusions: 'Fixed fees. Of a look-up that was repeated for the same person the last one alone is known.',
    target: null,
    redFlag: null,
    dimensions: ofSends,
  },
  time_to_approve: {
    title: 'Time to approve',
    unit: 'minutes',
    numerator: 'The same as the denominator: the value is the median of their minutes, its interval the quartiles.',
    denominator: 'Approvals, each with the minutes since its draft was made.',
    window: 'When the draft was approved.',
    exclusions: 'Approvals that were taken back. Test drafts.',
    target: null,
    redFlag: null,
    dimensions: ofReviews,
  },
  rejection_ratio: {
    title: 'Rejection ratio',
    unit: 'share',
    numerator: 'Of these, rejections.',
    denominator: 'Approvals and rejections.',
    window: 'When it was decided.',
    exclusions: 'Decisions that were taken back. Test drafts. Clean-ups of the queue: they say nothing of a text.',
    target: null,
    redFlag: null,
    dimensions: ofReviews,
  },
  autonomous_days: {
    title: 'Autonomous days',
    unit: 'days',
    numerator:
      'Of these, days on which nobody had to do anything beyond the gate. The value is how many of them lie in a row up to the last.',
    denominator: 'Days of the organisation that are over and had live sends.',
    window: 'When the day began.',
    exclusions:
      'Test sends. Drills. Beyond the gate is: a stop that was set or lifted, a paused motion that was resumed, a batch or a run that was cancelled.',
    target: { is: 'at least', value: 3 },
    redFlag: null,
    dimensions: [],
  },
}

export function kpiDefinition(name: KpiName): KpiDefinition {
  return { name, ...definitions[name] }
}

/** "≥ 80 %", "< 5 %" or "≥ 3 in a row". */
export function targetWords({ target, unit }: Pick<KpiDefinition, 'target' | 'unit'>): string | null {
  const value = target && (unit === 'days' ? `${target.value} in a row` : `${Math.round(target.value * 1000) / 10} %`)
  return target && `${target.is === 'at least' ? '≥' : '<'} ${value}`
}
