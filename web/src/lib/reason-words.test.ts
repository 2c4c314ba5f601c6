import { expect, test } from 'vitest'
import { reasonWords } from './reason-words.ts'

test.each([
  ['C-level title: +25', 'C-level title'],
  ['No technology that shows AI readiness: +0 of 6', 'No technology that shows AI readiness'],
  ['a head-level title: +31, TIER_2', 'a head-level title, tier 2'],
  ['Located in: Boston', 'Located in: Boston'],
])('%s', (message, words) => expect(reasonWords(message)).toBe(words))
