import type { CraftFacts, EarlierText } from '@swarm/jobs/craft/craft-facts'
import { type Organisation, SANDBOX_ORGANISATION } from '@swarm/jobs/craft/organisation'
import { shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import { MESSAGE_KINDS, type MessageKind, type ParsedTemplate } from '@swarm/jobs/craft/template'
import { AS_OF, fact, makeBareFacts, makeFacts } from './make-facts.ts'

const SECTORS = [
  'agency',
  'staffing',
  'consulting',
  'ecommerce',
  'law',
  'accounting',
  'b2b_software',
  'real_estate',
  'financial_services',
  'other',
]
const ROLES: [string, CraftFacts['seniority']][] = [
  ['Founder & CEO', 'FOUNDER'],
  ['VP, Sales (EMEA)', 'VP'],
  ['Chief Operating Officer', 'C_SUITE'],
  ['Head of People', 'HEAD'],
  ['Marketing Manager', 'MANAGER'],
  ['Account Executive', 'SENIOR'],
]

export const daysAgo = (days: number): Date => new Date(AS_OF.getTime() - days * 86_400_000)

/** The first email that a lead got, three weeks ago. */
export function earlierEmail(over: Partial<EarlierText> = {}): EarlierText {
  return {
    round: 1,
    step: 1,
    channel: 'EMAIL',
    kind: 'first_touch',
    angle: 'executive_buyin',
    subject: 'Who owns AI at Brightside Talent?',
    body: 'Hi Ana,\n\nYou run Brightside Talent. Shall we talk?\n\nBest,\nDani',
    topic: 'who should own AI',
    acceptedAt: daysAgo(21),
    ...over,
  }
}

/** Leads as they come: every sector and role, short and long names, other scripts, much known and hardly anything. */
export const SAMPLE_LEADS: readonly CraftFacts[] = [
  ...SECTORS.map((sector) => makeFacts({ industryGroup: fact(sector) })),
  ...ROLES.map(([title, seniority]) => makeFacts({ title: fact(title), seniority, technologies: fact(['HubSpot', 'Salesforce.com']) })),
  makeFacts({ openRoles: fact(['Senior Recruiting Coordinator']) }),
  makeFacts({ openRoles: fact(['Engineer', 'Designer', 'Analyst']), funding: fact({ round: 'Series B', raisedOn: daysAgo(5) }) }),
  makeFacts({ companyName: fact('The Brightwater Consulting & Advisory Co'), greetingName: 'Maria-Magdalena', region: 'UK' }),
  makeFacts({ technologies: null, employees: null, title: fact('Director of Client Services'), seniority: 'DIRECTOR' }),
  makeFacts({ roleStartedOn: fact(daysAgo(40)), headcountGrowth: fact(0.2) }),
  makeFacts({ greetingName: '美咲', companyName: fact('株式会社サクラ'), title: fact('代表取締役'), seniority: 'C_SUITE' }),
  makeFacts({ greetingName: 'Олена', companyName: fact('Світло'), city: fact('Київ') }),
  makeFacts({ greetingName: 'ليلى', companyName: fact('شركة النور') }),
  makeFacts({ greetingName: 'Þórdís', companyName: fact('Blár Ægir'), employees: fact(12) }),
  makeBareFacts({ title: fact('Vice President'), seniority: 'VP' }),
]

/** As a lead stands in the middle of a cadence: written to, and connected. */
export function inCadence(facts: CraftFacts): CraftFacts {
  return { ...facts, earlier: [earlierEmail()], linkedinConnectedAt: fact(daysAgo(10), 'HeyReach') }
}

/** An organisation that has recorded results and what an industry does, so that every text can be written. */
export const TELLING_ORGANISATION: Organisation = {
  ...SANDBOX_ORGANISATION,
  proofPoints: ['A staffing firm of 90 people cut the hours it spends on screening by a third in one month.'],
  marketNotes: SECTORS.map((industryGroup) => ({
    industryGroup,
    statement: 'four of the ten largest firms answer first inquiries with AI',
    source: 'Industry Review',
    publishedOn: '2026-06-15',
  })),
}

const isMessageKind = (kind: string): kind is MessageKind => MESSAGE_KINDS.some((known) => known === kind)

/** The shipped texts that are sent, each with its kind. */
export const MESSAGES: readonly { template: ParsedTemplate; kind: MessageKind }[] = shippedTemplates().flatMap((template) =>
  isMessageKind(template.kind) ? [{ template, kind: template.kind }] : [],
)
