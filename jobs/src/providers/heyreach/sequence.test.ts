import { expect, test } from 'vitest'
import { settleOne } from './added.ts'
import { isHeyreachRefusal } from './refusals.ts'
import { type SequenceNode, sequenceProblem } from './sequence.ts'

const end: SequenceNode = { nodeType: 'END' }
const does = (nodeType: string, text: string, next: SequenceNode = end): SequenceNode => ({
  nodeType,
  payload: { messages: [text], fallbackMessage: null },
  conditionalNode: next,
  unconditionalNode: end,
})
const ours = '{{swarm_text}}'

test('a campaign carries a send only when it does one thing with our words', () => {
  expect(sequenceProblem(does('CONNECTION_REQUEST', ours), 'LINKEDIN_REQUEST')).toBeNull()
  expect(sequenceProblem(does('MESSAGE', ours), 'LINKEDIN_MESSAGE')).toBeNull()
})

test.each<[string, SequenceNode, RegExp]>([
  ['nothing', end, /does nothing/],
  [
    'a message behind the request',
    does('CONNECTION_REQUEST', ours, does('MESSAGE', 'Hi')),
    /does 2 things.*connection request, message.*Leave one action/,
  ],
  ['a node that nobody knows', does('CONNECTION_REQUEST', ours, { nodeType: 'VOICE_NOTE' }), /does 2 things/],
  ['another action', does('MESSAGE', ours), /is message, not connection request/],
  ['words of its own', does('CONNECTION_REQUEST', `${ours} and more`), /must be the custom field/],
  ['two texts to choose from', { ...does('CONNECTION_REQUEST', ours), payload: { messages: [ours, ours] } }, /must be the custom field/],
  ['a fallback', { ...does('CONNECTION_REQUEST', ours), payload: { messages: [ours], fallbackMessage: 'Hi' } }, /fallback/],
])('a campaign with %s holds the send', (_, sequence, problem) => {
  expect(sequenceProblem(sequence, 'LINKEDIN_REQUEST')).toMatch(problem)
})

test('counters of one lead say what became of it only when they add up to one', () => {
  expect(settleOne({ added: 1, updated: 0, failed: 0 })).toBe('ADDED')
  expect(settleOne({ added: 0, updated: 1, failed: 0 })).toBe('REPEATED')
  expect(settleOne({ added: 0, updated: 0, failed: 1 })).toBe('FAILED')
  for (const counted of [
    { added: 0, updated: 0, failed: 0 },
    { added: 1, updated: 1, failed: 0 },
    { added: 2, updated: 0, failed: 0 },
  ])
    expect(settleOne(counted)).toBe('UNCLEAR')
})

test('only the two bodies that HeyReach makes are its own no', () => {
  expect(isHeyreachRefusal(400, { errorMessage: 'No.' })).toBe(true)
  expect(isHeyreachRefusal(400, { title: 'One or more', status: 400, errors: { Leads: ['required'] } })).toBe(true)
  for (const body of [null, {}, { message: 'No.' }, { error: 'No.' }, '<html>']) expect(isHeyreachRefusal(400, body)).toBe(false)
  expect(isHeyreachRefusal(500, { errorMessage: 'No.' })).toBe(false)
})
