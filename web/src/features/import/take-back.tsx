import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { refusedOf, refusedWords } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Progress } from '../../ui/states.tsx'
import { cancelImport, undoImport } from './import-documents.ts'
import { type Import, undoSentence } from './import-words.ts'

type Counts = { removed: number; restored: number; kept: number }

/** Why nothing can be done about an import from here; null when it can. */
function useRefusal(fetching: boolean): string | null {
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  if (!mayOperate) return 'This needs the scope operate.'
  if (state === 'offline') return 'No connection.'
  return fetching ? 'Already on its way.' : null
}

/** Stops an import that runs; what it has written stays. */
export function StopImport({ one }: { one: Import }): ReactElement {
  const [said, setSaid] = useState<string | null>(null)
  const [{ fetching }, run] = useMutation(cancelImport)
  const refusal = useRefusal(fetching)
  const stop = async (): Promise<void> => {
    const { data, error } = await run({ input: { importId: one.id, clientMutationId: newId() } })
    const why = refusedOf(data?.cancelImport, 'CancelImportSuccess', error)
    setSaid(why ? `Not stopped. ${why.message}` : null)
    announce(why ? why.message : 'The import was stopped.', why ? 'assertive' : 'polite')
  }
  return (
    <div className="toolbar">
      <Button refusal={refusal} onClick={() => void stop()}>
        Stop import
      </Button>
      {said && (
        <span className="field-error" role="alert">
          {said}
        </span>
      )}
    </div>
  )
}

/** Takes a whole import back: first what that would do, counted; then, on a second word, does it. */
export function TakeBack({ one }: { one: Import }): ReactElement | null {
  const [preview, setPreview] = useState<Counts | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [{ fetching }, run] = useMutation(undoImport)
  const refusal = useRefusal(fetching)
  if (one.kind !== 'LEADS' || one.status === 'RUNNING') return null
  if (one.undoProgress !== null) return <TakenBack one={one} progress={one.undoProgress} />

  const ask = async (dryRun: boolean): Promise<void> => {
    const { data, error } = await run({ input: { importId: one.id, dryRun, ...(dryRun ? {} : { clientMutationId: newId() }) } })
    const answer = data?.undoImport
    const why = refusedOf(answer, 'UndoImportSuccess', error)
    setSaid(why && refusedWords(why))
    if (why || answer?.__typename !== 'UndoImportSuccess') {
      announce(why?.message ?? 'No answer came.', 'assertive')
      return
    }
    if (!dryRun) {
      setPreview(null)
      announce('The import is being taken back.')
      return
    }
    const counts = { removed: answer.removed ?? 0, restored: answer.restored ?? 0, kept: answer.kept ?? 0 }
    setPreview(counts)
    announce(undoSentence(counts, true))
  }
  return (
    <section className="card" aria-labelledby="undo-title">
      <div className="card-title">
        <h2 id="undo-title">Take it back</h2>
        {preview === null && (
          <Button refusal={refusal} onClick={() => void ask(true)}>
            What would that do?
          </Button>
        )}
      </div>
      {preview === null ? (
        <p className="muted sm">
          Leads that this import made and nobody has touched since go; what it changed is as before. Whom it put on a list stays there.
        </p>
      ) : (
        <>
          <p role="status">{undoSentence(preview, true)} Suppressions and exclusions that it brought stay.</p>
          <div className="toolbar">
            <Button
              tone="bad"
              autoFocus
              refusal={refusal ?? (preview.removed + preview.restored === 0 ? 'There is nothing to take back.' : null)}
              onClick={() => void ask(false)}
            >
              Take back {formatCount(preview.removed + preview.restored)}
            </Button>
            <Button onClick={() => setPreview(null)}>Keep the import</Button>
          </div>
        </>
      )}
      {said && (
        <p className="field-error" role="alert">
          Not taken back. {said}
        </p>
      )}
    </section>
  )
}

function TakenBack({ one, progress }: { one: Import; progress: number }): ReactElement {
  return (
    <section className="card" aria-labelledby="undo-title">
      <h2 id="undo-title">Taken back by {one.undoneBy}</h2>
      {one.undoneAt === null ? (
        <div role="status">
          <Progress label={`Taking back: ${Math.round(progress * 100)} %`} value={progress} of={1} />
        </div>
      ) : (
        <p role="status">{undoSentence(one, false)} Suppressions and exclusions that it brought stay.</p>
      )}
    </section>
  )
}
