import { formatCount } from '../../lib/formats.ts'
import type { VerdictKind } from '../../ui/chip.tsx'
import type { Alert } from './alert-documents.ts'

export type Notice = Alert['notices'][number]

export const channelNames: Record<Notice['channel'], string> = { SLACK: 'Slack', SMS: 'Text message', EMAIL: 'Mail' }

/** How a notice stands: a verdict and words, with how often it was tried where that says something. */
export function noticeWords({ state, attempts }: Notice): { kind: VerdictKind; words: string } {
  const tries = attempts > 1 ? ` after ${formatCount(attempts)} tries` : ''
  switch (state) {
    case 'PLANNED':
      return { kind: 'inFlight', words: attempts > 0 ? `Not yet told${tries || ' after 1 try'}, tried again` : 'About to be told' }
    case 'IN_FLIGHT':
      return { kind: 'inFlight', words: 'Being told' }
    case 'SENT':
      return { kind: 'ok', words: `Told${tries}` }
    case 'DELIVERED':
      return { kind: 'ok', words: 'Told, has arrived' }
    case 'UNKNOWN':
      return { kind: 'unknown', words: 'No clear answer, not repeated' }
    case 'GIVEN_UP':
      return { kind: 'bad', words: `Not told${tries}` }
    case 'SKIPPED':
      return { kind: 'skipped', words: 'Not told' }
    default:
      return state satisfies never
  }
}
