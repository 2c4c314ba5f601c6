import { isAutomaticByHeaders } from '@swarm/jobs/replies/automatic-mail'
import { notBefore, returnDate } from '@swarm/jobs/replies/name-dates'
import { readReferral } from '@swarm/jobs/replies/name-referral'
import { readBounce } from '@swarm/jobs/replies/read-bounce'
import { understandReply } from '@swarm/jobs/replies/understand-reply'
import { writtenPart } from '@swarm/jobs/replies/written-part'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writtenAt as at, devReplies } from './dev-replies.ts'

const read = (one: { body: string; subject: string; from: string }) =>
  understandReply({ text: one.body, subject: one.subject, from: one.from, at })
const isRight = (one: (typeof devReplies)[number]) => one.intent_accept.includes(read(one).class.toLowerCase())
const known = devReplies.filter(({ isHeldOut }) => !isHeldOut)
const heldOut = devReplies.filter(({ isHeldOut }) => isHeldOut)

test('of the replies that the rules were written by, each is understood', () => {
  expect(known.filter((one) => !isRight(one)).map(({ id }) => id)).toEqual([])
})

test('of those that were kept from it, 85 of 100 are, the others go to a person, and nobody who asked to stop is missed', () => {
  expect(heldOut.length).toBeGreaterThan(25)
  const wrong = heldOut.filter((one) => !isRight(one))
  expect(1 - wrong.length / heldOut.length).toBeGreaterThanOrEqual(0.85)
  expect(wrong.filter((one) => !read(one).needsPerson).map(({ id }) => id)).toEqual([])
  expect(heldOut.filter((one) => one.intent === 'unsubscribe' && read(one).class !== 'UNSUBSCRIBE')).toEqual([])
})

test('an understanding shows words of the writer, and is the same each time', () => {
  for (const one of devReplies) {
    const first = read(one)
    expect(read(one)).toEqual(first)
    for (const words of first.deciders) expect(`${one.subject}\n${one.body}`.replace(/\s+/g, ' ')).toContain(words.replace(/\s+/g, ' '))
  }
})

test.each([
  ['I am out of office until Monday.', '2026-11-09'],
  ['I will be back on November 16th.', '2026-11-16'],
  ['Away from 9 to 20 November, returning 23 November.', '2026-11-23'],
  ['Out through Friday, Nov 13.', '2026-11-14'],
  ['Out of office until the 16th.', '2026-11-16'],
  ['Ich bin bis einschließlich 08.11.2026 nicht im Büro.', '2026-11-09'],
  ['Ich bin ab dem 17. November wieder erreichbar.', '2026-11-17'],
  ['Je suis absente du 2 au 11 novembre inclus.', '2026-11-12'],
  ['De retour le 1er décembre.', '2026-12-01'],
  ['Estaré fuera hasta el 5 de enero de 2027.', '2027-01-05'],
  ['Estou de férias até 20 de novembro.', '2026-11-20'],
  ['Sono in ferie fino al 3 gennaio.', '2027-01-03'],
  ['Ik ben afwezig tot en met 13 november.', '2026-11-14'],
  ['Back 2026-12-07.', '2026-12-07'],
  ['I am away from 2/11 to 12/11.', null],
  ["I'm on annual leave. I'll reply when I'm back.", null],
  ['I was away until 1 November 2025.', null],
])('"%s" says that they are back on %s', (text, on) => expect(returnDate(text, at)).toBe(on))

test.each([
  ['Not now. Ask me in Q3.', '2027-07-01'],
  ['Circle back in April?', '2027-04-01'],
  ['Melden Sie sich gern im Februar noch einmal.', '2027-02-01'],
  ['Try me again in three months.', '2027-02-04'],
  ['Maybe next quarter.', '2027-01-01'],
  ['Recontactez-moi en mars 2027.', '2027-03-01'],
  ['Neem in het nieuwe jaar contact op.', '2027-01-04'],
  ['Not now.', null],
])('"%s" means not before %s', (text, on) => expect(notBefore(text, at)?.on ?? null).toBe(on))

test.each([
  ['Please contact Jordan Blake at jordan.blake@crest.example.', 'Jordan Blake', 'jordan.blake@crest.example'],
  ['Forwarding to Lena, who owns this now.', 'Lena', null],
  ['Bitte wenden Sie sich an Frau Lindner.', 'Frau Lindner', null],
  ['Veuillez contacter Marie Dubois (m.dubois@x.example).', 'Marie Dubois', 'm.dubois@x.example'],
  ['Send it to procurement@westmere.example', null, 'procurement@westmere.example'],
])('"%s" names %s, %s', (text, name, email) => {
  const named = readReferral(text)
  expect([named?.name ?? null, named?.email ?? null]).toEqual([name, email])
})

test.each([
  ["Sorry for the radio silence, I thought I'd replied! Didn't mean to drop off. Yes still keen, whats the next step?", 'INTERESTED'],
  ['Bitte nicht löschen, ich komme darauf zurück! Vor Mitte Januar wird das aber nix, da ist Inventur.', 'NOT_NOW'],
  ["Non non n'arrêtez pas !! j'étais en déplacement. envoyez-moi vos tarifs et un exemple dans l'intérim", 'INTERESTED'],
  [
    'Haal me niet van de lijst hoor haha, ik lees ze wel alleen reageer ik traag. Stuur die case van die groothandel eens door',
    'INTERESTED',
  ],
  ['Kan het ding ook stoppen met mailen als iemand al klant is? Anders krijg ik gezeik met sales', 'QUESTION'],
])('a doubt about a stop is shown as what else it is, and waits all the same: "%s"', (text, is) => {
  expect(understandReply({ text, at })).toMatchObject({ class: is, stop: 'doubt', needsPerson: true })
})

test('a question about what a product does for others suppresses nobody, one for oneself does', () => {
  expect(understandReply({ text: 'Does it stop mailing people who bounced?', at }).stop).toBe('doubt')
  expect(understandReply({ text: 'Does it stop mailing me one day?', at }).stop).toBe('yes')
})

test('whoever gives the address of somebody to write to instead is not suppressed by that', () => {
  const stopOf = (text: string) => understandReply({ subject: 'Re: a question', from: '', text, at }).stop
  const leaving = 'Ich höre Ende März hier auf. Mein Nachfolger ist Cem Yıldırım'
  expect(stopOf(`${leaving}, c.yildirim@rheinpaletten.example, der kümmert sich künftig um solche Themen. Schreiben Sie ihm ruhig.`)).toBe(
    'doubt',
  )
  expect(stopOf('Please take me off cc from here and carry on with Anneke (anneke@tallowbridge.example).')).toBe('doubt')
  expect(stopOf('unsubscribe jane@acme.example')).toBe('yes')
  expect(stopOf('Unsubscribe me. Ask privacy@tallowbridge.example if you want to know why.')).toBe('yes')
})

test('who is surely away has not answered, though no rule knows the words; the day of return is read', () => {
  expect(understandReply({ text: 'Terug op 2 december.', at })).toMatchObject({
    class: 'OUT_OF_OFFICE',
    isAutomatic: true,
    needsPerson: false,
    returnsOn: '2026-12-02',
  })
  expect(understandReply({ text: "I'm away until 7 December but this sounds good, let's talk after.", at }).isAutomatic).toBe(false)
})

test('nobody is referred to who is the writer, ourselves, or no name', () => {
  expect(readReferral('Write me at ana@own.example', ['ana@own.example'])).toBeNull()
  expect(readReferral('Please contact Me tomorrow. Thanks')).toBeNull()
})

test.each([
  [{ 'Auto-Submitted': 'auto-replied' }, true],
  [{ 'auto-submitted': 'no' }, false],
  [{ 'X-Auto-Response-Suppress': 'OOF, AutoReply' }, true],
  [{ Precedence: 'bulk' }, true],
  [{ Precedence: 'first-class' }, false],
  [{ 'X-Autoreply': 'yes' }, true],
  [{}, false],
])('headers %j say that nobody wrote it: %s', (headers, expected) => {
  expect(isAutomaticByHeaders(headers)).toBe(expected)
  expect(understandReply({ text: 'Sounds interesting, tell me more.', headers, at }).isAutomatic).toBe(expected)
})

test.each([
  ['MAILER-DAEMON@x.example', 'failure notice', 'Status: 5.1.1', true],
  ['postmaster@x.example', 'Delayed', 'The server does not respond (4.4.1). We keep trying.', false],
  ['postmaster@x.example', 'Undeliverable: hi', '550 5.7.1 rejected', true],
  ['', 'Undeliverable: hi', "Your message couldn't be delivered. 452 4.2.2 mailbox full", false],
  ['', 'Undelivered Mail Returned to Sender', 'could not be delivered', true],
])('a report by "%s", "%s", "%s" is hard: %s', (from, subject, text, isHard) =>
  expect(readBounce(from, subject, text)?.isHard).toBe(isHard),
)

test('somebody who writes about bounces is no report', () => {
  expect(readBounce('ana@shop.example', 'Re: hello', 'Our bounce rate is 5.1.1 percent, could not be worse. Can you help?')).toBeNull()
})

test('what a person newly wrote stands without quotes and signature', () => {
  expect(
    writtenPart('Sounds good.\n\nAna\n\nOn Mon, Nov 2, 2026 at 9:14 AM Dani <d@s.example> wrote:\n> Hi Ana\n> Reply STOP to unsubscribe.'),
  ).not.toMatch(/Hi Ana|STOP/)
  expect(writtenPart('Ja, gerne.\n\n-- \nAna Ruiz\nHead of Ops')).toBe('Ja, gerne.')
})

test('whatever comes in is understood in time in proportion to its length', () => {
  const started = performance.now()
  for (const text of [
    'a '.repeat(50_000),
    '\n'.repeat(60_000),
    'On '.repeat(30_000),
    'please contact '.repeat(5_000),
    'until '.repeat(20_000),
    '<'.repeat(90_000),
  ])
    understandReply({ text, at })
  // Nobody but the sender says how long these are.
  understandReply({ text: 'Thanks.', subject: 'a '.repeat(80_000), from: 'a'.repeat(500_000), at })
  expect(performance.now() - started).toBeLessThan(6_000)
  fc.assert(
    fc.property(fc.string({ maxLength: 300, unit: 'binary' }), fc.string({ maxLength: 60 }), (text, subject) => {
      const { confidence } = understandReply({ text, subject, at })
      expect(confidence).toBeGreaterThan(0)
      expect(confidence).toBeLessThanOrEqual(1)
    }),
    { numRuns: 60 },
  )
})
