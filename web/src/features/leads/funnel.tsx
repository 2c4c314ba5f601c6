import type { ReactElement } from 'react'
import { formatCount, formatPercent } from '../../lib/formats.ts'
import { type Stage, StageGlyph } from '../../ui/stage-glyph.tsx'
import { Skeleton } from '../../ui/states.tsx'
import './funnel.css'
import { stages, stageWords } from './lead-filter.ts'

export type StageCount = { stage: Stage; count: number; conversion: number | null }

/** The five stages with how many leads stand in each and their share; each shows or hides its leads in the table below. */
export function Funnel({
  counts,
  failed = false,
  chosen,
  onToggle,
}: {
  counts: readonly StageCount[] | null
  /** The counts could not be had; the stages still choose. */
  failed?: boolean
  chosen: readonly Stage[]
  onToggle(stage: Stage): void
}): ReactElement {
  const most = Math.max(1, ...(counts ?? []).map(({ count }) => count))
  return (
    <fieldset className="funnel">
      <legend className="hidden-text">Stages of the funnel</legend>
      {stages.map((stage) => {
        const one = counts?.find((count) => count.stage === stage)
        return (
          <button key={stage} type="button" className="funnel-stage" aria-pressed={chosen.includes(stage)} onClick={() => onToggle(stage)}>
            <span className="funnel-name">
              <StageGlyph stage={stage} /> {stageWords[stage]}
            </span>
            <span className="funnel-count number">
              {one ? formatCount(one.count) : failed ? <span className="muted">not counted</span> : <Skeleton height={20} width="48px" />}
              {one?.conversion !== null && one !== undefined && (
                <span className="funnel-share muted"> {formatPercent(one.conversion)}</span>
              )}
            </span>
            <span className="funnel-bar" aria-hidden="true">
              <span style={{ inlineSize: `${((one?.count ?? 0) / most) * 100}%` }} />
            </span>
          </button>
        )
      })}
    </fieldset>
  )
}
