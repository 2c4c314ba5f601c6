import type { ReactElement, ReactNode } from 'react'
import type { Refused } from '../../lib/refused.ts'
import { Icon } from '../../ui/icons.tsx'
import { ruleWords } from './dispatch-words.ts'
import './dispatch.css'

/** A refusal as an answer: what was not done, by which rule, and what to do next; it stands where it was asked for. Whoever asks announces it. */
export function RefusalNote({ what, refused, children }: { what: string; refused: Refused; children?: ReactNode }): ReactElement {
  return (
    <div className="refusal-note">
      <Icon name="bad" />
      <div>
        <p>
          <strong>{what}</strong> {refused.message}
        </p>
        {refused.reasons.length > 0 && (
          <ul>
            {refused.reasons.map((reason) => (
              <li key={reason.code + reason.message}>
                {ruleWords(reason.code)}: {reason.message}
              </li>
            ))}
          </ul>
        )}
        {children && <div className="state-actions">{children}</div>}
      </div>
    </div>
  )
}
