import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { useKeptText } from '../../lib/use-kept-text.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { addNote } from './lead-documents.ts'

/** Words of ours for the lead's timeline. What was typed stays until it is added, also when the page is left. */
export function LeadNote({ id, onAdded }: { id: string; onAdded(): void }): ReactElement | null {
  const [typed, setWords] = useKeptText(`note.${id}`)
  const words = typed ?? ''
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(addNote)
  const { state } = useStore(connectionStore)
  const mayOperate = useScope('operate')
  if (!mayOperate) return null
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const { data, error } = await run({ input: { leadId: id, text: words.trim(), clientMutationId: newId() } })
    const why = refusedOf(data?.addNote, 'AddNoteSuccess', error)
    setRefused(why)
    if (why) return
    setWords('')
    announce('Note added.', 'polite')
    onAdded()
  }
  const refusal =
    words.trim() === '' ? 'Write something first.' : state === 'offline' ? 'No connection.' : fetching ? 'Already on its way.' : null
  return (
    <form className="stack" onSubmit={(event) => void add(event)}>
      <TextArea label="Note" value={words} maxLength={2_000} rows={2} onChange={(event) => setWords(event.target.value)} />
      <div className="toolbar">
        <Button type="submit" refusal={refusal}>
          Add note
        </Button>
      </div>
      {refused && (
        <p className="field-error" role="alert">
          Not added. {refused.message}
        </p>
      )}
    </form>
  )
}
