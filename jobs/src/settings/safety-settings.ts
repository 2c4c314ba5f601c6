import type { Organisation, RegionRule } from '../craft/organisation.ts'
import type { DispatchSettings } from '../dispatch/dispatch-settings.ts'
import type { ReviewSettings } from './review.ts'
import type { PartTightening, WholeTightening } from './tightening.ts'

/**
 * Which way each setting of a dispatch is tighter: the one table that the rule and the settings page read. While the ramp is on, a save that
 * moves any of them the other way is refused. A new setting of this section must say here which way it is tighter, or that it is `free`.
 */
export const dispatchTightening = {
  'ceilings.emailPerDay': 'lower',
  // Words open nothing: what needs them can itself only be lowered.
  'ceilings.domainRotationPlan': 'free',
  'ceilings.emailPerAccountPerDay': 'lower',
  'ceilings.emailPerDomainPerDay': 'lower',
  'ceilings.emailPerDomainPerBatch': 'lower',
  'ceilings.linkedinRequestsPerAccountPerDayAtFirst': 'lower',
  'ceilings.linkedinRequestsPerAccountPerDay': 'lower',
  'ceilings.linkedinFirstWeeks': 'higher',
  'ceilings.linkedinRequestsPerAccountPer7Days': 'lower',
  'ceilings.linkedinMessagesPerAccountPerDay': 'lower',
  'ramp.emailPerDay': 'lower',
  'ramp.cleanDays': 'higher',
  'ramp.emailStepsAfter': 'eachLower',
  'ramp.canaryShare': 'lower',
  'ramp.canaryDays': 'higher',
  'window.hours': 'within',
  'window.mondayAndFriday': 'onlyOff',
  batchExpiryHours: 'lower',
  separateApprover: ['off', 'auto', 'on'],
  reviewsBeforeFirstDispatch: 'higher',
  // Who gets test sends is set up during the ramp; they are internal, and test sends take part in every ceiling.
  testRecipients: 'free',
  testProfiles: 'free',
  shadowMode: 'onlyOn',
  gatekeeperRequired: 'onlyOn',
  // How long to wait for an answer decides what is asked again, never whether something is sent twice.
  leaseMs: 'free',
  reconcileMinutes: 'free',
} as const satisfies WholeTightening<DispatchSettings>

const loosestFirst = ['allow', 'legitimate_interest_with_notice', 'block'] as const satisfies readonly RegionRule[]

/** Who may be written to, by region. */
export const organisationTightening = {
  'regionRules.EU': loosestFirst,
  'regionRules.UK': loosestFirst,
  'regionRules.CA': loosestFirst,
  'regionRules.US': loosestFirst,
  'regionRules.OTHER': loosestFirst,
  'regionRules.UNKNOWN': loosestFirst,
} as const satisfies PartTightening<Organisation>

/** Whom a draft may be approved for. */
export const reviewTightening = {
  allowFreeMail: 'onlyOff',
} as const satisfies PartTightening<ReviewSettings>
