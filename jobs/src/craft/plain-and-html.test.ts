import { expect, it } from 'vitest'
import { holdsLink, plainAndHtml } from './plain-and-html.ts'

const sent = (body: string, links: string[] = [], footer = '') => plainAndHtml({ subject: 'S', body, footer }, links)

it('breaks lines with <br/> and escapes the rest', () => {
  expect(sent('a & b\n\n<i>"c"</i>').html).toBe('<div>a &amp; b<br/><br/>&lt;i&gt;&quot;c&quot;&lt;/i&gt;</div>')
})

it('puts the footer one blank line below', () => {
  expect(sent('a', [], 'b').plain).toBe('a\n\nb')
})

it('lets no brace through to a platform, in either form or in the subject', () => {
  const { subject, plain, html } = plainAndHtml({ subject: '{{x}}', body: '{{firstName}} {%y%}', footer: '{z}' }, [])
  expect(`${subject}${plain}${html}`).not.toMatch(/[{}]/)
})

it('never breaks the subject line', () => {
  expect(plainAndHtml({ subject: 'a\r\nBcc: b', body: '', footer: '' }, []).subject).toBe('a Bcc: b')
})

const links = ['caio.cx', 'https://caio.cx/u/abc']
it.each([
  ['at caio.cx/.', '<div>at <a href="https://caio.cx">caio.cx</a>/.</div>'],
  ['caio.cx/other', '<div>caio.cx/other</div>'],
  ['at caio.cx.', '<div>at <a href="https://caio.cx">caio.cx</a>.</div>'],
  ['https://caio.cx/u/abc', '<div><a href="https://caio.cx/u/abc">https://caio.cx/u/abc</a></div>'],
  ['dani@caio.cx', '<div>dani@caio.cx</div>'],
  ['notcaio.cx', '<div>notcaio.cx</div>'],
  ['caio.cx.evil.example', '<div>caio.cx.evil.example</div>'],
  ['evil.example', '<div>evil.example</div>'],
])('links only what is ours: %s', (body, html) => {
  expect(sent(body, links).html).toBe(html)
})

it.each(['caio.cx', 'caio.cx/', '(caio.cx/)', 'At www.caio.cx/, today', 'https://www.CAIO.cx.', 'http://caio.cx/\nDani'])(
  'finds the link in %j',
  (text) => {
    expect(holdsLink(text, 'caio.cx')).toBe(true)
    expect(holdsLink(text, 'www.caio.cx')).toBe(true)
  },
)

it.each([
  'caio.cx/u/abc',
  'caio.cx/?a=b',
  'dani@caio.cx',
  'dani@www.caio.cx',
  'notcaio.cx',
  'www.caio.cx.evil.example',
  'caio.cx-evil.example',
])('finds no link in %j', (text) => {
  expect(holdsLink(text, 'caio.cx')).toBe(false)
})
