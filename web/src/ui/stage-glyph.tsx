import type { ReactElement } from 'react'
import { statusName } from '../lib/status-name.ts'
import './chip.css'

export type Stage = 'PIPELINE' | 'OUTREACH' | 'ENGAGED' | 'AT_RISK' | 'TERMINAL'

const shapes: Record<Stage, string> = {
  PIPELINE: 'M5 1.2a3.8 3.8 0 1 1 0 7.6a3.8 3.8 0 1 1 0-7.6z',
  OUTREACH: 'M0.5 1L9.5 5L0.5 9L2.5 5z',
  ENGAGED: 'M5 0L10 5L5 10L0 5z',
  AT_RISK: 'M5 0.5L10 9.5H0z',
  TERMINAL: 'M0.5 0.5h9v9h-9z',
}

/** The stage's shape, 10 px. The shape carries the meaning, the hue helps, the word beside it says it. */
export function StageGlyph({ stage }: { stage: Stage }): ReactElement {
  const ring = stage === 'PIPELINE'
  return (
    <svg className="stage-glyph" data-stage={stage} viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
      <path d={shapes[stage]} fill={ring ? 'none' : 'currentColor'} stroke={ring ? 'currentColor' : 'none'} strokeWidth="2.2" />
    </svg>
  )
}

/** A lead's status in its own word with its stage's glyph: `OPENED` in the stage Engaged is ◆ Opened. */
export function StatusWord({ stage, status }: { stage: Stage; status: string }): ReactElement {
  return (
    <span className="status-word">
      <StageGlyph stage={stage} />
      {statusName(status)}
    </span>
  )
}
