import { expect, test } from 'vitest'
import { displayCompanyName } from './display-company-name.ts'

test.each([
  ['Brightside Talent, Inc.', 'Brightside Talent'],
  ['ACME CONSULTING LLC', 'Acme Consulting'],
  ['KPMG LLP', 'KPMG'],
  ['Müller & Söhne GmbH & Co. KG', 'Müller & Söhne'],
  ['Limited', 'Limited'],
  ['Kinco', 'Kinco'],
  ['BB LEGAL LIMITED', 'BB Legal'],
  ['JDX CONSULTING LIMITED', 'JDX Consulting'],
  ['LIBERATA UK LIMITED', 'Liberata UK'],
  ['YAHOO-UK LIMITED', 'Yahoo-UK'],
  ['LUMENAD, INC. (FKA BIG SKY DIGITAL INC.)', 'Lumenad'],
  ['(just brackets)', '(just brackets)'],
  ['A24 GROUP LIMITED', 'A24 Group'],
  ['GOLIN/HARRIS INTERNATIONAL', 'Golin/Harris International'],
  ['UMBRELLA-COMPANY LIMITED', 'Umbrella-Company'],
  ['THE HOUSE OF CARITAS', 'The House of Caritas'],
  ["MACY'S STORES", "Macy's Stores"],
  ["O'BRIEN SEARCH", "O'Brien Search"],
  ['ÉCOLE MODERNE', 'École Moderne'],
  ['MNG-MANGO U.K. LIMITED', 'MNG-Mango U.K.'],
  ['AZETS HOLDINGS [CD]', 'Azets Holdings'],
  ['AZETS (CD) LIMITED', 'AZETS'],
])('%s is said as %s', (name, shown) => {
  expect(displayCompanyName(name)).toBe(shown)
})
