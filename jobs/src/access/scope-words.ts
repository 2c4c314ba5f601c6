import type { Scope } from '../actors.ts'

/** What each scope allows, in a sentence (api.md, Who may do what). Every scope but `webhook` includes `read`; none includes another. */
export const scopeWords: Record<Scope, string> = {
  read: 'See everything but secrets, users and the audit trail, and hear of changes.',
  review: 'Decide drafts: open, approve, edit, reject, undo, re-craft; classify and assign replies; flag a fault; set the emergency stop.',
  operate:
    'Run it: imports, runs, leads, dispatch, batches, test sends, enrollments, tasks, accounts, suppressing and excluding, alerts, meetings, the day; set the emergency stop.',
  admin: 'Settings, users, keys, audit, lifting suppressions and the emergency stop, corrections, erasure, the ramp’s override, the clock.',
  webhook: 'Nothing but recording what a provider reports. For programs alone; it can’t even read.',
}
