/** How many people a company has: both ends included, `max` null for an open end. An exact number has equal ends. */
export type EmployeeCount = { min: number; max: number | null }

/** Larger than any employer (the largest has some two million); a bigger number is a phone number or a revenue. */
const LARGEST = 10_000_000

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const NUMBER = String.raw`\d{1,3}(?:[,. '’]\d{3})+|\d+(?:\.\d+)?`
const AMOUNT = String.raw`(${NUMBER})\s*(k|m|thousand|million|tsd)?`
const EXACT = new RegExp(`^(?:~|≈|about|approx(?:imately)?\\.?|circa|ca\\.?|around|est\\.?)?\\s*${AMOUNT}$`)
const RANGE = new RegExp(`^(?:between\\s+)?${AMOUNT}\\s*(?:-|to|until|bis|a|à|and|\\.\\.+)\\s*${AMOUNT}$`)
const AT_LEAST = new RegExp(`^(?:>=|≥|at least|min\\.?)?\\s*${AMOUNT}\\s*(?:\\+|or more|and more|and above|and up|,|plus)?$`)
const MORE_THAN = new RegExp(`^(?:>|more than|over|above)\\s*${AMOUNT}\\+?$`)
const AT_MOST = new RegExp(`^(?:<=|≤|up to|max\\.?|at most)\\s*${AMOUNT}$`)
const LESS_THAN = new RegExp(`^(?:<|less than|under|below|fewer than)\\s*${AMOUNT}$`)

function amount(digits: string | undefined, unit: string | undefined): number | null {
  if (digits === undefined) return null
  const grouped = /^\d{1,3}(?:[,. '’]\d{3})+$/.test(digits)
  const value = Number(grouped ? digits.replace(/\D/g, '') : digits)
  const factor = unit === undefined ? 1 : /^(?:m|million)$/.test(unit) ? 1_000_000 : 1000
  const people = value * factor
  // "1.5" people is a rating or a broken cell; "25000.0" is a spreadsheet's integer.
  return Number.isInteger(people) && people >= 0 && people <= LARGEST ? people : null
}

function between(min: number | null, max: number | null): EmployeeCount | null {
  if (min === null || max === null || max < 1 || max < min) return null
  return { min: Math.max(1, min), max }
}

/** Spreadsheets turn "11-50" into "Nov-50" and "1-10" into "Jan-10" or "10-Jan". */
function fromSpreadsheetDate(text: string): EmployeeCount | null {
  const [, left = '', right = ''] = /^([a-z]{3}|\d{1,4})-([a-z]{3}|\d{1,4})$/.exec(text) ?? []
  const leftMonth = MONTHS.indexOf(left) + 1
  const rightMonth = MONTHS.indexOf(right) + 1
  if (leftMonth > 0 && /^\d+$/.test(right)) return between(leftMonth, Number(right))
  return rightMonth > 0 && /^\d+$/.test(left) ? between(rightMonth, Number(left)) : null
}

function fromText(given: string): EmployeeCount | null {
  const text = given
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\b(?:employees?|people|staff|fte|ftes|headcount|mitarbeiter(?:innen)?|empleados|employés|salariés|size)\b:?/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (/^(?:self-employed|myself only|solo|just me|sole trader)$/.test(text)) return { min: 1, max: 1 }
  // "201,500" is a bucket at Apollo ("min,max") and a large employer elsewhere: nobody can tell.
  if (/^(?:51,100|51,200|101,200|201,500|250,500)$/.test(text)) return null
  const date = fromSpreadsheetDate(text)
  if (date) return date
  const apollo = /^(\d+),(\d+)$/.exec(text)
  if (apollo && !/^\d{1,3},\d{3}$/.test(text)) return between(Number(apollo[1]), amount(apollo[2], undefined))

  const exact = EXACT.exec(text)
  if (exact) {
    const people = amount(exact[1], exact[2])
    return people === 0 ? null : between(people, people)
  }
  const range = RANGE.exec(text)
  // In "1-5k" the unit belongs to both ends.
  if (range)
    return between(amount(range[1], range[2] ?? (Number(range[1]) < Number(range[3]) ? range[4] : undefined)), amount(range[3], range[4]))
  const lessThan = LESS_THAN.exec(text)
  if (lessThan) {
    const bound = amount(lessThan[1], lessThan[2])
    return bound === null ? null : between(1, bound - 1)
  }
  const atMost = AT_MOST.exec(text)
  if (atMost) return between(1, amount(atMost[1], atMost[2]))
  const moreThan = MORE_THAN.exec(text)
  const atLeast = moreThan ?? AT_LEAST.exec(text)
  const min = amount(atLeast?.[1], atLeast?.[2])
  return min === null || min === 0 ? null : { min: moreThan ? min + 1 : min, max: null }
}

/**
 * Reads a company size from any form that providers and spreadsheets give it: 250, "1,200+", "10K", "51-200", "250 to 499", "Less than 250",
 * "Nov-50", "~90 employees", `{ min, max }`. Null when it says nothing, is no positive whole number, or can be read in two ways. Never throws.
 */
export function readEmployeeCount(value: unknown): EmployeeCount | null {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 1 && value <= LARGEST ? { min: value, max: value } : null
  if (typeof value === 'string') return value.length > 80 ? null : fromText(value)
  if (typeof value !== 'object' || value === null || !('min' in value)) return null
  const { min } = value
  const max = 'max' in value ? value.max : null
  if (typeof min !== 'number' || !Number.isInteger(min) || min < 0 || min > LARGEST) return null
  if (max === null) return min >= 1 ? { min, max: null } : null
  return typeof max === 'number' && Number.isInteger(max) && max <= LARGEST ? between(min, max) : null
}

/** "51 to 500", "120", "10001 and more": for reasons that a person reads. */
export function employeeCountText({ min, max }: EmployeeCount): string {
  if (max === null) return `${min} and more`
  return min === max ? String(min) : `${min} to ${max}`
}
