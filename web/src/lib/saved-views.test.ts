import { expect, test } from 'vitest'
import { readViews, viewQuery, withView } from './saved-views.ts'

test('the same list is the same view, however its address was put together', () => {
  expect(viewQuery('?tier=TIER_1&search=ana')).toBe(viewQuery('search=ana&tier=TIER_1'))
  expect(viewQuery('?tier=TIER_1&draft=abc')).toBe('tier=TIER_1')
})

test('columns belong to a view, and those that the address names win', () => {
  expect(viewQuery('?sort=NAME', { columns: 'NAME,tier' })).toBe('columns=NAME%2Ctier&sort=NAME')
  expect(viewQuery('?columns=email', { columns: 'NAME,tier' })).toBe('columns=email')
})

test('a name is used once for each page', () => {
  const hot = { path: '/leads', name: 'Hot', query: 'score=90' }
  const views = withView([hot, { ...hot, path: '/queue' }], { ...hot, query: 'score=80' })
  expect(views).toEqual([
    { ...hot, path: '/queue' },
    { ...hot, query: 'score=80' },
  ])
})

test.each([[null], ['{'], ['{}'], ['[1, null, {"path": "https://else.example", "name": "x", "query": ""}, {"name": "x"}]']])(
  'what is kept and is no view is left out: %s',
  (kept) => {
    expect(readViews(kept)).toEqual([])
  },
)
