import { readBounce } from '@swarm/jobs/replies/read-bounce'
import { understandReply } from '@swarm/jobs/replies/understand-reply'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writtenAt as at } from './dev-replies.ts'

/** How mail systems say in seven languages that a mail did not arrive: subject and first words. */
const reports = [
  ['en', 'Undeliverable: quick question', "Your message to jo@corp.example couldn't be delivered."],
  ['de', 'Unzustellbar: Kurze Frage', 'Ihre Nachricht an jo@corp.example konnte nicht zugestellt werden.'],
  ['fr', 'Non remis : Une question', "Votre message à jo@corp.example n'a pas pu être remis."],
  ['es', 'No se puede entregar: pregunta', 'Su mensaje a jo@corp.example no se ha podido entregar.'],
  ['pt', 'Não entregue: pergunta', 'A sua mensagem para jo@corp.example não pode ser entregue.'],
  ['it', 'Mancato recapito: domanda', 'Non è stato possibile recapitare il messaggio a jo@corp.example.'],
  ['nl', 'Onbestelbaar: vraag', 'Uw bericht aan jo@corp.example kon niet worden bezorgd.'],
] as const

test('in every language the status code says whether it is hard: 4.x.x may arrive later, 5.x.x never', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...reports),
      fc.constantFrom('4', '5'),
      fc.integer({ min: 0, max: 7 }),
      fc.integer({ min: 0, max: 999 }),
      fc.constantFrom('Status: #', '550-#', 'Remote server returned "#"', '#'),
      (report, digit, subject, detail, form) => {
        const code = `${digit}.${subject}.${detail}`
        const found = readBounce('', report[1], `${report[2]}\n\n${form.replace('#', code)}`)
        expect(found, code).toMatchObject({ isHard: digit === '5', code })
      },
    ),
    { numRuns: 200 },
  )
})

test.each([
  ['4.2.2', 'mailbox full', false],
  ['4.4.1', 'connection timed out', false],
  ['4.7.0', 'greylisted', false],
  ['5.1.1', 'user unknown', true],
  ['5.1.10', 'recipient not found', true],
  ['5.2.1', 'account disabled', true],
  ['5.2.2', 'mailbox full', true],
  ['5.7.1', 'rejected by policy', true],
  ['5.7.133', 'sender not authenticated for group', true],
])('%s %s: hard %s', (code, words, isHard) =>
  expect(readBounce('mailer-daemon@mx.example', 'Delivery report', `${code} ${words}`)).toMatchObject({ isHard, code }),
)

test('without a code the words say it, and what says neither counts as hard', () => {
  for (const [, subject, words] of reports) {
    expect(readBounce('postmaster@mx.example', subject, words)?.isHard).toBe(true)
    expect(readBounce('postmaster@mx.example', subject, `${words} The mailbox is full, we keep trying again.`)?.isHard).toBe(false)
  }
})

test('a report is a bounce whatever our own mail below it says', () => {
  const own = 'If you\'d rather not hear from me, reply "unsubscribe" and I\'ll stop. Are you free on Thursday?'
  for (const [, subject, words] of reports) {
    expect(understandReply({ from: 'postmaster@mx.example', subject, text: `${words}\n550 5.1.1\n\n${own}`, at })).toMatchObject({
      class: 'BOUNCE',
      bounce: 'hard',
      stop: 'no',
      isAutomatic: true,
    })
  }
})

test.each([
  'Our bounce rate is 5.1.1 percent, could you help us?',
  'The version 4.2.2 of your report looks fine to me.',
  'Delivery of the desks is delayed, so let us talk next week.',
])('a person who writes "%s" is no report', (text) => expect(readBounce('ana@shop.example', 'Re: hello', text)).toBeNull())
