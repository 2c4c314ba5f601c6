import { describe, expect, test } from 'vitest'
import { madeSchema, readRequest, requestSchema } from './answer.ts'

const read = (answer: unknown) => readRequest(requestSchema.parse(answer))
const person = (over: Record<string, unknown>) => ({
  contact_email_address: 'mara@northfold.example',
  contact_email_address_status: 'deliverable',
  ...over,
})
const done = (...people: unknown[]) => read({ id: 'req_1', status: 'terminated', credits_consumed: 1, credits_left: 4, data: people })

describe('the state decides, never the HTTP status', () => {
  test.each([
    [null, 'working'],
    [{ status: 'processing', message: 'Processing' }, 'working'],
    [{ status: 'not_started' }, 'working'],
    [{ status: 'in progress' }, 'working'],
    [{ status: 'a word of next year' }, 'working'],
    [{ status: 'on_hold' }, 'on_hold'],
    [{ status: 'terminated', data: [] }, 'done'],
  ])('%j: %s', (answer, is) => {
    expect(read(answer).is).toBe(is)
  })
})

describe('what came back', () => {
  test.each([
    ['deliverable', 'VERIFIED'],
    ['valid', 'VERIFIED'],
    ['catch_all_safe', 'LIKELY'],
    ['catch_all_not_safe', 'CATCH_ALL'],
    ['catch_all', 'CATCH_ALL'],
    ['a_word_of_next_year', 'UNKNOWN'],
  ])('an address that is %s counts as %s', (word, status) => {
    expect(done(person({ contact_email_address_status: word }))).toMatchObject({
      people: [{ facts: { emailStatus: { value: { address: 'mara@northfold.example', status } } }, isCharged: true }],
    })
  })

  test.each(['undeliverable', 'not_found', 'no_mx'])('an address that is %s is none', (word) => {
    expect(done(person({ contact_email_address_status: word }))).toMatchObject({ people: [{ facts: {}, isCharged: false }] })
  })

  test('fields of ours come back as an object or as a list; a row that was not enriched may hold an address', () => {
    const list = person({ enriched: false, custom_fields: [{ name: 'question_id', value: 'q1', position: 0 }] })
    const object = person({ custom_fields: { question_id: 'q2' } })
    const neither = person({ custom_fields: 'odd' })
    expect(done(list, object, neither)).toMatchObject({
      people: [{ questionId: 'q1', isCharged: true }, { questionId: 'q2' }, { questionId: null }],
      credits: 1,
    })
  })
})

test('a request is named by one of two keys, as text or number', () => {
  expect(madeSchema.parse({ success: true, id: 'req_1' })).toBe('req_1')
  expect(madeSchema.parse({ request_id: 17 })).toBe('17')
  expect(madeSchema.safeParse({ success: false, id: 'req_1' }).success).toBe(false)
  expect(madeSchema.safeParse({ success: true }).success).toBe(false)
})
