import { describe, expect, test } from 'vitest'
import { classifyAddress, isCompanyDomain } from './address-lists.ts'
import { loadAddressLists } from './load-address-lists.ts'

const lists = loadAddressLists({ sandbox: false })

describe('what the lists say', () => {
  test.each([
    ['ada', 'acme.example', { isRole: false, isDisposable: false, isFreeMail: false, isLargeFreeMail: false }],
    ['info', 'acme.example', { isRole: true }],
    ['sales+x', 'acme.example', { isRole: true }],
    ['ada', 'gmail.com', { isFreeMail: true, isLargeFreeMail: true, isDisposable: false }],
    ['ada', 'mailinator.com', { isDisposable: true }],
    ['ada', 'x.mailinator.com', { isDisposable: true }],
    ['ada', 'gmail-test.example', { isFreeMail: false }],
  ])('%s@%s', (localPart, domain, expected) => {
    expect(classifyAddress({ localPart, domain }, lists)).toMatchObject(expected)
  })
})

test('the reserved domains count only in the sandbox', () => {
  const sandbox = loadAddressLists({ sandbox: true })
  expect(classifyAddress({ localPart: 'ada', domain: 'gmail-test.example' }, sandbox)).toMatchObject({ isFreeMail: true })
  expect(classifyAddress({ localPart: 'ada', domain: 'tempbox-test.example' }, sandbox)).toMatchObject({ isDisposable: true })
})

test('free mail never identifies a company', () => {
  expect(isCompanyDomain('outlook.com', lists)).toBe(false)
  expect(isCompanyDomain('acme.example', lists)).toBe(true)
})
