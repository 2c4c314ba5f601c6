import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const docs = new URL('../../docs/', import.meta.url)
const [, ...listed] = readFileSync(new URL('asvs-ids.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')

/** The rows of the tables: number, level, how, what holds, where. */
const rows = readFileSync(new URL('security-asvs.md', docs), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    const [, id = '', level = '', how = '', words = '', where = ''] = cells
    return /^\d+\.\d+\.\d+$/.test(id)
      ? [{ id, level, how, words, paths: [...where.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path) }]
      : []
  })

test('every requirement of level 1 and 2 has one row, and there are no others', () => {
  expect(rows.map(({ id, level }) => `${id},${level}`)).toEqual(listed)
})

test('every file that a row names exists', () => {
  const lost = rows.flatMap(({ id, paths }) =>
    paths.filter((path) => !existsSync(fileURLToPath(new URL(path, docs)))).map((path) => `${id} ${path}`),
  )
  expect(lost).toEqual([])
})

test('each says how: a test that could go red, a design with its place, or why not', () => {
  const wrong = rows.filter(({ how, words, paths }) => {
    if (words.length < 5) return true
    switch (how) {
      case 'test':
        return paths.length === 0 || !paths.every((path) => path.endsWith('.test.ts'))
      case 'design':
      case 'open':
        return paths.length === 0
      case 'not applicable':
        return paths.length > 0
      default:
        return true
    }
  })
  expect(wrong.map(({ id }) => id)).toEqual([])
})

test('what is open is said at the top, by level', () => {
  const summary = readFileSync(new URL('security-asvs.md', docs), 'utf8')
  for (const level of ['1', '2']) {
    const count = (how: string) => rows.filter((row) => row.level === level && row.how === how).length
    expect(summary).toContain(`| ${level} | ${count('test')} | ${count('design')} | ${count('not applicable')} | ${count('open')} |`)
  }
})
