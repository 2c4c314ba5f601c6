import type { ReactElement } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { Verdict } from '../../ui/chip.tsx'
import './import.css'
import { countOfOutcome, type Import, type OutcomeKind, outcomeKinds, outcomeWords } from './import-words.ts'

/** How many rows came out how; with `onChoose` each count shows its rows. */
export function OutcomeCounts({
  of,
  chosen,
  onChoose,
}: {
  of: Import
  chosen?: OutcomeKind | null
  onChoose?(kind: OutcomeKind | null): void
}): ReactElement {
  return (
    <div className="outcome-counts">
      {outcomeKinds.map((kind) => {
        const [verdict, word] = outcomeWords[kind]
        const content = (
          <>
            <Verdict kind={verdict}>{word}</Verdict>
            <strong>{formatCount(countOfOutcome(of, kind))}</strong>
          </>
        )
        return onChoose ? (
          <button
            key={kind}
            type="button"
            className="outcome-count"
            aria-pressed={chosen === kind}
            onClick={() => onChoose(chosen === kind ? null : kind)}
          >
            {content}
          </button>
        ) : (
          <div key={kind} className="outcome-count">
            {content}
          </div>
        )
      })}
    </div>
  )
}
