import { type FormEvent, type KeyboardEvent, type ReactElement, type ReactNode, useRef, useState } from 'react'
import { connectionStore } from '../../lib/connection.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { ReviewPanel } from './review-panel.tsx'
import { SaveRefusal } from './save-refusal.tsx'
import { SettingInput } from './setting-input.tsx'
import { isEdited, patchOf, readTyped, type Typed, typedOf, valueAt } from './setting-values.ts'
import type { Field, Preview, Section } from './settings-documents.ts'
import { useSettingsSave } from './use-settings-save.ts'

type Edits = Readonly<Record<string, Typed>>

/** What was typed in each section and not saved yet, and the version that it was typed over. */
export type Unsaved = Map<string, { edits: Edits; seen: number }>

/** A section's form: every setting with its words and bounds, the changes before they are saved, and what was typed kept whatever happens. */
export function SectionForm({
  section,
  tighteningOnly,
  unsaved,
  foretell,
  onSaved,
}: {
  section: Section
  tighteningOnly: boolean
  /** Outlives the form: whoever looks at another section finds what was typed when coming back. */
  unsaved: Unsaved
  /** What the changes would bring, told beside them before they are saved. */
  foretell(patch: Record<string, unknown>): ReactNode
  onSaved(): void
}): ReactElement {
  const [edits, setEdits] = useState<Edits>(unsaved.get(section.name)?.edits ?? {})
  const [seen, setSeen] = useState(unsaved.get(section.name)?.seen ?? section.version)
  const [reviewed, setReviewed] = useState<Record<string, unknown> | null>(null)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const form = useRef<HTMLFormElement>(null)
  const saving = useSettingsSave()
  const isAdmin = useScope('admin')
  const { state } = useStore(connectionStore)
  const edited = section.fields.filter((field) => {
    const typed = edits[field.path]
    return typed !== undefined && isEdited(field, section.document, typed)
  })
  // Without edits the newest version is what is seen; with them it is the one that they were made on.
  const made = edited.length === 0 ? section.version : seen
  const isOvertaken = made !== section.version

  const keep = (edits: Edits, seen: number): void => {
    setEdits(edits)
    setSeen(seen)
    unsaved.set(section.name, { edits, seen })
  }
  const type = (field: Field, typed: Typed): void => {
    keep({ ...edits, [field.path]: typed }, edited.length === 0 ? section.version : seen)
    setErrors({ ...errors, [field.path]: '' })
    setReviewed(null)
  }
  const review = (event: FormEvent): void => {
    event.preventDefault()
    if (refusal) {
      announce(refusal, 'assertive')
      return
    }
    // Ctrl Enter reviews first, and saves what was reviewed.
    if (reviewed) {
      form.current?.querySelector<HTMLElement>('.review-panel [data-tone="primary"]')?.click()
      return
    }
    const read = edited.map((field) => ({ field, read: readTyped(field, edits[field.path] ?? '') }))
    const wrong = read.flatMap(({ field, read }) => (read.ok ? [] : [[field.path, read.message] as const]))
    setErrors(Object.fromEntries(wrong))
    if (wrong.length > 0) {
      focusFirst(form.current, `${wrong.length === 1 ? 'One field is' : `${wrong.length} fields are`} not valid.`)
      return
    }
    saving.forget()
    keep(edits, section.version)
    setReviewed(patchOf(read.map(({ field, read }) => [field.path, read.ok ? read.value : null] as const)))
  }
  const showProblems = (preview: Preview): void => {
    const all = [...preview.problems, ...preview.refusals]
    const errorOf = ({ path, label }: Field): [string, string][] => {
      const one = all.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`))
      return one ? [[path, one.message.replace(path, label)]] : []
    }
    setErrors(Object.fromEntries(section.fields.flatMap(errorOf)))
    if (all.length > 0) announce(all.map(({ message }) => message).join(' '), 'assertive')
  }
  const save = async (): Promise<void> => {
    if (!reviewed) return
    const before = section.version
    const version = await saving.save(section.name, { patch: reviewed }, before)
    if (version === null) return onSaved()
    keep({}, version)
    setReviewed(null)
    setErrors({})
    onSaved()
    showToast({
      id: 'settings',
      tone: 'ok',
      text: `Saved ${section.title}, version ${version}.`,
      action: {
        label: 'Undo',
        run: () =>
          void saving.save(section.name, { restore: before }, version).then((restored) => {
            if (restored !== null) showToast({ id: 'settings', tone: 'ok', text: `Version ${before} is back, as version ${restored}.` })
            onSaved()
          }),
      },
    })
  }
  const refusal = !isAdmin
    ? 'Changing settings needs the scope admin.'
    : state === 'offline'
      ? 'No connection: settings can be saved when it is back.'
      : edited.length === 0
        ? 'Nothing is changed yet.'
        : null
  const onKey = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.nativeEvent.isComposing || event.repeat) return
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    event.currentTarget.requestSubmit()
  }
  return (
    <form ref={form} className="card" aria-labelledby="section-title" onSubmit={review} onKeyDown={onKey} noValidate>
      <div className="card-title">
        <h2 id="section-title" tabIndex={-1}>
          {section.title}
        </h2>
        <span className="muted sm number">{section.version === 0 ? 'As shipped' : `Version ${section.version}`}</span>
      </div>
      <p className="muted sm">{section.purpose}</p>
      {section.problems.length > 0 && (
        <SaveRefusal
          what="This section is not valid, and nothing is sent on it:"
          refused={{ code: '', message: section.problems.map(({ path, message }) => `${path}: ${message}`).join('; '), reasons: [] }}
        />
      )}
      {isOvertaken && edited.length > 0 && (
        <p className="save-notice">
          Version {section.version} came in{section.changedBy && `, saved by ${section.changedBy}`}. What you typed is kept; review it
          again.
        </p>
      )}
      {groupsOf(section.fields).map(({ group, fields }) => (
        <fieldset key={group ?? ''} className="setting-group">
          {group && <legend>{group}</legend>}
          <div>
            {fields.map((field) => (
              <div
                key={field.path}
                className="setting"
                data-wide={wide.has(field.kind) || (field.maxLength ?? 0) > 120}
                data-edited={edited.includes(field)}
              >
                <SettingInput
                  field={field}
                  typed={edits[field.path] ?? typedOf(field, valueAt(section.document, field.path))}
                  error={errors[field.path] || null}
                  hint={hintOf(field, tighteningOnly)}
                  onType={(typed) => type(field, typed)}
                />
              </div>
            ))}
          </div>
        </fieldset>
      ))}
      {saving.refused && (
        <SaveRefusal what="Not saved." refused={saving.refused}>
          {saving.refused.conflictVersion !== null && <p>Your changes are kept below; review them against the version that stands now.</p>}
        </SaveRefusal>
      )}
      {reviewed ? (
        <ReviewPanel
          key={`${section.version}${JSON.stringify(reviewed)}`}
          section={section}
          wanted={{ patch: reviewed }}
          busy={saving.busy}
          note={foretell(reviewed)}
          onSave={() => void save()}
          onProblems={showProblems}
          onClose={() => setReviewed(null)}
        />
      ) : (
        <div className="state-actions">
          <Button type="submit" tone="primary" keys="Mod+Enter" refusal={refusal}>
            {edited.length === 0 ? 'Review changes' : `Review ${edited.length === 1 ? '1 change' : `${edited.length} changes`}`}
          </Button>
          {edited.length > 0 && (
            <Button
              onClick={() => {
                keep({}, section.version)
                setErrors({})
                saving.forget()
              }}
            >
              Discard
            </Button>
          )}
        </div>
      )}
    </form>
  )
}

const wide = new Set<Field['kind']>(['ROWS', 'JSON', 'TEXTS', 'CHOICES'])

function hintOf(field: Field, tighteningOnly: boolean): string | null {
  const ramp = tighteningOnly && field.whileRamp ? `During the ramp it ${field.whileRamp}.` : null
  return [field.description, ramp].filter(Boolean).join(' ') || null
}

/** Fields in their order, those of one group together. */
function groupsOf(fields: Section['fields']): { group: string | null; fields: Section['fields'] }[] {
  const groups = new Map<string | null, Section['fields']>()
  for (const field of fields) groups.set(field.group, [...(groups.get(field.group) ?? []), field])
  return [...groups].map(([group, fields]) => ({ group, fields }))
}

function focusFirst(form: HTMLFormElement | null, words: string): void {
  announce(words, 'assertive')
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid]')?.focus())
}
