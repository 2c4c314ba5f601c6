import type { batchStatus, platform, sendStatus } from '@swarm/db/schema/dispatch'
import type { channel, draftStatus, motion } from '@swarm/db/schema/draft'
import type { importOutcomeKind, runStatus } from '@swarm/db/schema/import'
import type { exclusionKind, leadStage, leadStatus, seniority, tier } from '@swarm/db/schema/lead'
import { builder } from './builder.ts'
import { inWords } from './in-words.ts'

export const Tier = builder.enumType('Tier', {
  description: 'How well a lead fits: tier 1 is a VP or above with a score of 80 or more.',
  values: inWords({
    TIER_1: 'VP or above with 80 points or more: email and LinkedIn, written to first.',
    TIER_2: '60 points or more: email and LinkedIn.',
    TIER_3: '40 points or more: email only.',
  } satisfies Record<(typeof tier.enumValues)[number], string>),
})
export const Channel = builder.enumType('Channel', {
  description: 'How a message travels.',
  values: inWords({
    EMAIL: 'A mail to the address of the lead.',
    LINKEDIN: 'A connection request or a message on LinkedIn.',
  } satisfies Record<(typeof channel.enumValues)[number], string>),
})
export const Motion = builder.enumType('Motion', {
  description: 'What a dispatch sends.',
  values: inWords({
    OUTBOUND: 'First touches.',
    CADENCE: 'Follow-ups that are due.',
    REVIVAL: 'First messages to leads that were silent for long.',
    NURTURE: 'One message to a warm lead: approve and send, or an answer.',
  } satisfies Record<(typeof motion.enumValues)[number], string>),
})
export const LeadStage = builder.enumType('LeadStage', {
  description: 'The five stages of the funnel.',
  values: inWords({
    PIPELINE: 'Known: to be approved, rejected, or handed to a platform without its word that it went.',
    OUTREACH: 'A message or request is out, or one that takes them up again is being made.',
    ENGAGED: 'They opened, connected, answered or met.',
    AT_RISK: 'Written to, and silent for too long.',
    TERMINAL: 'Over: nothing cold goes to them.',
  } satisfies Record<(typeof leadStage.enumValues)[number], string>),
})
export const LeadStatus = builder.enumType('LeadStatus', {
  description: 'The 21 statuses of a lead.',
  values: inWords({
    PENDING: 'Known and not approved yet; where it is in the pipeline is a fact of its own.',
    APPROVED: 'The draft is approved and waits for a batch.',
    REJECTED: 'Its last draft was rejected; a new one makes it pending again.',
    DISPATCHED: 'Handed to a platform, which has not confirmed it yet.',
    SENT: 'The platform confirmed that the email went out.',
    OPENED: 'A person opened it, not a machine.',
    ENGAGED_NOT_REPLIED: 'Opened twice or more by a person, without an answer.',
    REPLIED: 'They answered an email.',
    MEETING_BOOKED: 'A meeting stands in the calendar.',
    STALLED: 'Opened, and no answer for 7 days (setting).',
    GHOSTED: 'Sent and not opened for 72 hours, where opens are tracked; or a LinkedIn request not accepted for 14 days (settings).',
    BOUNCED: 'The address does not exist or takes no mail.',
    UNSUBSCRIBED: 'They asked to stop.',
    DISQUALIFIED: 'Does not fit, or may not be written to; statusCause says why.',
    LINKEDIN_SENT: 'A connection request is out.',
    LINKEDIN_CONNECTED: 'They accepted the request.',
    LINKEDIN_REPLIED: 'They answered on LinkedIn.',
    LINKEDIN_EXHAUSTED: 'The LinkedIn campaign is over without an answer.',
    REVIVAL_CANDIDATE: 'Silent for 30 days after the cadence, or a date that they named has come.',
    REVIVAL_QUEUED: 'A draft that takes them up again waits.',
    REVIVAL_SENT: 'That message went out.',
  } satisfies Record<(typeof leadStatus.enumValues)[number], string>),
})
export const DraftStatus = builder.enumType('DraftStatus', {
  description: 'Where a draft stands.',
  values: inWords({
    PENDING: 'Waits for a decision.',
    APPROVED: 'A person approved it; it goes out in a batch.',
    REJECTED: 'A person rejected it.',
    BLOCKED: 'A guard stopped it before the queue.',
    EXPIRED: 'Nobody decided in time.',
    WITHDRAWN: 'Taken back: something happened to its lead, or newer facts replaced it.',
    SENT: 'It went out.',
  } satisfies Record<(typeof draftStatus.enumValues)[number], string>),
})
export const Seniority = builder.enumType('Seniority', {
  description: 'What a title says of rank.',
  values: inWords({
    C_SUITE: 'Chief of something.',
    FOUNDER: 'Founded the company.',
    OWNER: 'Owns it.',
    PARTNER: 'A partner of it.',
    VP: 'Vice president, of any kind.',
    HEAD: 'Head of something.',
    DIRECTOR: 'A director, but no board member.',
    MANAGER: 'Manages people or a thing.',
    SENIOR: 'Experienced, without people of their own.',
    ENTRY: 'At the beginning.',
    INTERN: 'In training.',
    UNKNOWN: 'The title does not tell.',
  } satisfies Record<(typeof seniority.enumValues)[number], string>),
})
export const RunStatus = builder.enumType('RunStatus', {
  description: 'Where a run or an import stands.',
  values: inWords({
    RUNNING: 'Under way.',
    SUCCEEDED: 'Came to its end.',
    FAILED: 'Ended with a failure, which is named.',
    CANCELLED: 'A person ended it.',
  } satisfies Record<(typeof runStatus.enumValues)[number], string>),
})
export const ImportOutcomeKind = builder.enumType('ImportOutcomeKind', {
  description: 'What became of a row.',
  values: inWords({
    CREATED: 'A new lead or entry.',
    UPDATED: 'Known, with something new.',
    DUPLICATE: 'Known, with nothing new, or twice in the file.',
    EXCLUDED: 'May not be written to, and was not made.',
    INVALID: 'Could not be read; the problem is named.',
  } satisfies Record<(typeof importOutcomeKind.enumValues)[number], string>),
})
export const ExclusionKind = builder.enumType('ExclusionKind', {
  description: 'Why nobody there is written to.',
  values: inWords({
    CUSTOMER: 'They buy from us, or did.',
    COMPETITOR: 'They sell what we sell.',
    DO_NOT_CONTACT: 'Listed by hand.',
  } satisfies Record<(typeof exclusionKind.enumValues)[number], string>),
})
export const Platform = builder.enumType('Platform', {
  description: 'Where a send goes.',
  values: inWords({
    INSTANTLY: 'Cold email.',
    HEYREACH: 'LinkedIn.',
    GHL: 'GoHighLevel: nurture email, CRM and calendar.',
    RESEND: 'Email by Resend’s API.',
    SMTP: 'Email by a mail server of ours.',
  } satisfies Record<(typeof platform.enumValues)[number], string>),
})
export const BatchStatus = builder.enumType('BatchStatus', {
  description: 'Where a batch stands.',
  values: inWords({
    PENDING: 'Frozen, and waits for an approval.',
    APPROVED: 'A person approved its hash; it goes out by itself.',
    EXECUTING: 'Goes out now.',
    EXECUTED: 'Every send of it went.',
    PARTIAL: 'Ended, and some of its sends did not go.',
    REJECTED: 'A person rejected it.',
    EXPIRED: 'Nobody approved it in time.',
    CANCELLED: 'A person or a stop ended it before it went.',
  } satisfies Record<(typeof batchStatus.enumValues)[number], string>),
})
export const SendStatus = builder.enumType('SendStatus', {
  description: 'Where a send stands.',
  values: inWords({
    PLANNED: 'Frozen, and not handed over yet.',
    IN_FLIGHT: 'Reserved: its request is under way.',
    ACCEPTED: 'The platform took it.',
    PROVEN: 'The platform showed that it was sent.',
    SKIPPED: 'A guard said no.',
    REFUSED: 'The platform said no to this recipient.',
    UNKNOWN: 'No clear answer: counts as sent, and is never sent again by itself.',
  } satisfies Record<(typeof sendStatus.enumValues)[number], string>),
})
