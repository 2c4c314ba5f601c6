import { describe, expect, test } from 'vitest'
import { DEFAULT_ICP_PROFILE } from '../../segment/icp-profile.ts'
import { enrichmentSettingsSchema } from '../../settings/enrichment.ts'
import type { Fact, FactName, JsonValue, ResolvedFacts } from '../facts.ts'
import { type Finder, type LastQuestion, nextFinder } from './next-finder.ts'

const now = new Date('2026-11-21T12:00:00Z')
const rules = { profile: DEFAULT_ICP_PROFILE, settings: enrichmentSettingsSchema.parse({}), now }
const lead = { email: null, linkedinUrl: 'https://www.linkedin.com/in/mara-quill' }
const clayOff = { clay: { code: 'OFF', message: 'off' } }

function facts(values: { [Name in FactName]?: JsonValue }): ResolvedFacts {
  const named = Object.entries(values).map(([name, value]): [string, Omit<Fact, 'name'>] => [
    name,
    { value, provider: 'apollo', confidence: null, at: '2026-11-01T00:00:00Z' },
  ])
  return Object.fromEntries(named.map(([name, fact]) => [name, { ...fact, name }]))
}
const fitting = facts({
  firstName: 'Mara',
  lastName: 'Quill',
  title: 'Founder',
  companyName: 'Northfold',
  employeeCount: 120,
  industry: 'staffing & recruiting',
  country: 'United States',
})
const days = (ago: number) => new Date(now.getTime() - ago * 86_400_000)
const last = (state: LastQuestion['state'], ago: number): LastQuestion => ({ state, at: days(ago), message: null })

describe('who is asked after Apollo', () => {
  test('BetterContact for an address, Clay after it, and nobody twice', () => {
    expect(nextFinder(lead, fitting, {}, {}, rules)).toEqual({ is: 'ask', finder: 'bettercontact' })
    expect(nextFinder(lead, fitting, { bettercontact: last('EMPTY', 0) }, {}, rules)).toEqual({ is: 'ask', finder: 'clay' })
    const both = { bettercontact: last('EMPTY', 0), clay: last('EXPIRED', 0) }
    expect(nextFinder(lead, fitting, both, {}, rules)).toMatchObject({
      is: 'done',
      passed: [{ code: 'MISS_CACHED' }, { code: 'NO_ANSWER' }],
    })
  })

  test.each<[string, Parameters<typeof nextFinder>[0], ResolvedFacts]>([
    ['an address that we have', { ...lead, email: 'mara@northfold.example' }, fitting],
    ['one that a provider said', lead, { ...fitting, ...facts({ email: 'mara@northfold.example' }) }],
  ])('nobody is asked for %s', (_, who, known) => {
    expect(nextFinder(who, known, {}, {}, rules)).toMatchObject({
      is: 'done',
      passed: [{ code: 'ENOUGH_KNOWN' }, { code: 'ENOUGH_KNOWN' }],
    })
  })

  test('an address that takes no mail is none', () => {
    const dead = {
      ...fitting,
      ...facts({ email: 'mara@northfold.example', emailStatus: { address: 'mara@northfold.example', status: 'INVALID' } }),
    }
    expect(nextFinder({ ...lead, email: 'mara@northfold.example' }, dead, {}, clayOff, rules)).toEqual({
      is: 'ask',
      finder: 'bettercontact',
    })
  })

  test('who could never fit costs nothing', () => {
    const unfit = { ...fitting, ...facts({ title: 'Intern', industry: 'oil & energy', employeeCount: 9 }) }
    expect(nextFinder(lead, unfit, {}, clayOff, rules)).toMatchObject({ is: 'done', passed: [{ code: 'CAN_NOT_FIT' }, { code: 'OFF' }] })
  })

  test('too little to ask by is said', () => {
    const nameless = facts({ title: 'Founder', companyName: 'Northfold', employeeCount: 120, industry: 'staffing & recruiting' })
    expect(nextFinder({ email: null, linkedinUrl: null }, nameless, {}, clayOff, rules)).toMatchObject({
      passed: [{ code: 'NOTHING_TO_ASK_BY' }, { code: 'OFF' }],
    })
  })

  test('a closed finder gives way to the next with its reason', () => {
    const closed = { bettercontact: { code: 'BREAKER_OPEN', message: 'fails' } }
    expect(nextFinder(lead, fitting, {}, closed, rules)).toEqual({ is: 'ask', finder: 'clay' })
  })
})

describe('how long an answer counts', () => {
  test.each<[Finder, LastQuestion['state'], number, string]>([
    ['bettercontact', 'ANSWERED', 89, 'done'],
    ['bettercontact', 'ANSWERED', 91, 'ask'],
    ['bettercontact', 'EMPTY', 6, 'done'],
    ['bettercontact', 'EMPTY', 8, 'ask'],
    ['bettercontact', 'REFUSED', 0.01, 'done'],
    ['bettercontact', 'REFUSED', 1, 'ask'],
    ['bettercontact', 'ASKED', 0, 'wait'],
    ['bettercontact', 'WAITING', 0, 'wait'],
    // A visitor's question may wait for credits for weeks: a run does not.
    ['bettercontact', 'WAITING', 1, 'done'],
  ])('%s %s %s days ago: %s', (finder, state, ago, expected) => {
    expect(nextFinder(lead, fitting, { [finder]: last(state, ago) }, clayOff, rules).is).toBe(expected)
  })
})
