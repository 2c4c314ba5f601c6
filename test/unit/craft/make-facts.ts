import { createHash } from 'node:crypto'
import type { CraftedDraft, CraftOrder } from '@swarm/jobs/craft/craft'
import type { CraftFacts, Fact } from '@swarm/jobs/craft/craft-facts'
import { evidenceIdsOf } from '@swarm/jobs/craft/evidence'
import { listUnsubscribeHeaders } from '@swarm/jobs/craft/footer'
import { DEFAULT_ORGANISATION, type Organisation } from '@swarm/jobs/craft/organisation'
import { DEFAULT_GUARDS } from '@swarm/jobs/guard/guard-settings'
import { type GuardVerdict, guardDraft } from '@swarm/jobs/guard/guards'
import { DEFAULT_WORDINGS } from '@swarm/jobs/guard/wordings'
import { complianceChecks } from '@swarm/jobs/review/compliance'
import type { ComplianceContext } from '@swarm/jobs/review/compliance-check'
import { NO_REJECTIONS, type RejectionMemory } from '@swarm/jobs/review/rejection-memory'

export const AS_OF = new Date('2026-11-20T16:00:00Z')
export const TOKEN = 'kPz3uQ0v8mX1r7TnYbD5wA'
export const UNSUBSCRIBE_URL = `https://swarm.example/u/${TOKEN}`

export function fact<T>(value: T, provider = 'Apollo', at: Date | null = new Date('2026-11-18T09:00:00Z')): Fact<T> {
  return { value, provider, at }
}

/** A lead of whom much is known. */
export function makeFacts(over: Partial<CraftFacts> = {}): CraftFacts {
  return {
    leadId: '0199f0aa-0000-7000-8000-000000000001',
    asOf: AS_OF,
    greetingName: 'Ana',
    firstName: 'Ana',
    lastName: 'Ruiz',
    fullName: 'Ana Ruiz',
    title: fact('Founder & CEO'),
    seniority: 'FOUNDER',
    roleStartedOn: null,
    previousCompany: null,
    companyName: fact('Brightside Talent'),
    companyDomain: 'brightside.example',
    industryGroup: fact('staffing'),
    employees: fact(118),
    technologies: fact(['Bullhorn', 'Microsoft Office 365', 'Google Font API', 'javascript']),
    city: fact('Denver'),
    countryCode: 'US',
    region: 'US',
    openRoles: null,
    funding: null,
    headcountGrowth: null,
    websiteVisits: null,
    emailOpens: null,
    linkedinConnectedAt: null,
    market: [],
    earlier: [],
    contactSource: 'Apollo',
    ...over,
  }
}

/** A lead of whom hardly more than the name of the company is known. */
export function makeBareFacts(over: Partial<CraftFacts> = {}): CraftFacts {
  return makeFacts({
    greetingName: null,
    firstName: null,
    lastName: null,
    fullName: null,
    title: null,
    seniority: 'UNKNOWN',
    industryGroup: null,
    employees: null,
    technologies: null,
    city: null,
    ...over,
  })
}

export function makeOrder(over: Partial<CraftOrder> = {}): CraftOrder {
  return {
    tier: 'TIER_1',
    kind: 'first_touch',
    seed: 'seed',
    experiment: 'subjects-1',
    evidenceIds: evidenceIdsOf('0199f0aa-0000-7000-8000-00000000d001'),
    unsubscribeUrl: UNSUBSCRIBE_URL,
    ...over,
  }
}

export function makeCheckContext(over: Partial<ComplianceContext> = {}): ComplianceContext {
  return {
    organisation: DEFAULT_ORGANISATION,
    recipientProblems: [],
    regionRule: 'allow',
    unsubscribe: { tokenHash: createHash('sha256').update(TOKEN).digest('hex'), headers: listUnsubscribeHeaders(UNSUBSCRIBE_URL) },
    ...over,
  }
}

/** Every guard on a crafted draft, as the pipeline asks them. */
export function guarded(
  draft: CraftedDraft,
  facts: CraftFacts,
  { organisation = DEFAULT_ORGANISATION, memory = NO_REJECTIONS }: { organisation?: Organisation; memory?: RejectionMemory } = {},
): GuardVerdict {
  const compliance = complianceChecks(draft, makeCheckContext({ organisation, regionRule: organisation.regionRules[facts.region] }))
  const leadNames = [facts.greetingName, facts.firstName, facts.fullName].filter((name) => name !== null)
  const companyName = facts.companyName?.value ?? null
  const context = {
    memory,
    compliance,
    leadNames,
    companyName,
    ownWords: organisation.proofPoints,
    hasReplied: false,
    colleagueTexts: [],
    settings: DEFAULT_GUARDS,
    wordings: DEFAULT_WORDINGS,
  }
  return guardDraft(draft, context, 'hard')
}
