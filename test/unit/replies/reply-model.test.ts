import { readFileSync } from 'node:fs'
import { judgeStop } from '@swarm/jobs/replies/judge-stop'
import { shippedModel } from '@swarm/jobs/replies/model/reply-model'
import { weightsToText } from '@swarm/jobs/replies/model/reply-weights'
import { trainModel } from '@swarm/jobs/replies/model/train-model'
import { trainingReplies } from '@swarm/jobs/replies/model/training-replies'
import { understandReply } from '@swarm/jobs/replies/understand-reply'
import { expect, test } from 'vitest'
import { writtenAt as at } from './dev-replies.ts'
import { heldOutReplies } from './written-replies.ts'

const shipped = readFileSync(new URL('../../../jobs/src/replies/model/weights.json', import.meta.url), 'utf8')
const examples = trainingReplies()
const heldOut = heldOutReplies().map((one) => ({ ...one, understood: understandReply({ ...one, at }) }))
const optOuts = heldOut.filter(({ is }) => is === 'UNSUBSCRIBE')
const others = heldOut.filter(({ is }) => is !== 'UNSUBSCRIBE')

test('the weights that ship are those that the texts give, to the byte, and small', { timeout: 120_000 }, () => {
  expect(weightsToText(trainModel(examples)) === shipped).toBe(true)
  expect(shipped.length).toBeLessThan(400_000)
})

test('what it is judged by was never learned', () => {
  const learned = new Set(examples.map(({ text }) => text.toLowerCase().replace(/\W+/g, ' ').trim()))
  const same = heldOut.filter(({ text }) => learned.has(text.toLowerCase().replace(/\W+/g, ' ').trim()))
  // One word says all there is to say: "ok", "unsubscribe".
  expect(same.filter(({ text }) => text.split(/\s+/).length > 4).map(({ text }) => text)).toEqual([])
  expect(same.length).toBeLessThan(heldOut.length / 20)
})

test('of those who ask to stop in words that it never saw, nearly none is missed; most are heard without a person', () => {
  expect(optOuts.length).toBeGreaterThan(150)
  const heard = optOuts.filter(({ understood }) => understood.stop !== 'no')
  expect(heard.length / optOuts.length).toBeGreaterThanOrEqual(0.98)
  // A person is asked about three of ten: nothing suppresses for ever but what rules and model agree on, and nothing else in the mail speaks against.
  expect(optOuts.filter(({ understood }) => understood.stop === 'yes').length / optOuts.length).toBeGreaterThanOrEqual(0.68)
  for (const lang of new Set(optOuts.map((one) => one.lang))) {
    const of = optOuts.filter((one) => one.lang === lang)
    expect(of.filter(({ understood }) => understood.stop !== 'no').length / of.length, lang).toBeGreaterThanOrEqual(0.9)
  }
})

test('who only uses such words is not suppressed, and most others are not held up', () => {
  expect(others.filter(({ understood }) => understood.stop === 'yes').length).toBe(0)
  // Many of the third set deny a stop, ask about stops, or quote one.
  expect(others.filter(({ understood }) => understood.stop === 'doubt').length / others.length).toBeLessThanOrEqual(0.21)
})

test('nine of ten are what they are taken for, and where nobody is asked 99 of 100', () => {
  const isRight = ({ accept, understood }: (typeof heldOut)[number]) => accept.includes(understood.class)
  expect(heldOut.filter(isRight).length / heldOut.length).toBeGreaterThanOrEqual(0.9)
  const sure = heldOut.filter(({ understood }) => !understood.needsPerson)
  expect(sure.length / heldOut.length).toBeGreaterThanOrEqual(0.6)
  expect(sure.filter(isRight).length / sure.length).toBeGreaterThanOrEqual(0.99)
})

test.each([
  ["I don't want to stop this conversation.", 'no'],
  ['Please remove the second bullet.', 'no'],
  ['lose my number', 'yes'],
  ["We're GDPR-strict, delete my data", 'yes'],
  ['je ne souhaite plus', 'yes'],
  ['kein Interesse mehr, bitte streichen', 'yes'],
  ["Please don't stop sending these.", 'doubt'],
  ['Пожалуйста, больше не пишите мне.', 'doubt'],
  ['配信を停止してください。', 'doubt'],
])('"%s": %s', (text, is) => {
  const verdict = judgeStop(text, false).is
  // A doubt suppresses nobody and sends nothing.
  expect(is === 'no' ? ['no', 'doubt'] : is === 'yes' ? ['yes', 'doubt'] : ['doubt']).toContain(verdict)
})

test('a stop that stands anywhere in a longer text is found, and its words are shown', () => {
  for (const stop of [
    'Please take me off your list.',
    'Bitte schreiben Sie mir nicht mehr.',
    'No quiero recibir más correos.',
    'Stop emailing me!',
  ]) {
    for (const place of [0, 1, 2, 3]) {
      const around = ['Hi Dani,', 'thank you for the note.', 'I sit in Leeds with the others.', 'Best, Ana']
      const { stop: is, deciders } = understandReply({ text: around.toSpliced(place, 0, stop).join('\n\n'), at })
      expect(`${stop} ${place}: ${is}`).toBe(`${stop} ${place}: yes`)
      expect(stop).toContain(deciders[0]?.replace(/[.!]$/, '') ?? 'nothing')
    }
  }
})

test.each([
  'Nobody asked you to stop mailing us.',
  'No, never unsubscribe us, that was my assistant.',
  'Please do not remove me from your list.',
  "I don't want to be removed from your mailing list",
  "Please don't stop writing to me.",
  "Don't unsubscribe me.",
  'please do not opt me out',
  'Auf keinen Fall abmelden, wir lesen das gern.',
  "Je n'ai jamais demandé à être désinscrit.",
  'Nunca pedí que me dieran de baja.',
  'Ninguém pediu para sair da lista.',
  'Non ho chiesto che mi cancelliate dalla lista.',
  'Ik heb nooit gevraagd om me uit te schrijven.',
  'Our customers unsubscribe by the hundred. Is there a cure?',
  "Stop me if I'm wrong, but that is what our system does.",
])('who denies a stop, or speaks of others who ask for one, is not suppressed: "%s"', (text) =>
  expect(understandReply({ text, at }).stop).not.toBe('yes'),
)

test('of a text that is longer than what is read nobody knows whether it asks to stop: a person looks', () => {
  const about = 'We run four plants and the numbers you quote look close to ours. Our team met on Monday and liked the second page. '
  expect(judgeStop(about, false).is).toBe('no')
  expect(judgeStop(about.repeat(75), false).is).toBe('doubt')
})

test.each([
  'Please take me off your list.\n\nOne question though: does it run on a tablet?',
  'Stop emailing me!\n\nThe pricing looks fair to me, tell me more.',
  'STOP\n\nJane Doe\nAre you ready for peak season? Ask me how',
  'Do not email me again remove me',
])('who plainly asks to stop is heard whatever else they say: "%s"', (text) => expect(understandReply({ text, at }).stop).toBe('yes'))

test('each class and language is learned from texts of its own', () => {
  expect(examples.length).toBeGreaterThan(900)
  const of = Map.groupBy(examples, ({ is }) => is)
  expect(of.size).toBe(13)
  for (const { likely } of examples.slice(0, 50).map(({ text }) => shippedModel.judge(text)))
    expect([...likely.values()].reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9)
})
