import { understandReply } from '@swarm/jobs/replies/understand-reply'
import { htmlText, isHtml } from '@swarm/jobs/signals/html-text'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const at = new Date('2026-11-04T12:00:00Z')

test.each([
  ['<div>Sounds good.<br>Call me.</div>', 'Sounds good.\nCall me.'],
  ['<p>Bitte k&uuml;ndigen &amp; l&#246;schen&nbsp;Sie&#x2026;</p>', 'Bitte kündigen & löschen Sie…'],
  ['<html><head><title>x</title><style>p{color:red}</style></head><body><p>Yes</p><script>stop()</script></body></html>', 'Yes'],
  ['<!-- please unsubscribe --><span>Hello</span>', 'Hello'],
  ['<b>5 < 6</b> is <i>true</i>', '5 < 6 is true'],
  ['<ul><li>one<li>two</ul>', 'one\n\ntwo'],
  ['&lt;script&gt;', '<script>'],
  ['no NUL&#0; and no half&#xD800; character', 'no NUL and no half character'],
])('%j reads %j', (html, text) => expect(htmlText(html).replace(/\n+/g, '\n')).toBe(text.replace(/\n+/g, '\n')))

test('what stands below quoted mail is theirs, the quoted mail is not', () => {
  const html =
    '<div>On Tue Dani wrote:<blockquote type="cite"><p>Reply STOP to unsubscribe.</p><p>Are you free?</p></blockquote><p>Please take me off your list.</p></div>'
  expect(htmlText(html)).toContain('> Reply STOP')
  expect(understandReply({ text: htmlText(html), at }).stop).toBe('yes')
  const above = '<p>Sounds interesting, tell me more.</p><blockquote>Reply STOP to unsubscribe.</blockquote>'
  expect(understandReply({ text: htmlText(above), at })).toMatchObject({ class: 'INTERESTED', stop: 'no' })
})

test('a word that tags stand in is one word', () => expect(htmlText('un<b>sub</b>scribe <span>me</span>')).toBe('unsubscribe me'))

test('an address in angle brackets makes no HTML', () => {
  expect(isHtml('On Tue, Dani <dani@x.example> wrote:')).toBe(false)
  expect(isHtml('a < b > c')).toBe(false)
  expect(isHtml('<div dir="ltr">hi</div>')).toBe(true)
})

test('whatever comes, no tag is left, and a megabyte is read at once', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          '<',
          '>',
          '<p>',
          '</p>',
          '<blockquote>',
          '</blockquote>',
          '<!--',
          '-->',
          '<style>',
          '</style>',
          'a',
          ' ',
          '&amp;',
          '&#0;',
          '"',
        ),
      ),
      (parts) => {
        expect(htmlText(parts.join(''))).not.toMatch(/<\/?(?:p|blockquote|style)>/)
      },
    ),
    { numRuns: 300 },
  )
  for (const text of [
    '<'.repeat(1_000_000),
    '<p'.repeat(500_000),
    '<blockquote>'.repeat(80_000),
    '&amp'.repeat(250_000),
    '<!--'.repeat(250_000),
  ]) {
    const before = process.cpuUsage()
    htmlText(text)
    isHtml(text)
    const { user } = process.cpuUsage(before)
    expect(user / 1_000, text.slice(0, 12)).toBeLessThan(2_000)
  }
})
