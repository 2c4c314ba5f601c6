import { expect, test } from 'vitest'
import { changesAfter } from './load-revivals.ts'
import { type RevivalFacts, revivalScore } from './revival-score.ts'

const nothing: RevivalFacts = { fit: null, opens: 0, clicks: 0, isConnected: false, hasAnswered: false, visitsSince: 0, changes: [] }

test.each<[words: string, facts: Partial<RevivalFacts>, score: number]>([
  ['nothing known', {}, 0],
  ['fit alone is worth 30 at most', { fit: 100 }, 30],
  ['one open', { opens: 1 }, 5],
  ['many opens count no more than three', { opens: 30 }, 15],
  ['clicks', { clicks: 1 }, 10],
  ['engagement is worth 40 at most', { opens: 9, clicks: 9, isConnected: true, hasAnswered: true }, 40],
  ['changes are worth 30 at most', { changes: ['HIRING', 'FUNDING', 'NEW_ROLE'], visitsSince: 9 }, 30],
  ['everything', { fit: 100, opens: 9, clicks: 9, isConnected: true, hasAnswered: true, changes: ['FUNDING', 'NEW_ROLE'] }, 100],
])('%s', (_, facts, score) => {
  const weighed = revivalScore({ ...nothing, ...facts })
  expect(weighed.score).toBe(score)
  expect(weighed.reasons.reduce((sum, { points }) => sum + points, 0)).toBe(score)
  expect(weighed.reasons.every(({ points }) => points > 0)).toBe(true)
})

const email = new Date('2026-10-01')
test.each<[words: string, facts: unknown, changes: string[]]>([
  ['money raised after our email', [{ name: 'funding', value: { stage: 'Series A', on: '2026-10-20' }, at: '2026-10-25' }], ['FUNDING']],
  ['money raised before it', [{ name: 'funding', value: { stage: 'Series A', on: '2026-09-20' }, at: '2026-10-25' }], []],
  ['open positions found after it', [{ name: 'hiring', value: ['Recruiter'], at: '2026-10-25' }], ['HIRING']],
  ['open positions found before it', [{ name: 'hiring', value: ['Recruiter'], at: '2026-09-25' }], []],
  ['a role taken after it', [{ name: 'roleSince', value: '2026-10-15', at: '2026-10-25' }], ['NEW_ROLE']],
  ['facts of another shape', [{ name: 'funding', value: 'lots', at: '2026-10-25' }], []],
  ['no facts', null, []],
])('%s', (_, facts, changes) => expect(changesAfter(facts, email)).toEqual(changes))
