import { openerOf } from '../craft/sentences.ts'
import type { Guard } from './guard.ts'
import { bannedOpenerOf } from './wordings.ts'

/** The opener is one that everybody has read a thousand times. */
export const guard004: Guard = {
  code: 'GUARD-004',
  label: 'Banned opener',
  always: true,
  judges: 'text',
  refusal({ body }, { wordings }) {
    const banned = bannedOpenerOf(body, wordings)
    return banned === null ? null : `“${openerOf(body)}” is a banned opener: “${banned}”.`
  },
}
