import type { Severity } from './alert-settings.ts'
import { alertSubject } from './alert-subject.ts'

/** One alert as a notice tells it. */
export type Told = { alertId: string; cause: string; severity: Severity; level: number; message: string; count: number }

/** Alerts that one message spells out; the rest is counted. Slack takes 50 sections, people far fewer. */
const mostSpelled = { slack: 10, mail: 30, sms: 3 }

/** Longest text message in characters, so that it stays within a few segments; of an alert's words in a list, so that ten fit Slack's 13,000. */
const longest = { sms: 480, words: 600 }

/** Never in the middle of a character: half of one is no text, and refused. */
const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text

/** One line, whatever stands in it: a name with a line break must not make a second line, and control characters say nothing. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()

const times = (count: number): string => (count > 1 ? ` (${count} times)` : '')

const wordsOf = ({ message, count }: Told, length: number): string => `${cut(oneLine(message), length)}${times(count)}`

/** `5 alerts, the worst: …`, or the one alert itself; for subjects, and for what a phone shows. */
export function headline(told: readonly Told[]): string {
  const [first] = told
  if (first === undefined) throw new RangeError('a notice tells of something')
  return told.length === 1
    ? `${first.severity}: ${wordsOf(first, 180)}`
    : `${told.length} alerts, the worst ${first.severity}: ${wordsOf(first, 140)}`
}

const rest = (told: readonly Told[], most: number): string[] => (told.length > most ? [`and ${told.length - most} more`] : [])

/** What Slack reads as markup: names and replies of leads must not call a whole channel or make links (slack.md, 1). */
export const escapeSlack = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The words of an alert as Slack takes them. What is escaped grows fivefold at most: then it is cut shorter, or the whole message is refused. */
function slackWords(one: Told): string {
  const escaped = escapeSlack(wordsOf(one, longest.words))
  return escaped.length <= longest.words * 1.5 ? escaped : escapeSlack(wordsOf(one, longest.words / 5))
}

/** Sections of a Slack message, worst first, each alert with a link to what it is about. */
export function slackSections(told: readonly Told[], publicUrl: string): string[] {
  return [
    ...told.slice(0, mostSpelled.slack).map((one) => {
      const { label, path } = alertSubject(one.cause)
      const rose = one.level > 1 ? `, level ${one.level}` : ''
      return `*${one.severity}*${rose}: ${slackWords(one)}\n<${publicUrl}${path}|${label}> · <${publicUrl}/alerts|All alerts>`
    }),
    ...rest(told, mostSpelled.slack).map((words) => `<${publicUrl}/alerts|${words}>`),
  ]
}

/** A text message: the worst in words, how many others, and where to acknowledge. */
export function smsText(told: readonly Told[], publicUrl: string): string {
  const link = `${publicUrl}/alerts`
  const each = Math.floor((longest.sms - link.length) / Math.min(told.length, mostSpelled.sms)) - 24
  const lines = told.slice(0, mostSpelled.sms).map((one) => `${one.severity}: ${wordsOf(one, Math.max(40, each))}`)
  return [...lines, ...rest(told, mostSpelled.sms), link].join('\n')
}

/** A mail in plain text: all alerts with their links. */
export function mailText(told: readonly Told[], publicUrl: string): string {
  const lines = told
    .slice(0, mostSpelled.mail)
    .map((one) => `${one.severity}: ${wordsOf(one, longest.words)}\n${publicUrl}${alertSubject(one.cause).path}`)
  return [...lines, ...rest(told, mostSpelled.mail), `Acknowledge or resolve: ${publicUrl}/alerts`].join('\n\n')
}
