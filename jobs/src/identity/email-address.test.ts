import { describe, expect, test } from 'vitest'
import { parseEmail } from './email-address.ts'

describe('forms that exports give one address', () => {
  const ada = 'ada.byte@acme.example'
  test.each([
    ['as it is', 'ada.byte@acme.example'],
    ['upper case', 'ADA.BYTE@ACME.EXAMPLE'],
    ['space and tab around it', ' ada.byte@acme.example\t'],
    ['no-break space', 'ada.byte@acme.example\u00A0'],
    ['zero width', '\u200Bada.\u200Dbyte@acme.example\uFEFF'],
    ['directional marks', '\u202Aada.byte@acme.example\u202C'],
    ['full width', 'ａｄａ.ｂｙｔｅ＠ａｃｍｅ．ｅｘａｍｐｌｅ'],
    ['trailing dot', 'ada.byte@acme.example.'],
    ['ideographic stop', 'ada.byte@acme。example'],
    ['trailing separator', 'ada.byte@acme.example;'],
    ['mailto', 'mailto:ada.byte@acme.example?subject=Hi'],
    ['display name', 'Ada Byte <ada.byte@acme.example>'],
    ['angle brackets alone', '<ada.byte@acme.example>'],
    ['quotes', '"ada.byte@acme.example"'],
  ])('%s', (_, text) => {
    expect(parseEmail(text)).toMatchObject({
      ok: true,
      email: { address: ada, personKey: ada, localPart: 'ada.byte', domain: 'acme.example' },
    })
  })
})

describe('one person behind several addresses', () => {
  test.each([
    ['ada+news@acme.example', 'ada+news@acme.example', 'ada@acme.example'],
    ['a.d.a+x@gmail.com', 'a.d.a+x@gmail.com', 'ada@gmail.com'],
    ['A.da@GoogleMail.com', 'a.da@googlemail.com', 'ada@gmail.com'],
    ['a.da@acme.example', 'a.da@acme.example', 'a.da@acme.example'],
    ['+tag@acme.example', '+tag@acme.example', '+tag@acme.example'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ada@bu\u0308cher.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ada@XN--BCHER-KVA.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['jose\u0301@acme.example', 'josé@acme.example', 'josé@acme.example'],
  ])('%s', (text, address, personKey) => {
    expect(parseEmail(text)).toMatchObject({ ok: true, email: { address, personKey } })
  })
})

describe('refused, not guessed', () => {
  test.each([
    ['', 'EMPTY'],
    ['  ', 'EMPTY'],
    ['-', 'EMPTY'],
    ['N/A', 'EMPTY'],
    ['null', 'EMPTY'],
    ['unavailable', 'EMPTY'],
    ['email_not_unlocked@domain.example', 'LOCKED'],
    ['ada@acme.example\r\nBcc: eve@evil.example', 'CONTROL_CHARACTER'],
    ['ada\u0000@acme.example', 'CONTROL_CHARACTER'],
    ['ada@acme.example ; eve@acme.example', 'SEVERAL_ADDRESSES'],
    ['eve@evil.example <ada@acme.example>', 'SEVERAL_ADDRESSES'],
    ['ada@@acme.example', 'INVALID_SYNTAX'],
    ['ada.acme.example', 'INVALID_SYNTAX'],
    ['ada(at)acme.example', 'INVALID_SYNTAX'],
    ['#REF!', 'INVALID_SYNTAX'],
    ['@acme.example', 'INVALID_LOCAL_PART'],
    ['.ada@acme.example', 'INVALID_LOCAL_PART'],
    ['a..b@acme.example', 'INVALID_LOCAL_PART'],
    ['ada byte@acme.example', 'INVALID_LOCAL_PART'],
    ['ada\\@acme.example', 'INVALID_LOCAL_PART'],
    ['{{email}}@acme.example', 'INVALID_LOCAL_PART'],
    ['ada@', 'INVALID_DOMAIN'],
    ['ada@acme', 'INVALID_DOMAIN'],
    ['ada@acme..example', 'INVALID_DOMAIN'],
    ['ada@-acme.example', 'INVALID_DOMAIN'],
    ['ada@acme,example', 'INVALID_DOMAIN'],
    ['ada@127.0.0.1', 'INVALID_DOMAIN'],
    ['ada@0x7f.1', 'INVALID_DOMAIN'],
    ['ada@acme.example/path', 'INVALID_DOMAIN'],
    ['ada@xn--zzzzzz---.example', 'INVALID_DOMAIN'],
    ['ada@\u0430cme.example', 'MIXED_SCRIPT'],
    ['ada@xn--pple-43d.com', 'MIXED_SCRIPT'],
    ['ada@\u0430\u0440\u0440\u04CF\u0435.com', 'MIXED_SCRIPT'],
    ['\u0430da@acme.example', 'MIXED_SCRIPT'],
    [`${'a'.repeat(65)}@acme.example`, 'TOO_LONG'],
  ])('%j is %s', (text, code) => {
    expect(parseEmail(text)).toMatchObject({ ok: false, code, message: expect.stringMatching(/\.$/) })
  })
})

test('words of one script and Japanese beside Latin are no mixture', () => {
  for (const domain of ['москва.example', 'ソニーjapan株式会社.example', '例え.example']) expect(parseEmail(`ada@${domain}`).ok).toBe(true)
})
