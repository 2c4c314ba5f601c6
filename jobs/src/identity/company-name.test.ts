import { describe, expect, test } from 'vitest'
import { companyNameKey, exclusionNameKey } from './company-name.ts'

describe('spellings of one company', () => {
  test.each([
    ['LOOP RECRUITING, LLC', 'loop recruiting'],
    ['Loop Recruiting L.L.C.', 'loop recruiting'],
    ['Müller & Söhne GmbH & Co. KG', 'muller and sohne'],
    ['Mueller+Co', 'mueller'],
    ['The R.S.S. (Wessex) Limited', 'rss wessex'],
    ['R S S (WESSEX) Ltd.', 'rss wessex'],
    ['Acme S.A.', 'acme'],
    ['Acme Sp. z o.o.', 'acme'],
    ['Acme Pty Ltd', 'acme'],
    ['Łódź B.V.', 'lodz'],
    ['Rightmove Group Limited', 'rightmove group'],
    ['Company', 'company'],
    ['N/A', ''],
    ['', ''],
  ])('%s: %s', (name, key) => {
    expect(companyNameKey(name)).toBe(key)
  })
})

test.each([
  ['725 LIMITED Group', '725 ltd.'],
  ['Headforwards Group', 'HEADFORWARDS'],
  ['Working Links (Employment) LIMITED Group', 'WORKING LINKS (EMPLOYMENT) Ltd'],
  ['M.& W.MACK LIMITED', 'M & W Mack Ltd'],
  ['Sea Lights', 'Sealights Inc'],
])('%s and %s are excluded together', (one, other) => {
  expect(exclusionNameKey(one)).toBe(exclusionNameKey(other))
})
