import { type FormEvent, type ReactElement, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { useTyped } from '../../lib/interruption.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf, refusedWords } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icons.tsx'
import { createLead } from './add-lead-documents.ts'
import { fieldFault, type LeadField, leadFields } from './add-lead-fields.ts'
import './add-lead.css'

/** One lead by hand, by the rules of a row of an import. What is wrong stands at its field; nothing that was typed is lost by it. */
export function AddLead({ onClose, onAdded }: { onClose(): void; onAdded(lead: { id: string; name: string }): void }): ReactElement {
  const form = useRef<HTMLFormElement>(null)
  const { typed, keep, forget } = useTyped('add-lead')
  const [fault, setFault] = useState<{ field: LeadField; message: string } | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(createLead)
  const mayOperate = useScope('operate')
  const refusal = !mayOperate
    ? 'Adding leads needs the scope operate.'
    : fetching
      ? 'Already on its way.'
      : !typed.email?.trim() && !typed.linkedinUrl?.trim()
        ? 'An address or a profile is needed.'
        : null
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal) return announce(refusal, 'assertive')
    const said = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ''))
    const { data, error } = await run({ input: { ...said, clientMutationId: newId() } })
    const answer = data?.createLead
    if (answer?.__typename === 'CreateLeadSuccess' && answer.lead) {
      const { id, fullName, email } = answer.lead
      forget()
      return onAdded({ id, name: fullName ?? email ?? 'Somebody' })
    }
    const why = refusedOf(answer, 'CreateLeadSuccess', error)
    const at = why && answer && 'path' in answer ? fieldFault(answer.path, why.message) : null
    setFault(at)
    setRefused(at ? null : why)
    announce(`Not added. ${at?.message ?? why?.message ?? ''}`, 'assertive')
    if (at) form.current?.querySelector<HTMLInputElement>(`[name="${at.field}"]`)?.focus()
  }
  /** Whoever closes it gives up what they typed; what a stop took from under their hands comes back. */
  const close = (makesRoom = false): void => {
    if (!makesRoom) forget()
    onClose()
  }
  return (
    <Dialog title="Add a lead" onClose={close} wide>
      <form ref={form} className="add-lead" noValidate onSubmit={(event) => void add(event)}>
        <div className="add-lead-fields">
          {leadFields.map((field) => (
            <TextField
              key={field.name}
              name={field.name}
              label={field.label}
              hint={'hint' in field ? field.hint : undefined}
              type={'type' in field ? field.type : 'text'}
              error={fault?.field === field.name ? fault.message : null}
              maxLength={500}
              autoComplete="off"
              value={typed[field.name] ?? ''}
              onChange={(event) => {
                keep({ ...typed, [field.name]: event.target.value })
                if (fault?.field === field.name) setFault(null)
              }}
            />
          ))}
        </div>
        {refused && (
          <div className="refused" role="alert">
            <Icon name="bad" /> Not added. {refusedWords(refused)}
          </div>
        )}
        <div className="dialog-actions">
          <Button onClick={() => close()}>Cancel</Button>
          <Button type="submit" tone="primary" refusal={refusal}>
            {fetching ? 'Adding…' : 'Add lead'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
