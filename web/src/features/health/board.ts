import { formatCount, formatDuration } from '../../lib/formats.ts'
import { fieldsOf, rowsOf, wordOf } from '../../lib/json.ts'
import type { VerdictKind } from '../../ui/chip.tsx'

/** UNKNOWN: a light, or a board, that this page can't read; never taken for green. */
export type Light = 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'
export type BoardCheck = {
  code: string
  title: string
  light: Light
  /** In words with its unit; null where there is nothing to measure. */
  value: string | null
  yellowFrom: string | null
  redFrom: string | null
  since: string | null
  detail: string | null
  todo: string
  href: string
}
export type BoardModule = {
  name: string
  title: string
  href: string
  light: Light
  isReady: boolean
  since: string | null
  checks: BoardCheck[]
}

const unitMs: Record<string, number> = { seconds: 1_000, minutes: 60_000, hours: 3_600_000 }

/** A figure with its unit: `3`, `40 s`, `2 h 5 m`. */
export function figureWords(value: unknown, unit: string): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null
  const ms = unitMs[unit]
  return ms === undefined ? formatCount(value) : formatDuration(Math.max(0, Math.round((value * ms) / 1_000) * 1_000))
}

/** Where a light begins; a threshold of nothing is reached as soon as there is anything to measure. */
const thresholdWords = (value: unknown, unit: string): string | null => (value === 0 ? 'at once' : figureWords(value, unit))

const lightOf = (value: unknown): Light => (value === 'RED' || value === 'YELLOW' || value === 'GREEN' ? value : 'UNKNOWN')
const orNull = (value: unknown): string | null => wordOf(value) || null

/** The board as the API serves it. */
export function readBoard(modules: unknown): BoardModule[] {
  return rowsOf(modules).map((module) => ({
    name: wordOf(module.name),
    title: wordOf(module.title),
    href: wordOf(module.href),
    light: lightOf(module.light),
    isReady: module.isReady === true,
    since: orNull(module.since),
    checks: rowsOf(module.checks).map((row) => {
      const check = fieldsOf(row)
      const unit = wordOf(check.unit)
      return {
        code: wordOf(check.code),
        title: wordOf(check.title),
        light: lightOf(check.light),
        value: figureWords(check.value, unit),
        yellowFrom: thresholdWords(check.yellowFrom, unit),
        redFrom: thresholdWords(check.redFrom, unit),
        since: orNull(check.since),
        detail: orNull(check.detail),
        todo: wordOf(check.todo),
        href: wordOf(check.href),
      }
    }),
  }))
}

/** A light as a shape, and as a word. */
export const lights: Record<Light, { kind: VerdictKind; word: string }> = {
  GREEN: { kind: 'ok', word: 'green' },
  YELLOW: { kind: 'warn', word: 'yellow' },
  RED: { kind: 'bad', word: 'red' },
  UNKNOWN: { kind: 'unknown', word: 'not understood: load the page again' },
}

/** How many of each: `2 red, 3 yellow, 13 green`. What there is none of is left out. */
export function lightCounts(modules: readonly Pick<BoardModule, 'light'>[]): string {
  return (['RED', 'UNKNOWN', 'YELLOW', 'GREEN'] as const)
    .map((light) => [modules.filter((module) => module.light === light).length, lights[light].word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word}`)
    .join(', ')
}
