import type { IndustryGroup } from './industry.ts'

type Table = readonly (readonly [prefix: string, groups: readonly IndustryGroup[]])[]

/**
 * UK SIC 2007, NACE rev. 2 and WZ 2008 share their first four digits. Of software only what is made for businesses or sold as such; head
 * offices (7010) and holdings (642) say nothing.
 */
const NACE: Table = [
  ['7021', ['agency']],
  ['731', ['agency']],
  ['7320', ['agency']],
  ['7410', ['agency']],
  ['781', ['staffing']],
  ['782', ['staffing']],
  ['783', ['staffing']],
  ['7022', ['consulting']],
  ['6202', ['consulting']],
  ['4791', ['ecommerce']],
  ['6910', ['law']],
  ['6920', ['accounting']],
  ['62012', ['b2b_software']],
  ['5829', ['b2b_software']],
  ['68', ['real_estate']],
  ['641', ['financial_services']],
  ['649', ['financial_services']],
  ['66', ['financial_services']],
]
/** NAICS 2022, and 2017 where older data has it (454110); providers/icp-vocabulary.md, section 4. */
const NAICS: Table = [
  ['5418', ['agency']],
  ['541430', ['agency']],
  ['541910', ['agency']],
  ['541613', ['agency', 'consulting']],
  ['5613', ['staffing']],
  ['541612', ['staffing', 'consulting']],
  ['54161', ['consulting']],
  ['541620', ['consulting']],
  ['541690', ['consulting']],
  ['611430', ['consulting']],
  ['4541', ['ecommerce']],
  ['5411', ['law']],
  ['5412', ['accounting']],
  ['5112', ['b2b_software']],
  ['5132', ['b2b_software']],
  ['531', ['real_estate']],
  ['522', ['financial_services']],
  ['523', ['financial_services']],
]
/** US SIC 1987, four digits. */
const US_SIC: Table = [
  ['731', ['agency']],
  ['736', ['staffing']],
  ['8742', ['consulting']],
  ['8748', ['consulting']],
  ['5961', ['ecommerce']],
  ['8111', ['law']],
  ['8721', ['accounting']],
  ['7371', ['b2b_software']],
  ['7372', ['b2b_software']],
  ['65', ['real_estate']],
  ['60', ['financial_services']],
  ['61', ['financial_services']],
  ['62', ['financial_services']],
]

const CODE =
  /^\s*(?:(sic|naics|nace|wz|isic)(?:\s*(?:code|rev\.?\s*\d|(?:19|20)\d{2}(?=\D)|0[78](?=\D)))?\s*[:#-]?\s*)?[A-U]?\s?(\d{2}(?:\.\d{1,3}){1,2}|\d{2,6})(?=\s*$|\s*[-–:,(]|\s+\p{L})/iu

function tablesOf(system: string | undefined, digits: string, isDotted: boolean): readonly Table[] {
  switch (system?.toLowerCase()) {
    case 'naics':
      return [NAICS]
    case 'sic':
      return [digits.length === 4 && !isDotted ? US_SIC : NACE]
    case undefined:
      // Without a name the length says which: a dot is NACE, six digits are NAICS, five are UK SIC unless they begin as NAICS does.
      if (isDotted) return [NACE]
      if (digits.length === 6) return [NAICS]
      if (digits.length === 5) return [/^(?:541|561|531|454)/.test(digits) ? NAICS : NACE]
      // Of four digits those that no two systems use for different things (5411 is law here and groceries there).
      return digits.length === 4 && !/^541[12]/.test(digits) ? [NACE, US_SIC, NAICS] : []
    default:
      return [NACE]
  }
}

/** The groups of an industry code in any of its forms ("SIC 78200", "NAICS: 541611", "70.22", "541810 - Advertising Agencies"); null for no code. */
export function groupsOfIndustryCode(text: string): readonly IndustryGroup[] | null {
  const [, system, written] = CODE.exec(text) ?? []
  if (written === undefined) return null
  const digits = written.replaceAll('.', '')
  const tables = tablesOf(system, digits, written.includes('.'))
  // The longest prefix says it most exactly.
  const found = tables
    .flatMap((table) => table.filter(([prefix]) => digits.startsWith(prefix) && (tables.length === 1 || prefix.length >= 3)))
    .toSorted(([one], [other]) => other.length - one.length)
  // A number that no table knows, with nobody saying that it is a code, may be anything.
  if (tables.length === 0 || (system === undefined && found.length === 0)) return null
  return found[0]?.[1] ?? []
}
