import { expect, test } from 'vitest'
import { isInstantlyRefusal } from './refusals.ts'

test.each([
  [400, { statusCode: 400, error: 'Bad Request', message: 'body must be object' }, true],
  [404, { statusCode: 404, error: 'Not Found', message: 'Campaign not found' }, true],
  // About us, settled before anybody asks here.
  [401, { statusCode: 401, error: 'Unauthorized', message: '' }, false],
  // A proxy's body, or one that contradicts its own status.
  [404, { statusCode: 500, error: 'Internal', message: '' }, false],
  [404, { message: 'no such page' }, false],
  [404, null, false],
  [418, { statusCode: 418, error: 'Teapot', message: '' }, false],
])('%i %o: %s', (status, body, isKnown) => expect(isInstantlyRefusal(status, body)).toBe(isKnown))
