import { type ReactElement, type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import { useQuery } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { faultOf } from '../../lib/fault.ts'
import { useStore } from '../../lib/store.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { ChangesTable, fieldName } from './changes-table.tsx'
import { type Preview, previewQuery, type Section } from './settings-documents.ts'
import type { Wanted } from './use-settings-save.ts'

/** What a save would change, checked by the server, and the button that saves exactly that. */
export function ReviewPanel({
  section,
  wanted,
  busy,
  note,
  onSave,
  onProblems,
  onClose,
}: {
  section: Section
  wanted: Wanted
  busy: boolean
  /** What the changes would bring, once they are valid. */
  note?: ReactNode
  onSave(): void
  /** What is not valid or refused, for the fields themselves. */
  onProblems?: ((preview: Preview) => void) | undefined
  onClose(): void
}): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null)
  const { state } = useStore(connectionStore)
  const [{ data, error, stale }, again] = useQuery({
    query: previewQuery,
    variables: {
      section: section.name,
      patch: 'patch' in wanted ? wanted.patch : null,
      restore: 'restore' in wanted ? wanted.restore : null,
    },
    requestPolicy: 'network-only',
  })
  const preview = data?.settingsPreview
  useEffect(() => heading.current?.focus(), [])
  const tell = useEffectEvent((checked: Preview) => onProblems?.(checked))
  useEffect(() => {
    if (preview) tell(preview)
  }, [preview])
  const refusal = !preview
    ? 'The changes are being checked.'
    : state === 'offline'
      ? 'No connection: settings can be saved when it is back.'
      : busy || stale
        ? 'Already on its way.'
        : preview.problems.length > 0
          ? 'Mend what is not valid first.'
          : preview.refusals.length > 0
            ? 'A change is refused; take it back first.'
            : null
  const title = 'patch' in wanted ? 'Review changes' : wanted.restore === 0 ? 'As shipped' : `Version ${wanted.restore}`
  const nothing = preview !== undefined && preview.changes.length === 0
  return (
    <section className="review-panel" aria-labelledby="review-title">
      <h3 id="review-title" ref={heading} tabIndex={-1}>
        {title}
      </h3>
      {error && !preview ? (
        <ErrorState what="The changes could not be checked" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !preview ? (
        <Skeleton height={96} />
      ) : nothing ? (
        <p className="muted">Nothing differs from version {section.version}.</p>
      ) : (
        <>
          {preview.problems.length > 0 && (
            <ul className="field-error">
              {preview.problems.map(({ path, message }) => (
                <li key={path + message}>
                  {fieldName(
                    section.fields.find((field) => path === field.path || path.startsWith(`${field.path}.`)),
                    path,
                  )}
                  : {message}
                </li>
              ))}
            </ul>
          )}
          <ChangesTable fields={section.fields} preview={preview} />
          {preview.problems.length === 0 && note}
        </>
      )}
      <div className="state-actions">
        {!nothing && (
          <Button tone="primary" keys="Mod+Enter" refusal={refusal} onClick={onSave}>
            {busy ? 'Saving…' : `Save version ${section.version + 1}`}
          </Button>
        )}
        <Button onClick={onClose}>Back</Button>
      </div>
    </section>
  )
}
