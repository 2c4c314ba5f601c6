import type { ReactElement } from 'react'
import { Verdict } from './chip.tsx'
import { Time } from './time.tsx'
import { visibleText } from './visible-text.ts'
import './verdict-list.css'

export type RuleSaid = { rule: string; passed: boolean; message: string; clearsAt: string | null }

/** Every rule's verdict, in the order in which they are asked; the first that says no is the blocker. `nameOf` has a rule's name in words. */
export function VerdictList({ verdicts, nameOf }: { verdicts: readonly RuleSaid[]; nameOf(rule: string): string }): ReactElement {
  if (verdicts.length === 0) return <p className="muted">No rule was asked yet.</p>
  return (
    <ol className="verdict-list">
      {verdicts.map((verdict) => (
        <li key={verdict.rule}>
          <Verdict kind={verdict.passed ? 'ok' : 'bad'}>
            {nameOf(verdict.rule)} <code className="muted">{verdict.rule}</code>
            <span className="hidden-text">{verdict.passed ? ' lets it go' : ' holds it'}</span>
          </Verdict>
          <span className={verdict.passed ? 'muted' : undefined}>
            {visibleText(verdict.message)}
            {verdict.clearsAt && (
              <>
                {' '}
                Clears <Time at={verdict.clearsAt} as="full" />.
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}
