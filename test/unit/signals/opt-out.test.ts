import { readFileSync } from 'node:fs'
import { asksToStop } from '@swarm/jobs/signals/opt-out'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'

const phrases: { lang: string; text: string; is_optout: string }[] = parse(readFileSync(new URL('optout-phrases.csv', import.meta.url)), {
  columns: true,
})

test.each(phrases)('$lang "$text" asks to stop: $is_optout', ({ text, is_optout }) => {
  expect(asksToStop(text).is === 'yes').toBe(is_optout === '1')
})

test('our own footer below an answer never asks to stop, whichever way it is quoted', () => {
  const footer = 'Caio Consulting, 5700 Harper Dr, Albuquerque, NM\nReply STOP to unsubscribe. Or with one click: https://caio.example/u/x'
  const quoted = footer.replace(/^/gm, '> ')
  expect(asksToStop(`Sounds good, call me.\n\nOn Tue, 24 Nov 2026 16:00:00 GMT, dani@sender.example wrote:\n${quoted}`).is).toBe('no')
  expect(asksToStop(`Sounds good.\n\n-----Original Message-----\nFrom: Dani\nSent: Tuesday\n${footer}`).is).toBe('no')
  expect(asksToStop(`Klingt gut.\n\nAm 24.11.2026 um 16:00 schrieb Dani:\n${footer}`).is).toBe('no')
  expect(asksToStop(`Please unsubscribe me.\n\nOn Tue, 24 Nov 2026, dani@sender.example wrote:\n${quoted}`).is).toBe('yes')
})

test('a hostile text costs no more than its length', () => {
  const started = performance.now()
  for (const text of ['a '.repeat(100_000), 'on '.repeat(60_000), '> '.repeat(100_000), 'remove '.repeat(30_000)]) asksToStop(text)
  expect(performance.now() - started).toBeLessThan(3_000)
})
