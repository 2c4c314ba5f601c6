import { accessSection, accessTightening } from '../access/access-settings.ts'
import { accountSection, accountTightening } from '../accounts/account-settings.ts'
import { alertSection } from '../alerts/alert-settings.ts'
import { cadenceSection, cadenceTightening } from '../cadence/cadence-settings.ts'
import { organisationSection } from '../craft/organisation.ts'
import { rewriteSection } from '../craft/rewrite/rewrite-settings.ts'
import { decaySection } from '../decay/decay-settings.ts'
import { dispatchSection } from '../dispatch/dispatch-settings.ts'
import { nurtureSection, nurtureTightening } from '../dispatch/nurture-settings.ts'
import { guardSection, guardTightening } from '../guard/guard-settings.ts'
import { wordingsSection } from '../guard/wordings.ts'
import { intentSection } from '../intent/intent-settings.ts'
import { meetingSection } from '../meetings/meeting-settings.ts'
import { revivalSection, revivalTightening } from '../revival/revival-settings.ts'
import { icpSection } from '../segment/icp-profile.ts'
import { visitorSection } from '../visitors/visitor-settings.ts'
import { enrichmentSection } from './enrichment.ts'
import { linkedinSection } from './linkedin.ts'
import type { SettingsSection } from './load-settings.ts'
import { pricesSection } from './prices.ts'
import { reviewSection } from './review.ts'
import { dispatchTightening, organisationTightening, reviewTightening } from './safety-settings.ts'
import { sourcesSection } from './sources.ts'
import type { Tightening } from './tightening.ts'

/** A section that people see and save: its schema, its name and purpose in words, and which of its settings keep people safe. */
export type EditableSection = {
  section: SettingsSection<unknown>
  title: string
  purpose: string
  /** What can only be tightened while the ramp is on. */
  tightening: Tightening
  /** What else is a safety setting: it may be loosened at any time, by whoever has just proven who they are. */
  looseWithProof?: Tightening
}

/** Every section of the settings, in the order of the page. A section that does not stand here can't be saved by anybody. */
export const editableSections: readonly EditableSection[] = [
  {
    section: organisationSection,
    title: 'Organisation',
    purpose: 'Who writes, what is offered, and to which regions.',
    tightening: organisationTightening,
  },
  { section: icpSection, title: 'ICP profile', purpose: 'Who fits, and how well: points, tiers and multipliers.', tightening: {} },
  { section: sourcesSection, title: 'Sources', purpose: 'The target lists that a run looks for people in.', tightening: {} },
  { section: enrichmentSection, title: 'Enrichment', purpose: 'How long facts stay fresh, and what they may cost.', tightening: {} },
  { section: pricesSection, title: 'Prices', purpose: 'What providers cost, for the cost of a meeting.', tightening: {} },
  { section: reviewSection, title: 'Review', purpose: 'The queue, its hours and what it remembers.', tightening: reviewTightening },
  {
    section: guardSection,
    title: 'Guards',
    purpose: 'What stops a draft before the queue.',
    tightening: guardTightening,
  },
  {
    section: wordingsSection,
    title: 'Wordings',
    purpose: 'What anybody could have written to anybody, each with sentences that prove it.',
    tightening: {},
  },
  {
    section: rewriteSection,
    title: 'Rephrasing',
    purpose: 'Whether a language model rephrases drafts before anybody has opened them.',
    tightening: {},
  },
  {
    section: dispatchSection,
    title: 'Dispatch',
    purpose: 'Ceilings, ramp, sending windows and what a dispatch needs. Days are the organisation’s.',
    tightening: dispatchTightening,
  },
  {
    section: cadenceSection,
    title: 'Cadence',
    purpose: 'The plan that follow-ups go by, and what pauses them.',
    tightening: cadenceTightening,
  },
  {
    section: nurtureSection,
    title: 'Nurture',
    purpose: 'Mail to warm leads through GoHighLevel.',
    tightening: nurtureTightening,
  },
  {
    section: revivalSection,
    title: 'Revival',
    purpose: 'Who is taken up again after a silence, and how many a day.',
    tightening: revivalTightening,
  },
  {
    section: alertSection,
    title: 'Alerts',
    purpose: 'Who hears of alerts, by what, and when they rise.',
    tightening: {},
  },
  {
    section: visitorSection,
    title: 'Visitors',
    purpose: 'Who visits our site: what is asked about them, and what it may cost.',
    tightening: {},
  },
  {
    section: intentSection,
    title: 'Intent',
    purpose: 'What signs of interest are worth, how they fade, and from where on they count.',
    tightening: {},
  },
  { section: meetingSection, title: 'Meetings', purpose: 'How long meetings are, how far apart and how many a day.', tightening: {} },
  { section: decaySection, title: 'Decay', purpose: 'After how much silence a lead’s status changes.', tightening: {} },
  {
    section: accountSection,
    title: 'Sending accounts',
    purpose: 'When an account pauses itself, and what it may send while it warms up.',
    tightening: accountTightening,
  },
  {
    section: linkedinSection,
    title: 'LinkedIn',
    purpose: 'HeyReach’s campaigns, and what a person has to confirm before LinkedIn opens.',
    tightening: {},
  },
  {
    section: accessSection,
    title: 'Access',
    purpose: 'What is asked of people who sign in.',
    tightening: {},
    looseWithProof: accessTightening,
  },
]

/** The section of this name; null when there is none. */
export function findSection(name: string): EditableSection | null {
  return editableSections.find(({ section }) => section.name === name) ?? null
}
