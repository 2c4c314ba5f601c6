import { expect, test } from 'vitest'
import { waitingOrSkipped } from './waiting-or-skipped.ts'

const one = (id: string, code: string | null, clearsInTime = true) => ({ id, code, message: code, clearsInTime })

test.each([
  ['others may go: the refused one is skipped', [one('a', null), one('b', 'CEILING', false), one('c', 'EMERGENCY_STOP')], ['b', 'c'], true],
  ['nobody may go, and it clears in time: all wait', [one('a', 'OUTSIDE_WINDOW'), one('b', 'DEAF')], [], false],
  [
    'nobody may go, one never in time: it is skipped, the others wait',
    [one('a', 'CEILING', false), one('b', 'BREAKER_OPEN')],
    ['a'],
    false,
  ],
  ['all were skipped for good by reserve', [], [], false],
])('%s', (_, refused, skipped, isOpen) => {
  const said = waitingOrSkipped(refused)
  expect([said.skip.map(({ id }) => id), said.isOpen]).toEqual([skipped, isOpen])
})
