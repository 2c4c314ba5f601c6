import { expect, test } from 'vitest'
import { DEFAULT_ICP_PROFILE } from '../segment/icp-profile.ts'
import { NO_INTENT } from '../segment/score.ts'
import { enrichmentSettingsSchema } from '../settings/enrichment.ts'
import { apolloNeed } from './apollo-need.ts'
import type { Fact, FactName, JsonValue, ResolvedFacts } from './facts.ts'

const now = new Date('2026-11-20T12:00:00Z')
const rules = { profile: DEFAULT_ICP_PROFILE, intent: NO_INTENT, settings: enrichmentSettingsSchema.parse({}), now }
const lead = { email: 'ana@acme.example', linkedinUrl: null, countryCode: 'US' }
const unknown = { lookup: null, observedAt: null }

function facts(values: Partial<Record<FactName, JsonValue>>, ageDays = 10): ResolvedFacts {
  const at = new Date(now.getTime() - ageDays * 86_400_000).toISOString()
  return Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, Fact] => [
      name,
      { name: name as FactName, value, provider: 'csv', confidence: null, at },
    ]),
  )
}

const whole = { title: 'CEO', companyName: 'Acme', employeeCount: 120, industry: 'staffing & recruiting' }

test.each([
  ['everything fresh', lead, facts(whole), unknown, 'ENOUGH_KNOWN'],
  ['fits without its industry', lead, facts({ title: 'CEO', companyName: 'Acme', employeeCount: 120 }), unknown, 'FITS_ALREADY'],
  ['could fit, size and industry missing', lead, facts({ title: 'CEO', companyName: 'Acme' }), unknown, 'FACTS_MISSING'],
  [
    'old facts of one that does not fit by them',
    lead,
    facts({ ...whole, title: 'Intern', industry: 'mining', employeeCount: 9 }, 100),
    unknown,
    'FACTS_MISSING',
  ],
  ['an intern, whatever the company', lead, facts({ title: 'Intern', industry: 'mining', companyName: 'Acme' }), unknown, 'CAN_NOT_FIT'],
  ['no country: nobody knows the law', { ...lead, countryCode: null }, facts(whole), unknown, 'FACTS_MISSING'],
  ['asked 89 days ago', lead, facts({}), { lookup: null, observedAt: new Date('2026-08-24T12:00:00Z') }, 'CACHED'],
  ['missed lately', lead, facts({}), { lookup: 'missed' as const, observedAt: null }, 'MISS_CACHED'],
  ['asked, answer lost', lead, facts({}), { lookup: 'unanswered' as const, observedAt: null }, 'NOT_ASKED_TWICE'],
  ['nothing to ask by', { ...lead, email: null }, facts({}), unknown, 'NOTHING_TO_ASK_BY'],
])('%s', (_, who, known, asked, code) => {
  const need = apolloNeed(who, known, asked, rules)
  expect([need.code, need.ask]).toEqual([code, code === 'FACTS_MISSING'])
})
