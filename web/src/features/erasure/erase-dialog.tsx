import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { eraseLead } from './erasure-documents.ts'

/** What has to be typed: erasing can't be taken back. */
const word = 'erase'

/** Says what goes and what stays, and erases once the word was typed. */
export function EraseDialog({ id, name, onClose }: { id: string; name: string; onClose(): void }): ReactElement {
  const [typed, setTyped] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const [{ fetching }, run] = useMutation(eraseLead)
  const { state } = useStore(connectionStore)
  const refusal =
    state === 'offline'
      ? 'No connection.'
      : fetching
        ? 'Already on its way.'
        : typed.trim().toLowerCase() !== word
          ? `Type “${word}” first.`
          : null
  const erase = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal !== null) return announce(refusal, 'assertive')
    const { data, error } = await run({ input: { leadId: id, clientMutationId: newId() } })
    const why = refusedOf(data?.eraseLead, 'EraseLeadSuccess', error)
    setRefused(why?.message ?? null)
    if (why !== null) return announce(why.message, 'assertive')
    announce('Asked to be erased. Nobody writes to them any more.')
    onClose()
  }
  return (
    <Dialog title="Erase this person" onClose={onClose}>
      <form className="stack" onSubmit={(event) => void erase(event)}>
        <p>
          <strong>
            <Bidi text={name} />
          </strong>{' '}
          is forgotten for good. It can’t be taken back.
        </p>
        <ul className="sm">
          <li>
            <strong>At once:</strong> nothing is sent to them any more, what is planned is skipped, what platforms hold is asked back.
          </li>
          <li>
            <strong>Goes:</strong> name, addresses, profile, employer, facts, scores, texts, replies, notes, raw webhooks, the files they
            came in.
          </li>
          <li>
            <strong>Stays, without them:</strong> that a message went out and who approved it, numbers, and a digest of their address. By
            the digest they are recognised and never written to again.
          </li>
        </ul>
        <TextField label={`Type “${word}” to go on`} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
        {refused !== null && <Verdict kind="bad">{refused}</Verdict>}
        <div className="state-actions">
          <Button type="submit" tone="bad" refusal={refusal}>
            Erase for good
          </Button>
          <Button onClick={onClose}>Keep</Button>
        </div>
      </form>
    </Dialog>
  )
}
