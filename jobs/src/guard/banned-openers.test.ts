import { describe, expect, it } from 'vitest'
import { BANNED_OPENERS, bannedOpenerIn } from './banned-openers.ts'

describe.each(BANNED_OPENERS.map((banned) => [banned.label, banned] as const))('%s', (label, banned) => {
  it('stops itself', () => expect(bannedOpenerIn(label)?.id).toBe(banned.id))
  it.each(banned.blocks)('stops “%s”', (opener) => expect(bannedOpenerIn(opener)?.id).toBe(banned.id))
  it.each(banned.passes)('lets pass “%s”', (opener) => expect(bannedOpenerIn(opener)).toBeNull())
})

it('knows the ten of the specification', () => {
  expect(BANNED_OPENERS.map((banned) => banned.label)).toEqual([
    'I hope this email finds you well',
    'I came across your profile',
    'My name is',
    'I wanted to reach out',
    'Just checking in',
    'Quick question',
    'As a fellow',
    'Congrats on all your success',
    "In today's fast-paced",
    'I noticed your company',
  ])
})

it('sees through full width, invisible characters and other apostrophes', () => {
  expect(bannedOpenerIn('Ｉ hope this email finds you well')?.id).toBe('finds_you_well')
  expect(bannedOpenerIn('I ho\u200Bpe this email finds you well')?.id).toBe('finds_you_well')
  expect(bannedOpenerIn("In today's fast-paced world")?.id).toBe('fast_paced_world')
})

it('takes no longer for a hostile text', () => {
  const before = performance.now()
  for (const part of ['hope that ', 'i ve got a ', 'congrats my ', 'just ', 'came across you ']) bannedOpenerIn(part.repeat(5000))
  expect(performance.now() - before).toBeLessThan(1000)
})
