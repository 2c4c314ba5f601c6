/** How many people a company has: both ends included, `max` null for an open end. An exact number has equal ends. */
export type EmployeeCount = { min: number; max: number | null }

/** Larger than any employer (the largest has some two million); a bigger number is a phone number or a revenue. */
const LARGEST = 10_000_000

/** Months as spreadsheets write them, in English and where German, French and Spanish differ. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'janv', 'ene'],
  ['feb', 'fevr', 'fev'],
  ['mar', 'mrz', 'mars'],
  ['apr', 'avr', 'abr'],
  ['may', 'mai'],
  ['jun', 'juin'],
  ['jul', 'juil'],
  ['aug', 'aout', 'ago'],
  ['sep', 'sept'],
  ['oct', 'okt'],
  ['nov'],
  ['dec', 'dez', 'dic'],
]

const NUMBER = String.raw`\d{1,3}(?:[,. '’]\d{3})+|\d+(?:[.,]\d{1,2})?`
const AMOUNT = String.raw`(${NUMBER})\s*(k|m|thousand|million|tsd|mil)?`
// Words of English, German, French, Spanish, Portuguese, Italian, Dutch and Polish, without accents.
const ABOUT =
  '~|≈|\\+?/-|about|approx(?:imately)?\\.?|circa|cirka|ca\\.?|around|est(?:imated)?\\.?|rund|etwa|ungefahr|environ|env\\.?|unos|unas|aproximadamente|aprox\\.?|cerca de|ongeveer|okolo'
const FROM = 'between|from|von|zwischen|de|entre|da|dal|tra|fra|van|tussen|od|mellan'
const TO = '\\s*(?:-|~|\\.\\.+|…)\\s*|\\s+(?:to|until|bis|a|al|and|und|et|y|e|en|i|till|til|do|ate|tot|au)\\s+'
const OR_MORE =
  '\\+|,|plus|(?:or|and) (?:more|above|up|over)|(?:oder|und) mehr|(?:o|y) mas|(?:et|ou) plus|(?:e|o) piu|(?:of|en) meer|(?:ou|e) mais|(?:lub|i) wiecej'
const LEAST = '\\+|>=|≥|at least|min(?:imum|imal)?\\.?|mindestens|ab|au moins|al menos|almeno|minstens|(?:a )?partir de|desde|co najmniej'
const MORE = '>|more than|greater than|over|above|mehr als|uber|plus de|mas de|piu di|meer dan|mais de|acima de|ponad|powyzej'
const MOST = "<=|≤|up to|max(?:imum|imal)?\\.?|at most|bis zu|bis|hochstens|jusqu['’]?\\s*a|hasta|fino a|tot|ate|do"
const LESS = '<|less than|under|below|fewer than|weniger als|unter|moins de|menos de|meno di|minder dan|mniej niz|ponizej|abaixo de'

const EXACT = new RegExp(`^(?:${ABOUT})?\\s*${AMOUNT}$`)
const RANGE = new RegExp(`^(?:(?:${ABOUT})\\s*)?(?:(?:${FROM})\\s+)?${AMOUNT}(?:${TO})${AMOUNT}$`)
const AT_LEAST = new RegExp(`^(?:${LEAST})?\\s*${AMOUNT}\\s*(?:${OR_MORE})?$`)
const MORE_THAN = new RegExp(`^(?:${MORE})\\s*${AMOUNT}\\+?$`)
const AT_MOST = new RegExp(`^(?:${MOST})\\s*${AMOUNT}$`)
const LESS_THAN = new RegExp(`^(?:${LESS})\\s*${AMOUNT}$`)

/** What is counted, and what a column calls it. */
const WHAT_IS_COUNTED =
  /(?<!\p{L})(?:employees?|people|persons?|staff|workers?|(?:team )?members?|fte|ftes|headcount|(?:company |firm )?size|personen|mitarbeiter(?:innen)?|mitarbeitende[nr]?|beschaftigte[nr]?|angestellte[nr]?|empleados|trabajadores|personas|employes|salaries|collaborateurs|personnes|effectif|dipendenti|addetti|persone|medewerkers|werknemers|pracownikow|osob|funcionarios|colaboradores|pessoas|empregados|anstallda|ansatte|on linkedin)(?!\p{L})/gu
const ALONE =
  /^(?:self[- ]?employed|(?:just |only )?(?:me|myself)(?: only)?|solo(?: founder)?|solopreneur|freelance[r]?|freelancer|sole (?:trader|proprietor)|einzelunternehme[rn]|selbst(?:st)?andig|auto-?entrepreneur|independant|autonomo|zzp(?:er)?)$/

function amount(digits: string | undefined, unit: string | undefined): number | null {
  if (digits === undefined) return null
  const grouped = /^\d{1,3}(?:[,. '’]\d{3})+$/.test(digits)
  // "1,5k" is one and a half thousand where commas are decimal; without a unit a comma in it says nothing.
  const value = Number(grouped ? digits.replace(/\D/g, '') : unit === undefined ? digits : digits.replace(',', '.'))
  const factor = unit === undefined ? 1 : /^(?:m|million)$/.test(unit) ? 1_000_000 : 1000
  const people = Math.round(value * factor * 100) / 100
  // "1.5" people is a rating or a broken cell; "25000.0" is a spreadsheet's integer.
  return Number.isInteger(people) && people >= 0 && people <= LARGEST ? people : null
}

function between(min: number | null, max: number | null): EmployeeCount | null {
  if (min === null || max === null || max < 1 || max < min) return null
  return { min: Math.max(1, min), max }
}

/** Spreadsheets turn "11-50" into "Nov-50", "1-10" into "10-Jan" or "1-Oct", "2-10" into "02-Oct": the smaller one is where it began. */
function fromSpreadsheetDate(text: string): EmployeeCount | null {
  const parts = /^(\p{L}{3,5}|\d{1,2})\.?[- .]{1,2}(\p{L}{3,5}|\d{1,2})\.?$/u.exec(text)
  const month = (word: string | undefined): number => MONTHS.findIndex((names) => names.some((name) => name === word)) + 1
  const [left, right] = [month(parts?.[1]), month(parts?.[2])]
  if (left > 0 === right > 0) return null
  const other = Number(left > 0 ? parts?.[2] : parts?.[1])
  return left + right === other ? null : between(Math.min(left + right, other), Math.max(left + right, other))
}

/** A label without its wrapping: accents, dashes, constants such as `SIZE_51_TO_200`, "Company size:", "Medium (51-200)", what is counted. */
function plainText(given: string): string {
  const text = given
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/(?<=\d)_(?=\d)/g, '-')
    .replaceAll('_', ' ')
  const inside = /\(([^)]*\d[^)]*)\)/.exec(text)
  const outside = text.replace(/\([^)]*\)/g, ' ')
  return (/\d/.test(outside) || !inside ? outside : (inside[1] ?? ''))
    .replace(/^\s*\p{L}[\p{L}\s-]*:/u, ' ')
    .replace(WHAT_IS_COUNTED, ' ')
    .replace(/^\s*[a-h] (?=\d)/, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:de|von|da|entre) (?=\d+(?:[.,\s]\d{3})*$)/, '')
}

function fromText(given: string): EmployeeCount | null {
  const text = plainText(given)
  if (ALONE.test(text)) return { min: 1, max: 1 }
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
