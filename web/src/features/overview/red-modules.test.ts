import { expect, test } from 'vitest'
import { redModules } from './red-modules.ts'

const red = { light: 'RED' }

test('what is red and said nowhere else on the Overview is named with its cause', () => {
  expect(
    redModules([
      { name: 'signals', title: 'Signals', ...red, checks: [{ code: 'DELIVERY_WAITS', title: 'Oldest delivery that waits', ...red }] },
      { name: 'replies', title: 'Replies', light: 'YELLOW', checks: [] },
      { name: 'jobs', title: 'Job runner', ...red, checks: [{ code: 'RUNNER_SILENT', title: 'x', ...red }] },
      {
        name: 'audit',
        title: 'Audit trail',
        ...red,
        checks: [
          { code: 'AUDIT_UNSEALED', title: 'x', ...red },
          { code: 'AUDIT_BROKEN', title: 'First link that does not hold', ...red },
        ],
      },
      { name: 'dispatch', title: 'Dispatch', ...red, checks: [{ code: 'EMERGENCY_STOP', title: 'Emergency stop', ...red }] },
    ]),
  ).toEqual([
    { name: 'signals', words: 'Signals is red: Oldest delivery that waits' },
    { name: 'audit', words: 'Audit trail is red: First link that does not hold' },
  ])
})
