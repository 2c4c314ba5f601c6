import { describe, expect, test } from 'vitest'
import { industryGroupsOf, industryKey } from './industry.ts'

describe('names that mean a group by themselves', () => {
  test.each([
    ['marketing & advertising', ['agency']],
    ['Marketing and Advertising', ['agency']],
    ['Advertising Services', ['agency']],
    ['staffing & recruiting', ['staffing']],
    ['STAFFING AND RECRUITING', ['staffing']],
    ['human resources', ['staffing']],
    ['Management Consulting', ['consulting']],
    ['internet', ['ecommerce']],
    ['Online and Mail Order Retail', ['ecommerce']],
    ['law practice', ['law']],
    ['Legal Services', ['law']],
    ['accounting', ['accounting']],
    ['computer software', ['b2b_software']],
    ['real estate', ['real_estate']],
    ['financial services', ['financial_services']],
    ['hospital & health care', []],
    ['conglomerate', []],
  ])('%s', (industry, groups) => {
    expect(industryGroupsOf({ industries: [industry] })).toMatchObject({ known: true, groups })
  })
})

describe('catch-alls need a second signal', () => {
  test('without one they are known, in no group', () => {
    expect(industryGroupsOf({ industries: ['information technology & services'] })).toMatchObject({ known: true, groups: [] })
    expect(industryGroupsOf({ industries: ['retail'] })).toMatchObject({ known: true, groups: [] })
  })
  test('a keyword, a technology or the title says which', () => {
    expect(industryGroupsOf({ industries: ['information technology & services'], keywords: ['SaaS', 'B2B'] }).groups).toEqual([
      'b2b_software',
    ])
    expect(industryGroupsOf({ industries: ['retail'], technologies: ['woo_commerce'] }).groups).toEqual(['ecommerce'])
    expect(industryGroupsOf({ industries: ['Business Consulting and Services'], title: 'Principal Consultant' }).groups).toEqual([
      'consulting',
    ])
  })
})

test.each(['', '-', 'N/A', 'null', 'other', '  '])('%j is unknown', (industry) => {
  expect(industryGroupsOf({ industries: [industry] })).toEqual({ known: false, groups: [], named: null })
})

test('spellings fold to one key', () => {
  expect(industryKey('Law Firms & Legal Services')).toBe(industryKey('law firm and legal'))
  expect(industryKey('non-profit')).toBe('non profit')
})
