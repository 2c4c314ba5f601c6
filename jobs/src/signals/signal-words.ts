import { calledProviders, isCalledProvider } from '../provider-status/provider-names.ts'
import type { TimelineKind } from '../timeline.ts'
import type { LeadStatus, SignalKind } from './lead-status.ts'
import type { NewSignal } from './plan-effects.ts'
import { provingSignals } from './prove-sends.ts'

/** Those who tell us something and are never called. */
const onlyHeard: Readonly<Record<string, string>> = { 'unsubscribe-link': 'The recipient', rb2b: 'RB2B' }

/** How a provider is called on the screen. */
export const providerName = (provider: string): string =>
  isCalledProvider(provider) ? calledProviders[provider].label : (onlyHeard[provider] ?? provider)

const sentences: Record<SignalKind, string> = {
  EMAIL_SENT: 'The email went out.',
  EMAIL_OPENED: 'Opened the email.',
  LINK_CLICKED: 'Clicked a link.',
  EMAIL_REPLIED: 'Replied.',
  EMAIL_BOUNCED: 'The email bounced.',
  EMAIL_SOFT_BOUNCED: 'The email could not be delivered this time.',
  UNSUBSCRIBED: 'Asked not to be written to again.',
  OUT_OF_OFFICE: 'Is out of office.',
  AUTOMATIC_REPLY: 'Answered automatically.',
  INTEREST_LABELLED: 'Got a label',
  NOT_INTERESTED: 'Is not interested.',
  LINKEDIN_REQUESTED: 'The connection request went out.',
  LINKEDIN_CONNECTED: 'Accepted the connection request.',
  LINKEDIN_MESSAGED: 'The LinkedIn message went out.',
  LINKEDIN_REPLIED: 'Replied on LinkedIn.',
  LINKEDIN_EXHAUSTED: 'The LinkedIn campaign is through.',
  LINKEDIN_NOTED: 'On LinkedIn',
  SITE_VISITED: 'Visited the site.',
  JOB_CHANGED: 'Has another job.',
  HIRING: 'Their company is hiring.',
  MEETING_BOOKED: 'Booked a meeting.',
  MEETING_CANCELLED: 'Cancelled a meeting.',
  DECAYED_GHOSTED: 'Nothing was heard.',
  DECAYED_STALLED: 'Opened, and nothing since.',
  DECAYED_HESITANT: 'Opened again and again without an answer.',
  DECAYED_REVIVABLE: 'Silent for long enough to try again.',
}

/** What a signal says, whoever brought it. */
export const sentenceOf = (kind: SignalKind): string => sentences[kind]

export function signalSummary({ kind, open, detail }: Pick<NewSignal, 'kind' | 'open' | 'detail'>): string {
  if (open === 'machine') return 'A mail scanner opened the email; it does not count.'
  if (kind === 'INTEREST_LABELLED')
    return `${sentences[kind]} at the platform: ${typeof detail['text'] === 'string' ? detail['text'] : 'unnamed'}.`
  if (kind === 'LINKEDIN_NOTED') return `${sentences[kind]}: ${typeof detail['text'] === 'string' ? detail['text'] : 'something happened'}.`
  if (kind === 'SITE_VISITED') return visitSummary(detail)
  return sentences[kind]
}

/** Which page, from where, for the first time or again, and with which tags: as far as it was told. */
function visitSummary({ text, referrer, isRepeat, tags }: Record<string, unknown>): string {
  const parts = [
    typeof text === 'string' ? `Visited ${text}` : 'Visited the site',
    isRepeat === true ? ', not for the first time' : '',
    typeof referrer === 'string' ? `, coming from ${referrer}` : '',
    Array.isArray(tags) && tags.length > 0 ? ` (${tags.join(', ')})` : '',
  ]
  return `${parts.join('')}.`
}

export const timelineKindOf = (kind: SignalKind): TimelineKind => (provingSignals.includes(kind) ? 'proof' : 'signal')

export const statusWords = (status: LeadStatus): string => status.toLowerCase().replaceAll('_', ' ')
