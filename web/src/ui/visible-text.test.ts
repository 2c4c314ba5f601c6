import { expect, test } from 'vitest'
import { visibleText } from './visible-text.ts'

test.each([
  ['gnp\u202Eexe', 'gnp⟦U+202E⟧exe'],
  ['a\u200bb\ufeff', 'a⟦U+200B⟧b⟦U+FEFF⟧'],
  ['a\u200db', 'a⟦U+200D⟧b'],
  ['line\u2028line', 'line⟦U+2028⟧line'],
  ['👨‍👩‍👧', '👨‍👩‍👧'],
  ['👩🏽‍🚀', '👩🏽‍🚀'],
  ['🏳️‍🌈', '🏳️‍🌈'],
  ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
])('%j is shown as %s', (text, shown) => {
  expect(visibleText(text)).toBe(shown)
})
