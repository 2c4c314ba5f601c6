import { describe, expect, test } from 'vitest'
import { readPersonName } from './person-name.ts'

describe('first and last name, and the name to greet', () => {
  test.each([
    ['Ada', 'Byte', 'Ada', 'Byte', 'Ada'],
    [' Ada\u00A0', '  Byte ', 'Ada', 'Byte', 'Ada'],
    ['\u202AAda', 'Byte', 'Ada', 'Byte', 'Ada'],
    ['ADA', "O'NEILL", 'Ada', "O'Neill", 'Ada'],
    ['ada', 'mcdonald', 'Ada', 'McDonald', 'Ada'],
    ['HA-YOON', 'BAI', 'Ha-Yoon', 'Bai', 'Ha-Yoon'],
    ['Dr. Ada', 'Byte, PhD', 'Ada', 'Byte', 'Ada'],
    ['Mr José', 'Ñáñez', 'José', 'Ñáñez', 'José'],
    ['Ada (Addy)', 'Byte (She/Her)', 'Ada', 'Byte', 'Ada'],
    ['Ada', 'Byte, CPA, CGMA', 'Ada', 'Byte', 'Ada'],
    ['Ada', 'Byte Jr.', 'Ada', 'Byte', 'Ada'],
    ['Ada', 'Byte III', 'Ada', 'Byte', 'Ada'],
    ['Ada', 'Byte 🚀', 'Ada', 'Byte', 'Ada'],
    ['Ada Byte', '', 'Ada', 'Byte', 'Ada'],
    ['Ava Ó Briain', '', 'Ava', 'Ó Briain', 'Ava'],
    ['Byte, Ada', '', 'Ada', 'Byte', 'Ada'],
    ['Ada F.', 'Byte', 'Ada F.', 'Byte', 'Ada'],
    ['Anne Marie', 'Byte', 'Anne Marie', 'Byte', 'Anne Marie'],
    ['Ada Byte', 'Byte', 'Ada', 'Byte', 'Ada'],
    ['Jose\u0301', 'PÃ©rez', 'José', 'Pérez', 'José'],
    ['지아', '류', '지아', '류', '지아'],
    ['Bo', 'Li', 'Bo', 'Li', 'Bo'],
    ['Ada', 'Null', 'Ada', 'Null', 'Ada'],
  ])('%j %j', (firstName, lastName, first, last, greeting) => {
    expect(readPersonName({ firstName, lastName })).toEqual({
      firstName: first,
      lastName: last,
      fullName: `${first} ${last}`,
      greetingName: greeting,
    })
  })

  test('a full name alone is taken apart', () => {
    expect(readPersonName({ fullName: 'Prof. Ada Lovelace Byte, MBA' })).toMatchObject({ firstName: 'Ada', lastName: 'Lovelace Byte' })
  })
})

describe('no name to greet', () => {
  test.each([
    '',
    '-',
    'null',
    'NULL',
    'Null',
    'N/A',
    'undefined',
    '#REF!',
    'Dr.',
    'D. H.',
    'J.',
    'M. F.',
    'AJ',
    'Info',
    'ada@x.example',
    '{{first_name}}',
    'A1',
  ])('%j', (firstName) => {
    expect(readPersonName({ firstName, lastName: 'Byte' }).greetingName).toBeNull()
  })
})
