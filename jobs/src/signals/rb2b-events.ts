import { z } from 'zod'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import { digestOf } from './delivery-digest.ts'
import type { ProviderEvent } from './provider-event.ts'
import { readableText } from './readable-text.ts'

/** RB2B tells of one thing alone, and does not name it. */
export const rb2bEventTypes: readonly string[] = ['page_visit']

const words = z.string().max(4_000).transform(readableText).nullish()

/** Names as documented: Title Case with spaces. What else comes is not read; company-only visits leave the person's fields empty. */
const visit = z.object({
  'LinkedIn URL': words,
  'Business Email': words,
  'Company Name': words,
  Website: words,
  'Seen At': words,
  'Captured URL': words,
  Referrer: words,
  Tags: words,
  // Only there when it is so; some call it otherwise.
  is_repeat_visit: z.unknown().optional(),
  is_repeat_visitor: z.unknown().optional(),
})

/** A visit without a readable time happened when it was heard of: nothing is later than that. */
const notSaid = new Date(8_640_000_000_000_000)

type Visit = {
  linkedinKey: string | null
  address: string | null
  company: string | null
  page: string | null
  at: Date | null
  referrer: string | null
  isRepeat: boolean
  tags: string[]
}

function readVisit(payload: unknown): Visit | null {
  const parsed = visit.safeParse(payload)
  if (!parsed.success) return null
  const { data } = parsed
  const profile = parseLinkedinProfile(data['LinkedIn URL'] ?? '')
  return {
    linkedinKey: profile.ok ? profile.profile.key : null,
    address: data['Business Email']?.trim() || null,
    company: data['Company Name'] || data.Website || null,
    page: pageOf(data['Captured URL'] ?? null),
    at: timeOf(data['Seen At'] ?? null),
    referrer: pageOf(data.Referrer ?? null),
    isRepeat: data.is_repeat_visit === true || data.is_repeat_visitor === true,
    tags: (data.Tags ?? '')
      .split(',')
      .flatMap((tag) => tag.trim().slice(0, 100) || [])
      .slice(0, 20),
  }
}

/** Without its query, which may hold tokens of the visitor's. */
function pageOf(address: string | null): string | null {
  return address?.split(/[?#]/, 1)[0]?.slice(0, 500) || null
}

/** The published sample is no date (`2024-01-01T12:34:56:00.00+00.00`): date and time of day are read, in UTC unless a zone is readable. */
function timeOf(text: string | null): Date | null {
  if (text === null) return null
  const whole = new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
  if (!Number.isNaN(whole.getTime())) return whole
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)/.exec(text) ?? []
  const part = new Date(`${day}T${time}Z`)
  return Number.isNaN(part.getTime()) ? null : part
}

/** A visit of our site by somebody. Never throws. */
export function readRb2bEvent(payload: unknown): ProviderEvent {
  const read = readVisit(payload)
  if (read === null) return { is: 'malformed', problem: 'The payload is not what RB2B documents.' }
  if (read.linkedinKey === null && read.address === null) {
    return read.company === null
      ? { is: 'malformed', problem: 'LinkedIn URL, Business Email, Company Name: nobody is named.' }
      : { is: 'noted', effect: 'A visit from a company, without a person.' }
  }
  return {
    is: 'person',
    signals: ['SITE_VISITED'],
    at: read.at ?? notSaid,
    address: read.address,
    linkedinKey: read.linkedinKey,
    known: null,
    campaignId: null,
    account: null,
    emailId: null,
    text: read.page,
    visit: { referrer: read.referrer, isRepeat: read.isRepeat, tags: read.tags },
  }
}

/** One visit of a page by a person in a minute is one, however often it is told (I7); there is no id of an event. Null: its content decides. */
export function rb2bKey(payload: unknown): string | null {
  const read = readVisit(payload)
  if (read === null || read.at === null) return null
  const parsed = read.address === null ? null : parseEmail(read.address)
  const who = read.linkedinKey ?? (parsed?.ok ? parsed.email.personKey : null)
  return who === null ? null : digestOf(['rb2b', who, read.page, read.at.toISOString().slice(0, 16)])
}
