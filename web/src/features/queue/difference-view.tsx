import type { ReactElement } from 'react'
import { visibleText } from '../../ui/visible-text.ts'
import './difference-view.css'
import { countChanges, wordDifference } from './word-difference.ts'

/** Changed white space must be seen: a space as ␣, a line break as ↵. */
function shownChange(text: string): string {
  return /^\s+$/.test(text) ? text.replaceAll(' ', '␣').replaceAll('\n', '↵\n') : visibleText(text)
}

/** Before and after in one text. Screen readers don't say `ins` and `del` reliably, so hidden words do. */
export function DifferenceView({ before, after }: { before: string; after: string }): ReactElement {
  const changes = wordDifference(before, after)
  const count = countChanges(changes)
  return (
    <div className="difference">
      <p className="muted">
        {count} {count === 1 ? 'change' : 'changes'}
      </p>
      <p className="message-body" dir="auto">
        {changes.map((change, at) => {
          // The place is the identity: a difference is computed anew as a whole.
          const key = `${at}${change.kind}`
          if (change.kind === 'same') return <span key={key}>{visibleText(change.text)}</span>
          const Changed = change.kind === 'inserted' ? 'ins' : 'del'
          return (
            <Changed key={key}>
              <span className="hidden-text"> {change.kind} </span>
              {shownChange(change.text)}
              <span className="hidden-text"> end </span>
            </Changed>
          )
        })}
      </p>
    </div>
  )
}
