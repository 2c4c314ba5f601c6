import { type ReactElement, useState } from 'react'
import { Verdict } from '../../ui/chip.tsx'
import { Select } from '../../ui/field.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { TemplateForm, TemplatePreview } from './template-documents.ts'
import type { Previewed } from './use-template-preview.ts'

/** A text as a lead would get it, with what every check says of it. */
export function TemplatePreviewPane({ previewed: { preview, fault, busy } }: { previewed: Previewed }): ReactElement {
  const [chosen, setChosen] = useState('')
  if (fault && !preview) return <ErrorState what="The preview could not be made" {...fault} />
  if (!preview) {
    return (
      <div role="status" aria-label="Making the preview">
        <Skeleton height={320} />
      </div>
    )
  }
  const form = preview.forms.find((one) => nameOf(one) === chosen) ?? preview.forms[0]
  return (
    <div className="stack" aria-busy={busy}>
      {form ? (
        <>
          <Select
            label="Form"
            value={nameOf(form)}
            options={preview.forms.map((one) => ({ value: nameOf(one), label: labelOf(one) }))}
            onChange={setChosen}
          />
          <Written form={form} />
        </>
      ) : preview.checks.length > 1 ? (
        <Unsaid preview={preview} />
      ) : null}
      <Checks preview={preview} />
    </div>
  )
}

const nameOf = ({ opener, variant }: TemplateForm): string => `${opener} ${variant ?? ''}`

function labelOf({ opener, variant, problems }: TemplateForm): string {
  return `Opener ${opener}${variant ? `, subject ${variant}` : ''}${problems.length > 0 ? ': not as it should be' : ''}`
}

function Written({ form }: { form: TemplateForm }): ReactElement {
  const failed = form.compliance.filter(({ applies, passed }) => applies && !passed)
  return (
    <section className="written" aria-label="As it would be sent">
      {form.subject !== null && (
        <h3 className="written-subject" dir="auto">
          <Parts parts={form.subjectParts} />
        </h3>
      )}
      <p className="written-body" dir="auto">
        <Parts parts={form.bodyParts} />
      </p>
      {form.footer !== '' && (
        <p className="written-footer" dir="auto">
          {visibleText(form.footer)}
        </p>
      )}
      <ul className="written-notes">
        <li className="muted number">{form.words} words</li>
        {form.compliance.length > 0 && failed.length === 0 && (
          <li>
            <Verdict kind="ok">
              {form.compliance.filter(({ applies }) => applies).length} of {form.compliance.filter(({ applies }) => applies).length} checks
              pass
            </Verdict>
          </li>
        )}
        {failed.map(({ name, message }) => (
          <li key={name}>
            <Verdict kind="bad">{message ?? name}</Verdict>
          </li>
        ))}
        {form.problems.map(({ code, message }) => (
          <li key={code + message}>
            <Verdict kind="bad">
              {code.startsWith('GUARD-') ? `${code}: ` : ''}
              {visibleText(message)}
            </Verdict>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Words that rest on evidence are marked; their source is read with them and shown on pointing. */
function Parts({ parts }: { parts: TemplateForm['bodyParts'] }): ReactElement {
  return (
    <>
      {parts.map(({ text, evidence }, place) => {
        // A text is cut anew as a whole: the place is the identity.
        const key = `${place}${evidence ?? ''}`
        return evidence === null ? (
          <span key={key}>{visibleText(text)}</span>
        ) : (
          <mark key={key} title={evidence}>
            {visibleText(text)}
            <span className="hidden-text"> (rests on: {visibleText(evidence)}) </span>
          </mark>
        )
      })}
    </>
  )
}

function Unsaid({ preview }: { preview: TemplatePreview }): ReactElement {
  const messages = [...new Set(preview.unsaid.map(({ message }) => message))]
  return (
    <div className="written">
      <p>Nothing can be said to this lead, so another text is chosen for it.</p>
      <ul className="written-notes">
        {messages.map((message) => (
          <li key={message}>
            <Verdict kind="skipped">{visibleText(message)}</Verdict>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What is asked of every text before it may go live: what holds in one line, what doesn't each in its own. */
export function Checks({ preview: { checks, passed } }: { preview: Pick<TemplatePreview, 'checks' | 'passed'> }): ReactElement {
  return (
    <div>
      <h3>{passed ? `All ${checks.length} checks of the text hold` : 'It can’t be signed off as it is'}</h3>
      <ul className="written-notes">
        {checks
          .toSorted((one, other) => Number(one.passed) - Number(other.passed))
          .map(({ name, label, passed, messages }) => (
            <li key={name}>
              <Verdict kind={passed ? 'ok' : 'bad'}>{label}</Verdict>
              {messages.length > 0 && (
                <ul className="check-messages">
                  {messages.map((message) => (
                    <li key={message}>{visibleText(message)}</li>
                  ))}
                </ul>
              )}
            </li>
          ))}
      </ul>
    </div>
  )
}
