import { expect, test } from 'vitest'
import { type ClaimSpan, claimSegments } from './claim-segments.ts'

const claim = (start: number, end: number, field = 'body'): ClaimSpan => ({ field, start, end, evidence: { id: 'e' } })
const text = 'You opened 14 ops roles in October.'

test.each([
  ['no claim', [], [null]],
  ['one in the middle', [claim(11, 23)], [null, 0, null]],
  ['at both ends', [claim(0, 3), claim(27, 35)], [0, null, 1]],
  ['given out of order', [claim(27, 35), claim(0, 3)], [1, null, 0]],
  ['overlapping: the first stands', [claim(0, 10), claim(5, 20)], [0, null]],
  ['outside of the text', [claim(30, 90), claim(-1, 0)], [null]],
  ['of another field', [claim(0, 3, 'subject')], [null]],
])('%s', (_, claims, expected) => {
  const segments = claimSegments(text, 'body', claims)
  expect(segments.map((segment) => segment.claim)).toEqual(expected)
  expect(segments.map((segment) => segment.text).join('')).toBe(text)
})
