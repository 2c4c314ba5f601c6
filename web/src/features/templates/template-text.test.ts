import { expect, test } from 'vitest'
import { documentWith, keptTextOf, textChanges, textOf } from './template-text.ts'

const document = {
  angle: 'close',
  version: 3,
  kind: 'follow_up',
  tiers: ['TIER_1'],
  subjectA: 'Last note to {companyName}',
  subjectB: null,
  openers: ['One.', 'Two.'],
  body: '{greeting}\n\n{opener}',
  signOff: 'Best,',
  topic: null,
  requires: [],
}

test('a document keeps what nobody types, and loses what was left empty', () => {
  const text = textOf(document)
  expect(text).toMatchObject({ subjectB: '', topic: '', openers: ['One.', 'Two.'], tiers: ['TIER_1'], requires: [] })
  const { angle: _angle, version: _version, ...stored } = document
  expect(documentWith(document, text)).toEqual(stored)
  expect(documentWith(document, { ...text, openers: ['One. ', ' '], subjectB: ' B ' })).toMatchObject({ openers: ['One.'], subjectB: 'B' })
})

test('each field that differs is told once, openers by their place', () => {
  const text = textOf(document)
  expect(textChanges(text, text)).toEqual([])
  expect(textChanges(text, { ...text, openers: ['One.', 'Other.', 'Three.'], topic: 'AI' })).toEqual([
    { field: 'Opener 2', before: 'Two.', after: 'Other.' },
    { field: 'Opener 3', before: '', after: 'Three.' },
    { field: 'Topic', before: '', after: 'AI' },
  ])
  expect(textChanges(text, { ...text, tiers: ['TIER_1', 'TIER_2'], requires: ['role'] })).toEqual([
    { field: 'Who may get it', before: 'tier 1', after: 'tier 1, tier 2' },
    { field: 'Needs evidence of', before: '', after: 'role' },
  ])
})

test('what was kept on the device is read, and anything else is nothing', () => {
  const text = textOf(document)
  expect(keptTextOf(JSON.stringify({ ...text, body: 'Typed.' }), text)).toEqual({ ...text, body: 'Typed.' })
  expect(keptTextOf(JSON.stringify({ body: 'Typed before tiers were kept.' }), text)).toEqual({
    ...text,
    body: 'Typed before tiers were kept.',
  })
  expect(keptTextOf('{', text)).toBeNull()
  expect(keptTextOf(null, text)).toBeNull()
})
