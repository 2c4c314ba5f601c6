import { type ComponentPropsWithRef, type ReactElement, type ReactNode, useId } from 'react'
import './field.css'

type Notes = { label: string; error?: string | null | undefined; hint?: ReactNode; counter?: string | undefined }

function Field({ id, label, error, hint, counter, children }: Notes & { id: string; children: ReactNode }): ReactElement {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {(error || hint || counter) && (
        <div className="field-notes">
          <span id={`${id}-note`}>{error ? <span className="field-error">{error}</span> : hint}</span>
          {counter && <span className="number">{counter}</span>}
        </div>
      )}
    </div>
  )
}

/** A labelled line of text. `error` replaces the hint and is read with the field. */
export function TextField({ label, error, hint, counter, ...rest }: Notes & ComponentPropsWithRef<'input'>): ReactElement {
  const id = useId()
  return (
    <Field id={id} label={label} error={error} hint={hint} counter={counter}>
      <input {...rest} id={id} aria-invalid={error ? true : undefined} aria-describedby={error || hint ? `${id}-note` : undefined} />
    </Field>
  )
}

/** A labelled text of several lines that grows with what is typed. */
export function TextArea({ label, error, hint, counter, ...rest }: Notes & ComponentPropsWithRef<'textarea'>): ReactElement {
  const id = useId()
  return (
    <Field id={id} label={label} error={error} hint={hint} counter={counter}>
      <textarea {...rest} id={id} aria-invalid={error ? true : undefined} aria-describedby={error || hint ? `${id}-note` : undefined} />
    </Field>
  )
}

/** The browser's own list of choices. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: { value: T; label: string }[]
  onChange(value: T): void
}): ReactElement {
  const id = useId()
  const choose = (chosen: string): void => {
    const option = options.find((one) => one.value === chosen)
    if (option) onChange(option.value)
  }
  return (
    <Field id={id} label={label}>
      <select id={id} value={value} onChange={(event) => choose(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  )
}
