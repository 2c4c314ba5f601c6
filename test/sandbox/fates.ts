import type { Behaviour, Fate } from './behaviour.ts'
import { drawReply } from './instantly/replies.ts'
import { type Draw, drawFor } from './random.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** What the reader does: set by the control API, or by the seed. Who acts does so on the first mail in 6 of 10 cases, else on a follow-up. */
export function fateOf(email: string, earlierMails: number, seed: number, behaviour: Behaviour): Fate {
  const set = behaviour.fates[email.toLowerCase()]
  if (set) return set
  const { rates } = behaviour
  const draw = drawFor(seed, `fate ${email.toLowerCase()}`)
  const shares: readonly (readonly [Fate, number])[] = [
    ['bounce', rates.bounce],
    ['unsubscribe', rates.unsubscribe],
    ['reply', rates.reply],
    ['auto_reply', rates.autoReply],
    ['click', rates.click],
    ['open', rates.open],
    ['machine_open', rates.machineOpen],
  ]
  let left = draw.unit('fate')
  const fate = shares.find(([, share]) => {
    left -= share
    return left < 0
  })?.[0]
  if (fate !== 'reply' && fate !== 'unsubscribe') return fate ?? 'silent'
  const actsOn = draw.weighted('touch', [
    [0, 6],
    [1, 2],
    [2, 1],
    [3, 1],
  ])
  return earlierMails === actsOn ? fate : 'open'
}

export interface PlannedDeed {
  kind: 'open' | 'click' | 'reply' | 'auto_reply' | 'bounce' | 'unsubscribe'
  /** Ms after the mail was sent. */
  after: number
  replyId?: string
}

export function deedsOf(fate: Fate, draw: Draw): PlannedDeed[] {
  const opened = draw.whole('open', 10 * MINUTE_MS, 10 * HOUR_MS)
  const open: PlannedDeed = { kind: 'open', after: opened }
  switch (fate) {
    case 'silent':
      return []
    case 'bounce':
      return [{ kind: 'bounce', after: draw.whole('bounce', 5 * SECOND_MS, 90 * SECOND_MS) }]
    case 'machine_open':
      // A scanner opens at once; whoever counts it as a person is wrong.
      return [{ kind: 'open', after: draw.whole('scan', 2 * SECOND_MS, 9 * SECOND_MS) }]
    case 'open':
      return draw.chance('again', 0.4) ? [open, { kind: 'open', after: opened + draw.whole('again after', HOUR_MS, 48 * HOUR_MS) }] : [open]
    case 'click':
      return [open, { kind: 'click', after: opened + draw.whole('click', 5 * SECOND_MS, MINUTE_MS) }]
    case 'unsubscribe':
      return [open, { kind: 'unsubscribe', after: opened + draw.whole('unsubscribe', 10 * SECOND_MS, 5 * MINUTE_MS) }]
    case 'auto_reply':
      return [
        { kind: 'auto_reply', after: draw.whole('auto', 20 * SECOND_MS, 120 * SECOND_MS), replyId: drawReply(draw, 'out_of_office').id },
      ]
    default: {
      const reply = drawReply(draw, fate === 'reply' ? null : fate.slice('reply:'.length))
      if (reply.label === 'out_of_office')
        return [{ kind: 'auto_reply', after: draw.whole('auto', 20 * SECOND_MS, 120 * SECOND_MS), replyId: reply.id }]
      return [open, { kind: 'reply', after: opened + draw.whole('reply', 2 * MINUTE_MS, 6 * HOUR_MS), replyId: reply.id }]
    }
  }
}
