import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { enrichLead } from './lead-documents.ts'

/** Asks Apollo what is known of this lead now, for a credit. What it learns comes to the page by itself. */
export function AskAgain({ id }: { id: string }): ReactElement | null {
  const [said, setSaid] = useState<string | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(enrichLead)
  const { state } = useStore(connectionStore)
  const mayOperate = useScope('operate')
  if (!mayOperate) return null
  const ask = async (): Promise<void> => {
    const { data, error } = await run({ input: { leadId: id, clientMutationId: newId() } })
    const why = refusedOf(data?.enrichLead, 'EnrichLeadSuccess', error)
    setRefused(why)
    const words = why ? null : 'Asked. What is new stands here within a minute.'
    setSaid(words)
    announce(words ?? why?.message ?? '', why ? 'assertive' : 'polite')
  }
  return (
    <div className="toolbar">
      <Button
        size="dense"
        refusal={state === 'offline' ? 'No connection.' : fetching ? 'Already on its way.' : null}
        onClick={() => void ask()}
      >
        Ask Apollo again
      </Button>
      {said && <span className="muted">{said}</span>}
      {refused && (
        <p className="field-error" role="alert">
          Not asked. {refused.reasons[0]?.message ?? refused.message}
        </p>
      )}
    </div>
  )
}
