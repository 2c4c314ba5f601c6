import { createHash } from 'node:crypto'
import type { JsonValue } from '../enrich/facts.ts'

const firstNames = [
  'Alma',
  'Boris',
  'Carla',
  'Dario',
  'Elin',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kira',
  'Luca',
  'Mara',
  'Nils',
  'Olga',
  'Pavel',
]
const lastNames = [
  'Abel',
  'Brandt',
  'Corso',
  'Dahl',
  'Ekberg',
  'Ferri',
  'Gruber',
  'Holm',
  'Ivers',
  'Jansen',
  'Keller',
  'Lorenz',
  'Moss',
  'Novak',
]
const companies = [
  'Ashgrove',
  'Birchmere',
  'Cedarlock',
  'Dunmore',
  'Elmhurst',
  'Fernhollow',
  'Greywick',
  'Hazelden',
  'Ironbridge',
  'Juniper Row',
]

/** What is known of a person and an employer under their own names. */
export type RealNames = {
  firstName: string | null
  lastName: string | null
  company: string | null
  domain: string | null
  city: string | null
}

/** Invented names that stand for one lead's: the same key gives the same ones. */
export type InventedNames = { firstName: string; lastName: string; company: string; domain: string; city: string }

export function inventNames(key: string): InventedNames {
  const hash = createHash('sha256').update(key).digest()
  const pick = (names: readonly string[], place: number) => names[(hash[place] ?? 0) % names.length] ?? ''
  const company = pick(companies, 2)
  return {
    firstName: pick(firstNames, 0),
    lastName: pick(lastNames, 1),
    company,
    domain: `${company.toLowerCase().replaceAll(' ', '-')}.example`,
    city: 'Springfield',
  }
}

/** Shorter names hide in ordinary words ("Al" in "also"): they are replaced as whole words only where they stand with a capital. */
const shortest = 3

function wordsOf(name: string): RegExp {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/\s+/g, '\\s+')
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, [...name].length < shortest ? 'gu' : 'giu')
}

/** A function that puts invented names into texts where the real ones stand, the longest first. */
export function renaming(real: RealNames, invented: InventedNames): (text: string) => string {
  const pairs: [string | null, string][] = [
    [real.company, invented.company],
    // "Brightside Talent GmbH" is "Brightside" in a sentence.
    [real.company?.split(/\s+/)[0] ?? null, invented.company],
    [real.domain, invented.domain],
    [real.domain?.split('.')[0] ?? null, invented.domain.split('.')[0] ?? ''],
    [real.firstName, invented.firstName],
    [real.lastName, invented.lastName],
    [real.city, invented.city],
  ]
  const rules = pairs
    .flatMap(([from, to]) => (from !== null && from.trim() !== '' ? [{ from: from.trim(), to }] : []))
    .toSorted((a, b) => b.from.length - a.from.length)
    .map(({ from, to }) => ({ pattern: wordsOf(from), to }))
  return (text) => rules.reduce((renamed, { pattern, to }) => renamed.replace(pattern, to), text)
}

/** Every text in a value of JSON, changed. */
export function mapTexts(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((part: JsonValue) => mapTexts(part, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapTexts(part, change)]))
}

const address = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+/gu
const link = /https?:\/\/(?:www\.)?([^\s/"]+)(\/[^\s"]*)?/giu
/** Seven digits and more, as telephone numbers have; instants and ids of ours are no numbers of anybody. */
const telephone = /(?<![\w.:-])\+?\d[\d ()./-]{7,}\d(?![\w:-])/g

/** What still points at a real person or company in a text that is about to be kept; empty where nothing does. */
export function findLeaks(text: string, real: RealNames): string[] {
  const names = Object.values(real).flatMap((name) => (name !== null && [...name].length >= shortest ? [name] : []))
  return [
    ...names.filter((name) => wordsOf(name).test(text)),
    ...(text.match(address) ?? []).filter((found) => !found.toLowerCase().endsWith('.example')),
    ...[...text.matchAll(link)].flatMap(([found, host = '', path = '']) =>
      host.endsWith('.example') || (host === 'linkedin.com' && path.endsWith('-example')) ? [] : [found],
    ),
    ...(text.match(telephone) ?? []).filter((found) => !/^\d{4}-\d\d-\d\d/.test(found)),
  ]
}
