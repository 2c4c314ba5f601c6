// biome-ignore-all lint/a11y/useSemanticElements: a row's group lies in the list's own fieldset
import { type ReactElement, useId } from 'react'
import { fieldsOf } from '../../lib/json.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Select, TextArea, TextField } from '../../ui/field.tsx'
import { choiceWords, emptyRow, listOf, type Typed, toTyped } from './setting-values.ts'
import type { Field } from './settings-documents.ts'

type Props = { field: Field; typed: Typed; error?: string | null | undefined; hint?: string | null | undefined; onType(typed: Typed): void }

/** One setting, by its kind. Its words, unit and bounds are the server's, so that a new setting needs no new field. */
export function SettingInput({ field, typed, error, hint, onType }: Props): ReactElement {
  const note = hint ?? undefined
  const text = typeof typed === 'string' ? typed : ''
  const label = field.unit === null ? field.label : `${field.label} (${field.unit})`
  switch (field.kind) {
    case 'SWITCH':
      return <Switch label={label} on={typed === true} error={error} hint={note} onType={onType} />
    case 'CHOICE':
      return (
        <Noted error={error} hint={note}>
          <Select
            label={label}
            value={text}
            options={listOf(field.options).map((option) => ({ value: JSON.stringify(option), label: choiceWords(option) }))}
            onChange={onType}
          />
        </Noted>
      )
    case 'CHOICES':
      return <Choices field={field} label={label} chosen={listOf(typed)} error={error} hint={note} onType={onType} />
    case 'ROWS':
      return <Rows field={field} label={label} rows={listOf(typed)} error={error} hint={note} onType={onType} />
    case 'TEXTS':
    case 'JSON':
      return (
        <TextArea
          label={field.kind === 'TEXTS' ? `${label}, one a line` : label}
          className={field.kind === 'JSON' ? 'mono' : undefined}
          rows={3}
          spellCheck={field.kind === 'TEXTS'}
          value={text}
          error={error}
          hint={note}
          onChange={(event) => onType(event.target.value)}
        />
      )
    case 'NUMBER':
    case 'NUMBERS':
      return (
        <TextField
          label={field.kind === 'NUMBERS' ? `${label}, separated by commas` : label}
          inputMode={field.isWhole && field.kind === 'NUMBER' ? 'numeric' : 'decimal'}
          autoComplete="off"
          value={text}
          error={error}
          hint={note}
          onChange={(event) => onType(event.target.value)}
        />
      )
    case 'TIME':
      return <TextField label={label} type="time" value={text} error={error} hint={note} onChange={(event) => onType(event.target.value)} />
    case 'TEXT':
      return (field.maxLength ?? 0) > 120 ? (
        <TextArea label={label} rows={2} value={text} error={error} hint={note} onChange={(event) => onType(event.target.value)} />
      ) : (
        <TextField
          label={label}
          autoComplete="off"
          value={text}
          error={error}
          hint={note}
          onChange={(event) => onType(event.target.value)}
        />
      )
  }
}

type Notes = { error?: string | null | undefined; hint?: string | undefined }

function Noted({ error, hint, children }: Notes & { children: ReactElement }): ReactElement {
  return (
    <div>
      {children}
      <Note error={error} hint={hint} />
    </div>
  )
}

function Note({ id, error, hint }: Notes & { id?: string }): ReactElement | null {
  if (!error && !hint) return null
  return (
    <p id={id} className="setting-note">
      {error ? <span className="field-error">{error}</span> : hint}
    </p>
  )
}

function Switch({ label, on, error, hint, onType }: Notes & { label: string; on: boolean; onType(on: boolean): void }): ReactElement {
  const id = useId()
  return (
    <div className="setting-switch">
      <label>
        <input
          type="checkbox"
          checked={on}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? id : undefined}
          onChange={(event) => onType(event.target.checked)}
        />
        {label}
      </label>
      <Note id={id} error={error} hint={hint} />
    </div>
  )
}

function Choices({
  field,
  label,
  chosen,
  error,
  hint,
  onType,
}: Notes & { field: Field; label: string; chosen: readonly unknown[]; onType(chosen: readonly unknown[]): void }): ReactElement {
  return (
    <fieldset className="setting-choices">
      <legend>{label}</legend>
      <div>
        {listOf(field.options).map((option) => (
          <label key={String(option)}>
            <input
              type="checkbox"
              checked={chosen.includes(option)}
              onChange={(event) => onType(event.target.checked ? [...chosen, option] : chosen.filter((one) => one !== option))}
            />
            {choiceWords(option)}
          </label>
        ))}
      </div>
      <Note error={error} hint={hint} />
    </fieldset>
  )
}

function Rows({
  field,
  label,
  rows,
  error,
  hint,
  onType,
}: Notes & { field: Field; label: string; rows: readonly unknown[]; onType(rows: Typed): void }): ReactElement {
  const typedRows = rows.map((row) => Object.fromEntries(Object.entries(fieldsOf(row)).map(([key, value]) => [key, toTyped(value)])))
  return (
    <fieldset className="setting-rows">
      <legend>{label}</legend>
      <Note error={error} hint={hint} />
      {typedRows.map((row, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own; their place is what they are known by
        <div key={place} className="setting-row" role="group" aria-label={`${label}, row ${place + 1}`}>
          {(field.columns ?? []).map((column) => (
            <SettingInput
              key={column.path}
              field={column}
              typed={toTyped(row[column.path])}
              onType={(typed) => onType(typedRows.map((one, at) => (at === place ? { ...one, [column.path]: typed } : one)))}
            />
          ))}
          <IconButton icon="close" label={`Remove row ${place + 1}`} onClick={() => onType(typedRows.filter((_, at) => at !== place))} />
        </div>
      ))}
      <div>
        <Button size="dense" onClick={() => onType([...typedRows, emptyRow(field)])}>
          Add row
        </Button>
      </div>
    </fieldset>
  )
}
