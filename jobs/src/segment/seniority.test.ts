import { describe, expect, test } from 'vitest'
import { seniorityOf } from './seniority.ts'

describe('titles of the specification', () => {
  test.each([
    ['Co-Founder & CEO', 'FOUNDER'],
    ['VP, Sales (EMEA)', 'VP'],
    ['Assistant to the CEO', 'ENTRY'],
    ['Vizepräsident Vertrieb', 'VP'],
    ['Vice-présidente des ventes', 'VP'],
    ['Vicepresidente Comercial', 'VP'],
    ['Vice Presidente de Marketing', 'VP'],
    ['Wiceprezes Zarządu', 'VP'],
    ['Head of Growth', 'HEAD'],
    ['Fractional CMO', 'C_SUITE'],
    ['ex-CTO', 'UNKNOWN'],
    ['Managing Director', 'C_SUITE'],
    ['Assistant Vice President', 'DIRECTOR'],
  ])('%s is %s', (title, level) => {
    expect(seniorityOf(title)).toBe(level)
  })
})

describe('who wins', () => {
  test.each([
    ['Owner & President', 'OWNER'],
    ['CTO/Co-founder', 'FOUNDER'],
    ['Former CEO at X | Founder at Y', 'FOUNDER'],
    ['Marketing Director | Former CMO', 'DIRECTOR'],
    ['Sales Manager, ex-VP', 'MANAGER'],
    ['Retired CEO', 'ENTRY'],
    ['Managing Director (retired)', 'ENTRY'],
    ['President Emeritus', 'UNKNOWN'],
    ['Aspiring CFO', 'UNKNOWN'],
    ['EVP & CFO', 'C_SUITE'],
    ['Director, Head of Sales', 'HEAD'],
    ['Chief of Staff to the CEO', 'DIRECTOR'],
    ['PA to the Managing Director and CFO', 'ENTRY'],
    ['CEO Assistant', 'ENTRY'],
    ['Vice President, Office of the CEO', 'VP'],
    ['Human Resources Director\nBoard Observer', 'DIRECTOR'],
    ['Chief Legal Officer @ Self', 'C_SUITE'],
    ['Chief Revenue Ofcr', 'C_SUITE'],
    ['Manager at Head Office', 'MANAGER'],
  ])('%j is %s', (title, level) => {
    expect(seniorityOf(title)).toBe(level)
  })
})

describe('words that look like a rank', () => {
  test.each([
    ['HR Business Partner', 'SENIOR'],
    ['Channel Partner', 'SENIOR'],
    ['Partner Manager', 'MANAGER'],
    ['Director of Partnerships', 'DIRECTOR'],
    ['Partner, Tax', 'PARTNER'],
    ['Managing Partner', 'PARTNER'],
    ['Partner at Acme', 'PARTNER'],
    ['Product Owner', 'SENIOR'],
    ['Founding Engineer', 'SENIOR'],
    ['Chief Engineer', 'SENIOR'],
    ['Head Chef', 'SENIOR'],
    ['Lead Generation Specialist', 'ENTRY'],
    ['Associate Attorney', 'ENTRY'],
    ['Staff Accountant', 'ENTRY'],
    ['Stage Manager', 'MANAGER'],
    ['Trainee Manager', 'INTERN'],
    ['Internship Coordinator', 'ENTRY'],
    ['Directory Assistance Operator', 'ENTRY'],
    ['Physician, MD', 'ENTRY'],
    ['Resident Doctor MD', 'ENTRY'],
    ['MD', 'C_SUITE'],
    ['General Manager', 'DIRECTOR'],
    ['Assistant General Manager', 'MANAGER'],
    ['I help founders scale', 'ENTRY'],
  ])('%s is %s', (title, level) => {
    expect(seniorityOf(title)).toBe(level)
  })
})

describe('other languages', () => {
  test.each([
    ['Geschäftsführerin', 'C_SUITE'],
    ['Geschaeftsfuehrer', 'C_SUITE'],
    ['Gründer und Geschäftsführer', 'FOUNDER'],
    ['Marketing- und Vertriebsleiterin', 'HEAD'],
    ['Abteilungsleiter Einkauf', 'MANAGER'],
    ['Vorstandsassistentin', 'ENTRY'],
    ['Prokurist', 'DIRECTOR'],
    ['PDG', 'C_SUITE'],
    ['Gérante', 'OWNER'],
    ['Associé', 'PARTNER'],
    ['Responsable RH', 'MANAGER'],
    ["Chef d'équipe", 'MANAGER'],
    ['Directora General', 'C_SUITE'],
    ['Gerente de Ventas', 'MANAGER'],
    ['Sócio-gerente', 'PARTNER'],
    ['Amministratore Delegato', 'C_SUITE'],
    ['Titolare', 'OWNER'],
    ['Eigenaar', 'OWNER'],
    ['Członek Zarządu', 'C_SUITE'],
    ['Verkställande direktör', 'C_SUITE'],
    ['Генеральный директор', 'C_SUITE'],
    ['代表取締役社長', 'C_SUITE'],
    ['营销副总裁', 'VP'],
    ['总经理助理', 'ENTRY'],
    ['마케팅 팀장', 'MANAGER'],
    ['Werkstudentin Marketing', 'INTERN'],
  ])('%s is %s', (title, level) => {
    expect(seniorityOf(title)).toBe(level)
  })
})

describe('noise', () => {
  test.each([
    ['  Senior  Engineering  Specialist ', 'SENIOR'],
    ['"VP of Growth"', 'VP'],
    ['HEAD OF DIGITAL', 'HEAD'],
    ['Chief Creative Officer | Speaker | Author', 'C_SUITE'],
    ['Portfolio Manager – hiring!!', 'MANAGER'],
    ['Owner & President ✨', 'OWNER'],
    ['C.E.O.', 'C_SUITE'],
    ['V.P. of Sales', 'VP'],
    [`VP, Talent Acquisition - ${'responsible for many things and '.repeat(40)}`, 'VP'],
    ['', 'UNKNOWN'],
    ['-', 'UNKNOWN'],
    ['N/A', 'UNKNOWN'],
    ['.', 'UNKNOWN'],
    [null, 'UNKNOWN'],
    ['123', 'UNKNOWN'],
    ['Photojournalist', 'ENTRY'],
  ])('%j is %s', (title, level) => {
    expect(seniorityOf(title)).toBe(level)
  })
})
