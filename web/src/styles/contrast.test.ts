/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { colourTokens, contrastRatio, type Theme } from './contrast.ts'

const surfaces = ['bg', 'surface', 'sunken', 'hover', 'selected']
const text = 4.5
const shape = 3

/** What is written or drawn on what, the least ratio allowed, and the worst case that design.md promises (light, dark). */
const pairs: { colours: string[]; on: string[]; least: number; promised?: [number, number] }[] = [
  { colours: ['text'], on: surfaces, least: text, promised: [13.9, 11.9] },
  { colours: ['muted'], on: surfaces, least: text, promised: [5.5, 6.6] },
  { colours: ['accent-text'], on: surfaces, least: text, promised: [6.1, 7.4] },
  { colours: ['ok-text'], on: surfaces, least: text, promised: [5.2, 8.8] },
  { colours: ['warn-text'], on: surfaces, least: text, promised: [4.9, 8.8] },
  { colours: ['bad-text'], on: surfaces, least: text, promised: [7.2, 6.1] },
  { colours: ['info-text'], on: surfaces, least: text, promised: [5.5, 7.1] },
  { colours: ['control'], on: surfaces, least: shape, promised: [3.4, 3.5] },
  { colours: ['focus'], on: surfaces, least: shape, promised: [4.4, 6.7] },
  { colours: ['ok-text'], on: ['ok-bg'], least: text, promised: [5.5, 9.3] },
  { colours: ['warn-text'], on: ['warn-bg'], least: text, promised: [5.1, 10.0] },
  { colours: ['bad-text'], on: ['bad-bg'], least: text, promised: [7.4, 7.2] },
  { colours: ['info-text'], on: ['info-bg'], least: text, promised: [5.7, 7.7] },
  { colours: ['text', 'muted'], on: ['ok-bg', 'warn-bg', 'bad-bg', 'info-bg', 'neutral-bg'], least: text },
  { colours: ['ins-text'], on: ['ins-bg'], least: text, promised: [6.8, 8.8] },
  { colours: ['del-text'], on: ['del-bg'], least: text, promised: [6.6, 8.6] },
  { colours: ['text'], on: ['mark'], least: text, promised: [14.0, 9.1] },
  { colours: ['muted'], on: ['mark'], least: text, promised: [5.6, 5.1] },
  { colours: ['accent-text'], on: ['mark'], least: text, promised: [6.1, 5.7] },
  { colours: ['on-solid'], on: ['accent'], least: text, promised: [5.2, 5.2] },
  { colours: ['on-solid'], on: ['accent-hover'], least: text, promised: [6.0, 4.9] },
  { colours: ['on-solid'], on: ['ok-solid'], least: text, promised: [6.2, 5.0] },
  { colours: ['on-solid'], on: ['bad-solid'], least: text, promised: [5.6, 4.9] },
  { colours: ['on-warn'], on: ['warn-solid'], least: text, promised: [10.4, 10.4] },
  { colours: ['tier2-fg'], on: ['tier2-bg'], least: text, promised: [5.9, 7.6] },
  { colours: ['accent'], on: ['bg', 'surface'], least: shape, promised: [5.1, 3.4] },
  { colours: ['ok-solid'], on: ['bg', 'surface'], least: shape, promised: [6.0, 3.5] },
  { colours: ['bad-solid'], on: ['bg', 'surface'], least: shape, promised: [5.4, 3.6] },
  {
    colours: ['stage-pipeline', 'stage-outreach', 'stage-engaged', 'stage-at-risk', 'stage-terminal'],
    on: ['neutral-bg', 'surface', 'bg'],
    least: shape,
  },
  { colours: ['chart-1', 'chart-2', 'chart-3', 'chart-5'], on: ['surface', 'bg'], least: shape },
]

/** Lines that only decorate carry no meaning and need no ratio. */
const decorative = ['line']

// Read from disk: the test runner serves an imported style sheet as empty.
const css = readFileSync(`${import.meta.dirname}/tokens.css`, 'utf8')
const tokens = colourTokens(css)

function colour(name: string, theme: Theme): string {
  const token = tokens.get(name)
  if (!token) throw new Error(`no colour --${name} in tokens.css`)
  return token[theme]
}

describe.each<Theme>(['light', 'dark'])('%s theme', (theme) => {
  test.each(pairs.map((pair) => [`${pair.colours.join(', ')} on ${pair.on.join(', ')}`, pair] as const))('%s', (_, pair) => {
    const ratios = pair.colours.flatMap((name) => pair.on.map((below) => contrastRatio(colour(name, theme), colour(below, theme))))
    const worst = Math.min(...ratios)
    expect(worst).toBeGreaterThanOrEqual(pair.least)
    const promised = pair.promised?.[theme === 'light' ? 0 : 1]
    // Promises are written with one decimal, some rounded and some cut.
    if (promised) expect(Math.abs(worst - promised)).toBeLessThan(0.1)
  })
})

test('a colour without a pair fails', () => {
  const paired = new Set(pairs.flatMap((pair) => [...pair.colours, ...pair.on]))
  expect([...tokens.keys()].filter((name) => !paired.has(name) && !decorative.includes(name))).toEqual([])
})

test('colours are written in the token form only, so that none escapes the check', () => {
  const written = [...css.matchAll(/#[0-9a-f]{3,8}\b/gi)].length
  expect(written).toBe(tokens.size * 2)
})
