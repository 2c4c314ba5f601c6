import { expect, it } from 'vitest'
import { bannedOpenerOf, DEFAULT_WORDINGS, wordingsSchema } from './wordings.ts'

const touch = {
  phrase: 'a gentle … nudge',
  finds: ['Just a gentle nudge.', 'A gentle little nudge from me.'],
  leaves: ['They nudge the door gently.'],
}
const faultsOf = (given: unknown) =>
  wordingsSchema.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

it('takes a wording whose examples prove it, and what is shipped', () => {
  expect(faultsOf({ bannedOpeners: [touch] })).toEqual([])
  expect(faultsOf({ genericPhrases: DEFAULT_WORDINGS.genericPhrases })).toEqual([])
})

it('refuses a wording that its own examples speak against, at their very place', () => {
  expect(faultsOf({ bannedOpeners: [touch, { ...touch, finds: ['Something else.'] }] })).toEqual([
    'bannedOpeners.1.finds: “a gentle … nudge” is not found in “Something else.”',
  ])
  expect(faultsOf({ genericPhrases: [{ ...touch, leaves: ['A gentle nudge!'] }] })).toEqual([
    'genericPhrases.0.leaves: “a gentle … nudge” is found in “A gentle nudge!”',
  ])
})

it('reads three full stops as what they stand for', () => {
  expect(faultsOf({ bannedOpeners: [{ ...touch, phrase: 'a gentle ... nudge' }] })).toEqual([])
})

it('refuses a wording without examples, or without words', () => {
  expect(faultsOf({ bannedOpeners: [{ ...touch, finds: [] }] })).toHaveLength(1)
  expect(faultsOf({ bannedOpeners: [{ ...touch, leaves: [] }] })).toHaveLength(1)
  expect(faultsOf({ bannedOpeners: [{ ...touch, phrase: '… …' }] }).length).toBeGreaterThan(0)
})

it('bans what was added, after the greeting alone, and the ten of the product whatever was saved', () => {
  const wordings = wordingsSchema.parse({ bannedOpeners: [touch], genericPhrases: [] })
  expect(bannedOpenerOf('Hi Ana,\n\nA gentle nudge about Acme. Worth a look?', wordings)).toBe('a gentle … nudge')
  expect(bannedOpenerOf('Hi Ana,\n\nYou run Acme. A gentle nudge.', wordings)).toBeNull()
  expect(bannedOpenerOf('Hi Ana,\n\nI hope this email finds you well.', wordings)).toBe('I hope this email finds you well')
})

it('takes no longer for a hostile wording', () => {
  const before = performance.now()
  wordingsSchema.safeParse({ bannedOpeners: [{ phrase: 'a … a … a … a … a … b', finds: ['a '.repeat(140)], leaves: ['a '.repeat(140)] }] })
  expect(performance.now() - before).toBeLessThan(2000)
})
