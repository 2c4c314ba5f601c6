import { describe, expect, test } from 'vitest'
import type { Fact, FactName, ResolvedFacts } from '../facts.ts'
import { jobChangeOf } from './job-change.ts'

const MAY = '2026-05-01T00:00:00.000Z'
const NOVEMBER = '2026-11-01T00:00:00.000Z'

function facts(provider: string, at: string, values: { [Name in FactName]?: string }): ResolvedFacts {
  const named = Object.entries(values).map(([name, value]): [string, Omit<Fact, 'name'>] => [
    name,
    { value, provider, confidence: null, at },
  ])
  return Object.fromEntries(named.map(([name, fact]) => [name, { ...fact, name }]))
}
const job = { title: 'VP, Sales', companyName: 'Northfold Consulting', companyDomain: 'northfold.example' }
const before = facts('apollo', MAY, job)

describe('somebody has another job', () => {
  test.each<[string, { [Name in FactName]?: string }, { isNewEmployer: boolean; formerDomain: string | null }]>([
    [
      'at another company',
      { ...job, companyName: 'Brightside', companyDomain: 'brightside.example' },
      { isNewEmployer: true, formerDomain: 'northfold.example' },
    ],
    [
      'at one without a known domain',
      { title: 'VP, Sales', companyName: 'Brightside' },
      { isNewEmployer: true, formerDomain: 'northfold.example' },
    ],
    ['with another title', { ...job, title: 'Chief Revenue Officer' }, { isNewEmployer: false, formerDomain: null }],
  ])('%s', (_, now, expected) => {
    expect(jobChangeOf(before, facts('apollo', NOVEMBER, now))).toMatchObject(expected)
  })

  test('another source that says so half a year later is believed', () => {
    expect(jobChangeOf(facts('csv', MAY, job), facts('apollo', NOVEMBER, { ...job, title: 'Chief Revenue Officer' }))).not.toBeNull()
  })
})

describe('nobody has', () => {
  test.each<[string, ResolvedFacts, ResolvedFacts]>([
    ['the same title in another spelling', before, facts('apollo', NOVEMBER, { ...job, title: 'VP of sales' })],
    ['the same company in another spelling', before, facts('apollo', NOVEMBER, { ...job, companyName: 'Northfold Consulting, Inc.' })],
    ['a company that moved its site', before, facts('apollo', NOVEMBER, { ...job, companyDomain: 'northfold-group.example' })],
    ['another source about the same week', facts('csv', MAY, { ...job, title: 'Sales lead' }), facts('apollo', MAY, job)],
    ['what nobody knew before', facts('apollo', MAY, {}), facts('apollo', NOVEMBER, job)],
    ['what is not said any more', before, facts('apollo', NOVEMBER, {})],
  ])('%s', (_, then, now) => {
    expect(jobChangeOf(then, now)).toBeNull()
  })
})
