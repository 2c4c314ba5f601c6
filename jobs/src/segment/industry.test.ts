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

describe('constants, codes and other languages', () => {
  test.each([
    ['STAFFING_AND_RECRUITING', ['staffing']],
    ['VENTURE_CAPITAL_PRIVATE_EQUITY', ['financial_services']],
    ['SIC 78200', ['staffing']],
    ['SIC code 7361', ['staffing']],
    ['SIC 64205', []],
    ['70.22', ['consulting']],
    ['WZ 2008: 73.11', ['agency']],
    ['NACE M70.22', ['consulting']],
    ['NAICS 541611', ['consulting']],
    ['541613', ['agency', 'consulting']],
    ['541810 - Advertising Agencies', ['agency']],
    ['8742', ['consulting']],
    ['Unternehmensberatung', ['consulting']],
    ['Werbung und Marketing', ['agency']],
    ['Personaldienstleistungen', ['staffing']],
    ['Conseil en management', ['consulting']],
    ['Cabinet d’avocats', ['law']],
    ['Dotación y selección de personal', ['staffing']],
    ['Bienes raíces', ['real_estate']],
    ['Comércio eletrônico', ['ecommerce']],
    ['Staffing / HR', ['staffing']],
    ['Industry: Legal', ['law']],
  ])('%s', (industry, groups) => {
    expect(industryGroupsOf({ industries: [industry] })).toMatchObject({ known: true, groups })
  })
  test.each(['Select...', '123', '2024', '45980', '5411', '0', 'not specified', 'Andere', '???'])('%j says nothing', (industry) => {
    expect(industryGroupsOf({ industries: [industry] })).toEqual({ known: false, groups: [], named: null })
  })
  test('a field that stands on no list is known, and in no group', () => {
    for (const industry of ['Agriculture', 'Hospital & Health Care', 'Personal Care', 'Computer & Network Security', '81.10'])
      expect(industryGroupsOf({ industries: [industry] }).groups).toEqual([])
  })
})
