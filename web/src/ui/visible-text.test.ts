import { expect, test } from 'vitest'
import { visibleText } from './visible-text.ts'

test.each([
  ['plain text with\ttab and\nline', 'plain text with\ttab and\nline'],
  ['safe\u202Etxt.exe', 'safe⟦U+202E⟧txt.exe'],
  ['zero\u200Bwidth', 'zero⟦U+200B⟧width'],
  ['nul\u0000', 'nul⟦U+0000⟧'],
  ['tag\u{e0041}', 'tag⟦U+E0041⟧'],
  ['👩‍💻 engineer', '👩‍💻 engineer'],
  ['join\u200Der', 'join⟦U+200D⟧er'],
  ['عربي 日本語 Zoë', 'عربي 日本語 Zoë'],
  ['line\u2028line', 'line⟦U+2028⟧line'],
  ['👨‍👩‍👧', '👨‍👩‍👧'],
  ['👩🏽‍🚀', '👩🏽‍🚀'],
  ['🏳️‍🌈', '🏳️‍🌈'],
])('%j is shown as %j', (given, shown) => {
  expect(visibleText(given)).toBe(shown)
})
