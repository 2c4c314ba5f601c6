import { unsubscribeUrlOf } from '../craft/footer.ts'
import { classifyAddress } from '../identity/address-lists.ts'
import { exclusionNameKey } from '../identity/company-name.ts'
import { domainAndParents, registrableDomain } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { lawRegionOf } from '../place/time-zone.ts'
import type { SendWindow, WindowRules } from './send-window.ts'
import { type Reach, windowToFreeze } from './window-to-freeze.ts'

export type SendMotion = 'OUTBOUND' | 'CADENCE' | 'REVIVAL' | 'NURTURE'
/** What a touch does; each kind has its own ceilings. */
export type TouchAction = 'EMAIL' | 'LINKEDIN_REQUEST' | 'LINKEDIN_MESSAGE'
export type SendPlatform = 'INSTANTLY' | 'HEYREACH' | 'GHL' | 'RESEND' | 'SMTP'

/** An approved draft with what is known of its recipient. */
export type Candidate = {
  draftId: string
  draftVersion: number
  leadId: string
  channel: 'EMAIL' | 'LINKEDIN'
  action: TouchAction
  motion: SendMotion
  round: number
  step: number
  angle: string
  /** Not before this instant, ISO 8601: when its step of a cadence is due. Null: as soon as may be. */
  dueAt: string | null
  /** How often it was frozen, and its window or its batch was over before anybody approved it. */
  timesInVain: number
  subject: string | null
  body: string
  footer: string
  email: string | null
  personKey: string | null
  linkedinKey: string | null
  tier: string | null
  countryCode: string | null
  timeZone: string | null
  /** The accounts that the lead keeps. */
  account: string | null
  linkedinAccount: string | null
  /** Written to through GoHighLevel, and nowhere else. */
  isOnGhl: boolean
  companyNames: (string | null)[]
  companyDomain: string | null
}

/** One send as `send_verdicts` judges it before it is stored. Instants are ISO 8601. */
export type PlanItem = {
  key: string
  leadId: string
  draftId: string
  draftVersion: number
  person: string | null
  address: string | null
  domain: string | null
  channel: 'EMAIL' | 'LINKEDIN'
  action: TouchAction
  platform: SendPlatform
  account: string | null
  motion: SendMotion
  round: number
  step: number
  tier: string | null
  angle: string
  zone: string | null
  windowFrom: string | null
  windowTo: string | null
  scheduledAt: string | null
  nameKeys: string[]
  lawRegion: string | null
  recipientProblem: string | null
  isWindowOpen: boolean
}

/** What is held back, by its first blocker. */
export type HeldItem = { leadId: string; draftId: string; motion: SendMotion; code: string; message: string; clearsAt: string | null }

/** Why an address can't be written to whoever it belongs to; null where nothing speaks against it. */
export function recipientProblemOf(
  { channel, email, linkedinKey, footer }: Pick<Candidate, 'channel' | 'email' | 'linkedinKey' | 'footer'>,
  lists: AddressLists,
): string | null {
  if (channel === 'LINKEDIN') return linkedinKey === null ? 'No LinkedIn profile is known.' : null
  if (email === null) return 'No address is known.'
  const parsed = parseEmail(email)
  if (!parsed.ok) return parsed.message
  const { isRole, isDisposable } = classifyAddress(parsed.email, lists)
  if (isRole) return 'The address belongs to a function, not to a person.'
  if (isDisposable) return 'The address is a throw-away one.'
  return unsubscribeUrlOf(footer) === null ? 'The footer holds no unsubscribe link of ours.' : null
}

export type PlanRules = WindowRules & {
  now: Date
  lists: AddressLists
  /** The window that an admin opened for this dispatch; null: each recipient's own. */
  opened: SendWindow | null
  /** Of a batch that waits for a person; null: somebody is at the gate now. */
  reach: Reach | null
}

/**
 * Where a send goes (dispatch.md, Routing): LinkedIn by HeyReach; email of a warm lead, or of one that GoHighLevel has, by GoHighLevel; other
 * email by whichever cold account the rotation chooses.
 */
export function routeOf({ channel, motion, isOnGhl }: Pick<Candidate, 'channel' | 'motion' | 'isOnGhl'>): 'COLD' | 'HEYREACH' | 'GHL' {
  if (channel === 'LINKEDIN') return 'HEYREACH'
  return isOnGhl || motion === 'NURTURE' ? 'GHL' : 'COLD'
}

/** Names have no dot in them, and domains have one. */
function employerKeys({ companyNames, companyDomain }: Candidate): string[] {
  const names = companyNames.map((name) => exclusionNameKey(name ?? '')).filter((key) => key !== '')
  return [...new Set([...names, ...(companyDomain === null ? [] : domainAndParents(companyDomain))])]
}

/** Everything about one send that needs no database: address, domain, region, window. The account is chosen afterwards. */
export function planItem(candidate: Candidate, rules: PlanRules): PlanItem {
  const { draftId, draftVersion, leadId, channel, action, motion, round, step, angle, tier, countryCode, timeZone } = candidate
  const parsed = channel === 'EMAIL' ? parseEmail(candidate.email ?? '') : null
  const route = routeOf(candidate)
  const earliest = candidate.dueAt === null ? rules.now : new Date(Math.max(rules.now.getTime(), Date.parse(candidate.dueAt)))
  const own = windowToFreeze(earliest, { zone: timeZone, countryCode }, rules, rules.reach, candidate.timesInVain)
  const window = rules.opened ?? own
  return {
    key: draftId,
    leadId,
    draftId,
    draftVersion,
    person: candidate.personKey ?? candidate.linkedinKey,
    address: channel === 'EMAIL' ? (parsed?.ok ? parsed.email.address : candidate.email) : candidate.linkedinKey,
    domain: parsed?.ok ? registrableDomain(parsed.email.domain) : null,
    channel,
    action,
    // A cold account's own platform takes its place with the account.
    platform: route === 'COLD' ? 'INSTANTLY' : route,
    account: null,
    motion,
    round,
    step,
    tier,
    angle,
    // An opened window stands in nobody's zone but the organisation's.
    zone: own === null ? (rules.opened ? rules.organisationZone : null) : timeZone,
    windowFrom: window?.from.toISOString() ?? null,
    windowTo: window?.to.toISOString() ?? null,
    scheduledAt: window?.scheduledAt.toISOString() ?? null,
    nameKeys: employerKeys(candidate),
    lawRegion: lawRegionOf(countryCode),
    recipientProblem: recipientProblemOf(candidate, rules.lists),
    isWindowOpen: rules.opened !== null,
  }
}
