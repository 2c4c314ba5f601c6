import { expect, test } from 'vitest'
import {
  batchCounts,
  closingWords,
  expiryWords,
  firstClears,
  heldWords,
  isReplaced,
  opening,
  planCounts,
  ruleWords,
} from './dispatch-words.ts'

const hour = 3_600_000

test.each([
  [3 * hour + 12 * 60_000, 'expires in 3 h 12 m', false],
  [hour, 'expires in 1 h 0 m', false],
  [hour - 1, 'expires in 1 h 0 m', true],
  [59_000, 'expires in 1 m', true],
  [0, 'expires now', true],
])('%i ms left: %s', (left, words, isShort) => {
  expect(expiryWords(left, 0)).toEqual({ words, isShort })
})

test.each([
  [3 * hour, 'first window closes in 3 h 0 m', false],
  [2 * hour - 1, 'first window closes in 2 h 0 m', true],
  [0, 'its first window is over', true],
])('a window that closes in %i ms: %s', (left, words, isShort) => {
  expect(closingWords(new Date(left).toISOString(), 0)).toEqual({ words, isShort })
})

test('a window that closes in a day or more is not told, nor one that is not there; a replaced batch is known by its code', () => {
  expect([closingWords(new Date(24 * hour).toISOString(), 0), closingWords(null, 0)]).toEqual([null, null])
  expect([isReplaced({ codes: { BATCH_REPLACED: 2 } }), isReplaced({ codes: { BATCH_CANCELLED: 2 } }), isReplaced(null)]).toEqual([
    true,
    false,
    false,
  ])
})

test('counts are read as far as they are understood, most frequent first', () => {
  expect(batchCounts({ sends: 5, held: 3, statuses: { PROVEN: 4, UNKNOWN: 1, SKIPPED: 0 }, heldCodes: { RAMP: 1, CEILING: 2 } })).toEqual({
    sends: 5,
    held: 3,
    statuses: { PROVEN: 4, UNKNOWN: 1 },
    heldCodes: [
      { code: 'CEILING', count: 2 },
      { code: 'RAMP', count: 1 },
    ],
  })
  expect(batchCounts(null)).toEqual({ sends: 0, held: 0, statuses: {}, heldCodes: [] })
  expect(planCounts({ planned: 1, codes: { RAMP: 2 }, notes: { CADENCE: 'none' } })).toEqual({
    planned: 1,
    held: 0,
    beyondLimit: 0,
    codes: [{ code: 'RAMP', count: 2 }],
    notes: [{ motion: 'CADENCE', note: 'none' }],
  })
})

test('a code that nobody named is still words', () => {
  expect(ruleWords('SOMETHING_NEW')).toBe('Something new')
})

test.each([
  ['CADENCE_PAUSED', 'The cadence is paused: on holiday.', 'Held: The cadence is paused: on holiday.'],
  ['SHADOW_MODE', 'Shadow mode: everything runs, nothing leaves.', 'Held: Shadow mode: everything runs, nothing leaves.'],
  ['RAMP', 'Outbound does not run yet.', 'Held: ramp. Outbound does not run yet.'],
  ['DEAF', 'Its webhook is missing.', 'Held: platform is not heard. Its webhook is missing.'],
])('%s is named once: %s', (code, message, words) => {
  expect(heldWords(code, message)).toBe(words)
})

test('an opening is one line', () => {
  expect(opening('Hi Ana,\n\nYou run operations', 12)).toBe('Hi Ana, You…')
})

test('the first to let go is told, whatever their order and zone; nobody where none will', () => {
  const held = ['2026-11-24T09:00:00Z', null, '2026-11-24T09:30:00+01:00'].map((clearsAt) => ({ clearsAt }))
  expect(firstClears(held)).toBe('2026-11-24T09:30:00+01:00')
  expect(firstClears([{ clearsAt: null }])).toBeNull()
})
