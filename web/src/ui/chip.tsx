import type { ReactElement, ReactNode } from 'react'
import './chip.css'
import { Icon, type IconName } from './icons.tsx'

export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'info'

/** A small label. Colour never stands alone: the word says it. */
export function Chip({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }): ReactElement {
  return (
    <span className="chip" data-tone={tone}>
      {icon && <Icon name={icon} size={12} />}
      {children}
    </span>
  )
}

/** `T1`, `T2` or `T3`: the digit says it, the fill ranks it. Nothing for a lead without a tier. */
export function TierChip({ tier }: { tier: 'TIER_1' | 'TIER_2' | 'TIER_3' | null }): ReactElement | null {
  if (!tier) return null
  const digit = tier.slice(-1)
  return (
    <span className="tier-chip" data-tier={digit}>
      <span aria-hidden="true">T{digit}</span>
      <span className="hidden-text">Tier {digit}</span>
    </span>
  )
}

export type VerdictKind = 'ok' | 'warn' | 'bad' | 'skipped' | 'unknown' | 'inFlight'

/** A check's answer, or that it is still at work: different shapes, always with a word. */
export function Verdict({ kind, children }: { kind: VerdictKind; children: ReactNode }): ReactElement {
  return (
    <span className="verdict" data-verdict={kind}>
      <Icon name={kind} size={14} />
      <span>{children}</span>
    </span>
  )
}

type SendStatus = 'PLANNED' | 'IN_FLIGHT' | 'ACCEPTED' | 'PROVEN' | 'SKIPPED' | 'REFUSED' | 'UNKNOWN'

const sendWords: Record<SendStatus, [kind: VerdictKind, icon: IconName, word: string]> = {
  PLANNED: ['skipped', 'planned', 'Planned'],
  IN_FLIGHT: ['skipped', 'inFlight', 'In flight'],
  ACCEPTED: ['ok', 'ok', 'Accepted'],
  PROVEN: ['ok', 'proven', 'Proven'],
  SKIPPED: ['skipped', 'skipped', 'Skipped'],
  REFUSED: ['bad', 'bad', 'Refused'],
  UNKNOWN: ['unknown', 'unknown', 'Unknown, counts as sent'],
}

/** Where a send stands. An unknown one always says that it counts as sent. */
export function SendState({ status }: { status: SendStatus }): ReactElement {
  const [kind, icon, word] = sendWords[status]
  return (
    <span className="verdict" data-verdict={kind}>
      <Icon name={icon} size={14} />
      <span>{word}</span>
    </span>
  )
}
