import type { CraftFacts } from '@swarm/jobs/craft/craft-facts'
import { evidenceIdsOf } from '@swarm/jobs/craft/evidence'
import { extractAll } from '@swarm/jobs/craft/extractors/extract-all'
import { roleAtOf } from '@swarm/jobs/craft/extractors/role'
import { spokenTechnologies } from '@swarm/jobs/craft/extractors/technology-names'
import type { PlaceholderName } from '@swarm/jobs/craft/placeholders'
import { expect, it } from 'vitest'
import { AS_OF, fact, makeBareFacts } from './make-facts.ts'

const ids = evidenceIdsOf('0199f0aa-0000-7000-8000-00000000d001')
const daysAgo = (days: number) => new Date(AS_OF.getTime() - days * 86_400_000)
const only = (over: Partial<CraftFacts>) => extractAll(makeBareFacts({ companyName: null, ...over }), ids)

const SAID: [PlaceholderName, Partial<CraftFacts>, string | undefined][] = [
  ['technologies', { technologies: fact(['javascript', 'Slack', 'HubSpot', 'Google Font API']) }, 'HubSpot and Slack'],
  ['technology', { technologies: fact(['Microsoft Office 365']) }, 'Microsoft 365'],
  ['technologies', { technologies: fact(['javascript', "{'tech': 1}", '']) }, undefined],
  ['companyName', { companyName: fact('Acme Inc.') }, 'Acme Inc'],
  ['companyName', { companyName: fact('Who are we?') }, undefined],
  ['companyName', { companyName: fact('The best company for absolutely everything') }, undefined],
  ['companySize', { employees: fact(118) }, 'about 120 people'],
  ['companySize', { employees: fact(52) }, 'about 50 people'],
  ['companySize', { employees: fact(1234) }, 'about 1,200 people'],
  ['companySize', { employees: fact(3) }, undefined],
  ['companySize', { employees: fact(Number.NaN) }, undefined],
  ['industryFirm', { industryGroup: fact('ecommerce') }, 'an e-commerce company'],
  ['industryFirm', { industryGroup: fact('other') }, undefined],
  ['industryFirm', { industryGroup: fact('toString') }, undefined],
  ['city', { city: fact('Denver') }, 'Denver'],
  ['city', { city: fact('80202') }, undefined],
  ['newInRole', { roleStartedOn: fact(daysAgo(40)) }, 'took on your role in October 2026'],
  ['newInRole', { roleStartedOn: fact(daysAgo(400)) }, undefined],
  ['newInRole', { roleStartedOn: fact(daysAgo(-30)) }, undefined],
  ['newInRole', { roleStartedOn: fact(new Date(Number.NaN)) }, undefined],
  ['hiring', { openRoles: fact(['Recruiting Coordinator']) }, 'hiring a Recruiting Coordinator'],
  ['hiring', { openRoles: fact(['Operations Analyst']) }, 'hiring an Operations Analyst'],
  ['hiring', { openRoles: fact(['UX Designer']) }, 'hiring a UX Designer'],
  ['hiring', { openRoles: fact(['HR Manager']) }, 'hiring an HR Manager'],
  ['hiring', { openRoles: fact(['Engineer (m/f/d) - 100% remote!']) }, 'hiring'],
  ['hiring', { openRoles: fact(['Engineer', 'Analyst', 'Clerk']) }, 'hiring for three roles'],
  ['hiring', { openRoles: fact(['', 'null']) }, undefined],
  ['funding', { funding: fact({ round: 'Series B', raisedOn: daysAgo(160) }) }, 'raised a Series B in June 2026'],
  ['funding', { funding: fact({ round: 'Seed', raisedOn: daysAgo(160) }) }, 'raised a seed round in June 2026'],
  ['funding', { funding: fact({ round: 'Series B', raisedOn: daysAgo(500) }) }, undefined],
  ['funding', { funding: fact({ round: 'Debt {x}', raisedOn: daysAgo(10) }) }, undefined],
  ['headcountGrowth', { headcountGrowth: fact(0.22) }, 'grew its team by about 20% over the past year'],
  ['headcountGrowth', { headcountGrowth: fact(0.02) }, undefined],
  ['headcountGrowth', { headcountGrowth: fact(50) }, undefined],
  ['thanks', { linkedinConnectedAt: fact(daysAgo(40)) }, 'Thanks for connecting.'],
]

it.each(SAID)('%s of %j reads %j', (name, facts, words) => {
  const { evidence, values } = only(facts)
  const value = values[name]
  expect(value?.text).toBe(words)
  if (value) expect(evidence.map((piece) => piece.id)).toContain(value.evidenceId)
})

it('keeps source and time of every fact', () => {
  const at = new Date('2026-11-01T00:00:00Z')
  expect(only({ city: fact('Denver', 'Clay', at) }).evidence).toEqual([
    { id: ids('company', 'city'), kind: 'company', text: 'Located in Denver', source: 'Clay', foundAt: at },
  ])
})

it('is evidence but nothing to say: visits, opens, a former employer', () => {
  const { evidence, values } = only({ websiteVisits: fact(3), emailOpens: fact(1), previousCompany: fact('Globex') })
  expect(evidence.map((piece) => piece.text)).toEqual(['Was at Globex before', 'Visited our site 3 times', 'Opened our mail once'])
  expect(values).toEqual({})
})

it('finds nothing where nothing is known', () => {
  expect(only({})).toEqual({ evidence: [], values: {} })
})

it('gives each fact of each draft an id of its own, and always the same', () => {
  expect(ids('company', 'city')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(
    new Set([ids('company', 'city'), ids('role', 'city'), ids('company', 'size'), evidenceIdsOf('other')('company', 'city')]).size,
  ).toBe(4)
})

it.each<[string, CraftFacts['seniority'], string | null]>([
  ['Founder & CEO', 'FOUNDER', 'run'],
  ['CEO', 'C_SUITE', 'run'],
  ['Managing Partner', 'PARTNER', 'run'],
  ['Owner', 'OWNER', 'run'],
  ['Managing Director, Sales', 'C_SUITE', 'lead sales at'],
  ['VP, Sales (EMEA)', 'VP', 'lead sales at'],
  ['Chief Operating Officer', 'C_SUITE', 'lead operations at'],
  ['COO', 'C_SUITE', 'lead operations at'],
  ['Head of People', 'HEAD', 'lead the people team at'],
  ['EVP Human Resources', 'VP', 'lead HR at'],
  ['Vice President of Data', 'VP', 'lead data at'],
  ['Director of Information Technology', 'DIRECTOR', 'lead IT at'],
  ['Engineering Director', 'DIRECTOR', 'lead engineering at'],
  ['VP, Customer Success', 'VP', 'lead customer success at'],
  ['Head of Talent Acquisition', 'HEAD', 'lead recruiting at'],
  ['HR Manager', 'MANAGER', 'work in HR at'],
  ['Marketing Manager', 'MANAGER', 'work in marketing at'],
  ['Account Executive', 'SENIOR', null],
  ['Assistant to the CEO', 'ENTRY', null],
  ['Vice President', 'VP', null],
  ['ex-CTO', 'UNKNOWN', null],
  ['Chief of Staff', 'C_SUITE', null],
  ['Station Manager', 'MANAGER', null],
])('%s (%s) does this at the company: %j', (title, seniority, words) => {
  expect(roleAtOf(title, seniority)).toBe(words)
})

it('speaks of tools by the names their owners use, each once, best first', () => {
  expect(spokenTechnologies(['slack', 'Salesforce.com', 'SALESFORCE', 'G Suite', 'nginx', '__proto__', 'constructor'])).toEqual([
    'Salesforce',
    'Slack',
    'Google Workspace',
  ])
})
