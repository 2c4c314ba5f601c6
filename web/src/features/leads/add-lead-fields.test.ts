import { expect, test } from 'vitest'
import { fieldFault } from './add-lead-fields.ts'

test('a refusal stands at its field without the name before it', () => {
  expect(fieldFault(['email'], 'email: It has no domain.')).toEqual({ field: 'email', message: 'It has no domain.' })
  expect(fieldFault(['input', 'phone'], 'Too long.')).toEqual({ field: 'phone', message: 'Too long.' })
  expect(fieldFault(['clientMutationId'], 'Too long.')).toBeNull()
  expect(fieldFault(null, 'They are known already.')).toBeNull()
})
