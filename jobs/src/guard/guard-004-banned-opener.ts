import { openerOf } from '../craft/sentences.ts'
import { bannedOpenerIn } from './banned-openers.ts'
import type { Guard } from './guard.ts'

/** The opener is one that everybody has read a thousand times. */
export const guard004: Guard = {
  code: 'GUARD-004',
  always: true,
  refusal(draft) {
    const banned = bannedOpenerIn(openerOf(draft.body))
    return banned ? `The opener is a banned one: “${banned.label}”.` : null
  },
}
