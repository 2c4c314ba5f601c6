import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { confirmGoLive, type GoLiveItem } from './go-live-documents.ts'

const [fewest, most] = [10, 1_000]

/** A person's word for what no row can tell, with its reason; and the way to take it back. */
export function ConfirmItem({ item, onConfirmed }: { item: GoLiveItem; onConfirmed(): void }): ReactElement {
  const [note, setNote] = useState('')
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, confirm] = useMutation(confirmGoLive)
  const isConfirmed = item.confirmedBy !== null
  const left = fewest - note.trim().length
  const refusal = fetching ? 'Already on its way.' : left > 0 ? `Say why in ${left} more characters.` : null
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal) return announce(refusal, 'assertive')
    const { data, error } = await confirm({
      input: { item: item.name, confirmed: !isConfirmed, note: note.trim(), clientMutationId: newId() },
    })
    const why = refusedOf(data?.confirmGoLive, 'ConfirmGoLiveSuccess', error)
    setRefused(why)
    announce(
      why ? `Not done. ${why.message}` : isConfirmed ? `${item.title} is taken back.` : `${item.title} is confirmed.`,
      why ? 'assertive' : 'polite',
    )
    if (why) return
    setNote('')
    onConfirmed()
  }
  return (
    <form
      className="stack confirm-item"
      aria-label={isConfirmed ? `Take back ${item.title}` : `Confirm ${item.title}`}
      onSubmit={(event) => void submit(event)}
    >
      <TextArea
        label={isConfirmed ? 'Why you take it back' : 'Why you answer for it'}
        value={note}
        rows={2}
        maxLength={most}
        hint="It stays in the audit trail."
        error={refused?.message}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" size="dense" refusal={refusal}>
          {isConfirmed ? 'Take back' : 'Confirm'}
          <span className="hidden-text"> {item.title}</span>
        </Button>
      </div>
    </form>
  )
}
