import { describe, expect, test } from 'vitest'
import { MalformedAnswerError, readJson } from './json.ts'

const json = 'application/json; charset=utf-8'

test('a whole number that JavaScript can not hold keeps its digits', () => {
  expect(
    readJson(Buffer.from('{"request_id":-4120093310028841221,"n":[9007199254740993,9007199254740991,1e20,0.1234567890123456]}'), json),
  ).toEqual({
    request_id: '-4120093310028841221',
    n: ['9007199254740993', 9007199254740991, 1e20, 0.1234567890123456],
  })
})

test('a key called __proto__ is data', () => {
  const value = readJson(Buffer.from('{"__proto__":{"admin":true}}'), json)
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
})

describe('what is not JSON is said so without its content', () => {
  test.each([
    ['no content type', '{}', null],
    ['another content type', '{}', 'text/html'],
    ['a page', '<html>', 'text/html; charset=utf-8'],
    ['nothing', '', json],
    ['half', '{"a":', json],
    ['two documents', '{}{}', json],
    ['a page that says it is JSON', '<html>secret</html>', json],
  ])('%s', (_, body, contentType) => {
    const read = () => readJson(Buffer.from(body), contentType)
    expect(read).toThrow(MalformedAnswerError)
    expect(read).not.toThrow(/secret/)
  })
  test('broken UTF-8', () => expect(() => readJson(Buffer.from([0x22, 0xff, 0x22]), json)).toThrow(MalformedAnswerError))
  test('so deep that the stack ends', () =>
    expect(() => readJson(Buffer.from(`${'['.repeat(5e5)}1234567890123456`), json)).toThrow(MalformedAnswerError))
})

test.each(['application/json', 'application/problem+json', 'Application/JSON;charset=utf-8'])('%s is JSON', (contentType) => {
  expect(readJson(Buffer.from('[1]'), contentType)).toEqual([1])
})
