import { readFileSync } from 'node:fs'
import { understandReply } from '@swarm/jobs/replies/understand-reply'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { writtenAt as at } from './dev-replies.ts'

const shape = z.object({ set: z.enum(['a', 'b']), lang: z.string(), asksToStop: z.boolean(), body: z.string() })
const replies = readFileSync(new URL('spent-replies.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => shape.parse(JSON.parse(line)))
const stops = replies.filter(({ asksToStop }) => asksToStop)
const others = replies.filter(({ asksToStop }) => !asksToStop)

/** Sent nothing more: suppressed, or held until a person has said what it is. */
const missed = (incoming: { text: string; subject?: string; isAutomatic?: boolean }): boolean => {
  const { stop, needsPerson } = understandReply({ subject: 'Re: hiring', ...incoming, at })
  return stop === 'no' && !needsPerson
}
/** What stands above the quoted mail. */
const written = (body: string): string => body.split(/\n\n(?:On|Am|Le|El|Il|Op|Em) .*:\n>/)[0] ?? body
const about = 'We run four plants and the numbers you quote look close to ours. Our team met on Monday and liked the second page. '

test('of 80 who ask to stop in words that rules and model never saw, each stops us or goes to a person', () => {
  expect(new Set(stops.map(({ lang }) => lang)).size).toBe(7)
  expect(stops.length).toBe(80)
  expect(stops.filter(({ body }) => missed({ text: body }))).toEqual([])
  expect(stops.filter(({ body }) => understandReply({ text: body, at }).stop === 'yes').length).toBeGreaterThanOrEqual(60)
})

test('of 40 who only use such words at most one is suppressed, and a person is asked about half of them at most by a doubt', () => {
  const read = others.map(({ body }) => understandReply({ text: body, at }).stop)
  expect(read.filter((stop) => stop === 'yes').length).toBeLessThanOrEqual(1)
  expect(read.filter((stop) => stop === 'doubt').length).toBeLessThanOrEqual(22)
})

test.each<[where: string, put: (text: string) => Parameters<typeof missed>[0], allowed: number]>([
  ['under a signature and a disclaimer', (text) => ({ text: `${text}\n\nPat Lee\nHead of Ops\n\nThis e-mail is confidential.` }), 0],
  ['in the middle of a paragraph', (text) => ({ text: `${about}${text.replace(/\n+/g, ' ')} ${about}` }), 0],
  ['below 9,000 characters of other words', (text) => ({ text: `${about.repeat(80)}\n\n${text}` }), 0],
  ['as the subject of an empty mail', (text) => ({ text: '', subject: text.split('\n')[0] ?? '' }), 0],
  ['with an absence below', (text) => ({ text: `${text}\n\nI am out of the office until 30 November.` }), 0],
  // One of them the model does not know, and nothing else in it is unsure: "je souhaite ne pas figurer dans vos prochaines campagnes".
  ['in mail that a provider takes for automatic', (text) => ({ text, isAutomatic: true }), 1],
  ['below dashes that the parser takes for a signature', (text) => ({ text: `Hi\n--\n${text}` }), 1],
])('a stop is missed nowhere: %s', (_, put, allowed) => {
  expect(stops.filter(({ body }) => missed(put(written(body)))).length).toBeLessThanOrEqual(allowed)
})

test('a friendly beginning of the sentence does not drown what it asks', () => {
  for (const text of [
    'Boa tarde, dispensamos futuras abordagens.',
    'Bedankt voor uw bericht, maar wij ontvangen dit liever niet meer.',
    'Merci pour ces éléments, mais ne nous envoyez plus rien.',
  ])
    expect(understandReply({ text, at }).stop).not.toBe('no')
})

test('the street of an Italian signature asks for nothing', () => {
  expect(understandReply({ text: 'Sounds good, tell me more.\n\n-- \nPaolo Gentile\nVia Roma 1, Torino', at }).stop).toBe('no')
})
