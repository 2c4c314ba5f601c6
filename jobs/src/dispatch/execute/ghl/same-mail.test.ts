import { expect, test } from 'vitest'
import { isSameMail } from './same-mail.ts'

const token = 'abcdefghijklmnopqrstuvwx'
const ours = { subject: 'An idea', html: `<div>Hello &amp; welcome<br/>https://swarm.example/u/${token}</div>` }
const plain = { subject: 'Internal test', html: '<div>Only a <b>test</b></div>' }

test.each([
  ['our token in other markup', ours, { subject: 'An idea', body: `<p>x</p><a href="https://track.example/?u=/u/${token}">` }, true],
  ['another token', ours, { subject: 'An idea', body: ours.html.replace(token, token.toUpperCase()) }, false],
  ['another subject', ours, { subject: 'Another', body: ours.html }, false],
  ['no words', ours, { subject: 'An idea', body: null }, false],
  ['the same words without a token', plain, { subject: 'Internal test ', body: '<p>Only a test</p><img src="pixel">' }, true],
  ['other words without a token', plain, { subject: 'Internal test', body: '<p>Only tested</p>' }, false],
])('%s', (_, mine, theirs, isSame) => {
  expect(isSameMail(mine, theirs)).toBe(isSame)
})
