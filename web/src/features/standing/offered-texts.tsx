import type { ReactElement } from 'react'
import { Icon } from '../../ui/icons.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { templateWords } from '../cadence/cadence-words.ts'
import type { OfferedText } from './standing-documents.ts'

const actions: Record<string, string> = { EMAIL: 'Email', LINKEDIN_REQUEST: 'Connection request', LINKEDIN_MESSAGE: 'LinkedIn message' }

/** The texts that would go without a person reading them, whole. */
export function OfferedTexts({ texts }: { texts: readonly OfferedText[] }): ReactElement {
  return (
    <ul className="row-list offered-texts">
      {texts.map((text) => (
        <li key={text.step}>
          <details className="fold grow">
            <summary>
              <Icon name="next" />
              <span className="grow">
                Step {text.step}, day {text.day}: {actions[text.action] ?? text.action}, {templateWords(text.template)}
              </span>
              <span className="muted sm">version {text.version}</span>
            </summary>
            {text.subjects.length > 0 && <p className="muted">Subject: {text.subjects.map(visibleText).join(', or: ')}</p>}
            <p className="muted">First sentence, the first that can be filled:</p>
            <ol>
              {text.openers.map((opener) => (
                <li key={opener}>{visibleText(opener)}</li>
              ))}
            </ol>
            <p className="offered-body">{visibleText(text.body)}</p>
          </details>
        </li>
      ))}
    </ul>
  )
}
