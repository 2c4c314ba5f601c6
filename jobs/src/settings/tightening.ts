import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { valueAt } from './setting-changes.ts'

/**
 * Which way a safety setting is tighter. `within`: hours inside those of before; `subset`: nothing that was not there before;
 * `eachLower`: no number of the list higher, and the list no shorter; a list of choices: the later ones are tighter; `free`: no safety setting, it may be changed at any time.
 */
export type Tighter =
  | 'lower'
  | 'higher'
  | 'onlyOn'
  | 'onlyOff'
  | 'subset'
  | 'within'
  | 'eachLower'
  | 'free'
  | readonly [string, string, ...string[]]

/** The path of every value of a document, as `ceilings.emailPerDay`. Lists, and objects with open keys, are one value. */
export type SettingPath<T> = {
  [Key in keyof T & string]: NonNullable<T[Key]> extends readonly unknown[]
    ? Key
    : NonNullable<T[Key]> extends object
      ? string extends keyof NonNullable<T[Key]>
        ? Key
        : `${Key}.${SettingPath<NonNullable<T[Key]>>}`
      : Key
}[keyof T & string]

/** A section whose every path says which way is tighter: a new one without an entry does not compile. */
export type WholeTightening<T> = { readonly [Path in SettingPath<T>]: Tighter }

/** A section of which only some values keep people safe. */
export type PartTightening<T> = { readonly [Path in SettingPath<T>]?: Tighter }

/** The same, once the section's type does not matter any more. */
export type Tightening = { readonly [path: string]: Tighter | undefined }

const hours = z.array(z.object({ from: z.string(), to: z.string() }))

/** Whether every span of `after` lies within the spans of `before`; spans that touch count as one. Times are HH:MM, so text order is time order. */
function liesWithin(before: unknown, after: unknown): boolean {
  const outer = hours.safeParse(before)
  const inner = hours.safeParse(after)
  if (!outer.success || !inner.success) return false
  const joined: { from: string; to: string }[] = []
  for (const span of outer.data.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = joined.at(-1)
    if (!last || span.from > last.to) joined.push({ ...span })
    else if (span.to > last.to) last.to = span.to
  }
  return inner.data.every(({ from, to }) => from < to && joined.some((span) => span.from <= from && to <= span.to))
}

/** Whether a value may follow another while settings can only be tightened: it is the same or tighter. What can't be compared is looser. */
export function isTightened(tighter: Tighter, before: unknown, after: unknown): boolean {
  if (tighter === 'free' || isDeepStrictEqual(before, after)) return true
  if (typeof tighter !== 'string') {
    const place = (value: unknown): number => (typeof value === 'string' ? tighter.indexOf(value) : -1)
    return place(before) >= 0 && place(after) >= place(before)
  }
  switch (tighter) {
    case 'lower':
      return typeof before === 'number' && typeof after === 'number' && after <= before
    case 'higher':
      return typeof before === 'number' && typeof after === 'number' && after >= before
    case 'onlyOn':
      return after === true
    case 'onlyOff':
      return after === false
    case 'subset':
      return Array.isArray(before) && Array.isArray(after) && after.every((one) => before.some((known) => isDeepStrictEqual(known, one)))
    case 'within':
      return liesWithin(before, after)
    case 'eachLower':
      return (
        Array.isArray(before) &&
        Array.isArray(after) &&
        after.length >= before.length &&
        before.every((number, place) => isTightened('lower', number, after[place]))
      )
    default:
      return tighter satisfies never
  }
}

/** Where a document is looser than the one before it. A path of the table that both lack is no change. */
export function loosenedPaths(tightening: Tightening, before: unknown, after: unknown): string[] {
  return Object.entries(tightening)
    .filter(([path, tighter]) => tighter !== undefined && !isTightened(tighter, valueAt(before, path), valueAt(after, path)))
    .map(([path]) => path)
}

const directionWords = {
  lower: 'lowered',
  higher: 'raised',
  onlyOn: 'switched on',
  onlyOff: 'switched off',
  subset: 'shortened',
  within: 'narrowed',
  eachLower: 'lowered or made longer',
} as const

/** What may still be done with a setting during the ramp, in words that end a sentence. */
export function tighteningWords(tighter: Exclude<Tighter, 'free'>): string {
  if (typeof tighter === 'string') return `can only be ${directionWords[tighter]}`
  return `can only move towards “${tighter.at(-1)?.replaceAll('_', ' ')}”`
}
