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
  expect(text).toMatchObject({ subjectB: '', topic: '', openers: ['One.', 'Two.'] })
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
})

test('what was kept on the device is read, and anything else is nothing', () => {
  const text = textOf(document)
  expect(keptTextOf(JSON.stringify(text))).toEqual(text)
  expect(keptTextOf('{')).toBeNull()
  expect(keptTextOf(null)).toBeNull()
})
