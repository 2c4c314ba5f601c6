import { memo, type ReactElement } from 'react'
import { Verdict } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { type CardDraft, checkWords, failingChecks } from './card-draft.ts'

/** The compliance checks: one line when all pass, opening to each; failing ones first, each on its own line with its message. */
export const Checks = memo(function Checks({ draft }: { draft: CardDraft }): ReactElement {
  const failing = failingChecks(draft)
  const applying = draft.compliance.filter((check) => check.applies)
  const others = draft.compliance.filter((check) => !failing.includes(check))
  return (
    <section className="checks" aria-label="Compliance checks">
      {failing.map((check) => (
        <p key={check.name} className="check-failing" tabIndex={-1} data-check={check.name}>
          <Verdict kind="bad">
            <strong>{checkWords(check.name)}</strong>
            {check.message && <>: {check.message}</>}
          </Verdict>
        </p>
      ))}
      <details>
        <summary>
          <Verdict kind={failing.length === 0 ? 'ok' : 'bad'}>
            {failing.length === 0
              ? `${applying.length} of ${applying.length} checks pass`
              : `${applying.length - failing.length} of ${applying.length} checks pass`}
          </Verdict>
          <Icon name="next" />
        </summary>
        <ul className="check-list">
          {others.map((check) => (
            <li key={check.name}>
              <Verdict kind={check.applies ? 'ok' : 'skipped'}>
                {checkWords(check.name)}
                {!check.applies && <span className="muted">, not for this channel</span>}
              </Verdict>
            </li>
          ))}
        </ul>
      </details>
      {draft.guardNotes.map((note) => (
        <p key={note.code} className="guard-note">
          <Verdict kind="warn">
            <strong>{note.code}</strong>: {note.message}
          </Verdict>
        </p>
      ))}
    </section>
  )
})
