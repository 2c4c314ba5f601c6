import { readFileSync } from 'node:fs'
import { SENIORITIES, seniorityOf } from '@swarm/jobs/segment/seniority'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { z } from 'zod'

const rows = z.array(z.object({ language: z.string(), seniority: z.string(), title: z.string() }))

function titlesOf(file: string) {
  return rows.parse(parse(readFileSync(new URL(`data/${file}`, import.meta.url)), { columns: true, quote: '"' }))
}

/** Titles read otherwise than their label says. */
function misread(file: string): string[] {
  return titlesOf(file).flatMap(({ title, seniority }) => {
    const level = seniorityOf(title)
    return seniority.split('/').includes(level) ? [] : [`${title}: ${level} instead of ${seniority}`]
  })
}

test('at least 97 of 100 composed titles are read right', () => {
  expect(misread('composed-titles.csv').length).toBeLessThan(0.03 * titlesOf('composed-titles.csv').length)
})

test('at least 97 of 100 titles that nobody listed are read right, in 14 languages, with noise and traps', () => {
  const wrong = misread('unlisted-titles.csv')
  expect(wrong.length, wrong.join('\n')).toBeLessThan(0.03 * titlesOf('unlisted-titles.csv').length)
})

test('hardly anybody below director is taken for a VP or above, so that tier 1 holds who it should', () => {
  const order: readonly string[] = SENIORITIES
  const ranks = (level: string): number => order.indexOf(level)
  const overrated = titlesOf('unlisted-titles.csv').filter(({ title, seniority }) => {
    const lowest = Math.min(...seniority.split('/').map(ranks))
    return lowest > ranks('DIRECTOR') && ranks(seniorityOf(title)) <= ranks('VP')
  })
  expect(overrated).toEqual([])
})
