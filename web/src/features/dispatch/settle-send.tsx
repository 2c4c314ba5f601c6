import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { graphql } from '../../lib/graphql.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { sendFields } from './batch-documents.ts'
import { RefusalNote } from './refusal-note.tsx'

const settleSend = graphql(
  `
  mutation SettleSend($input: SettleSendInput!) {
    settleSend(input: $input) {
      __typename
      ... on SettleSendSuccess { send { ...Send_send } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`,
  [sendFields],
)

/** A person says what the platform could not: it was sent, or it was not. Both with a reason, and both for good. */
export function SettleSend({ id, onSettled }: { id: string; onSettled(): void }): ReactElement {
  const [accepted, setAccepted] = useState<boolean | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(settleSend)
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  const refusal = !mayOperate
    ? 'Settling a send needs the scope operate.'
    : state === 'offline'
      ? 'No connection: a send can be settled when it is back.'
      : fetching
        ? 'Already on its way.'
        : null
  const settle = async (reason: string): Promise<void> => {
    if (accepted === null) return
    const { data, error } = await run({ input: { sendId: id, accepted, reason, clientMutationId: newId() } })
    const why = refusedOf(data?.settleSend, 'SettleSendSuccess', error)
    setRefused(why)
    announce(why ? `Not settled. ${why.message}` : 'Settled.', why ? 'assertive' : 'polite')
    if (!why) onSettled()
  }
  return (
    <div className="stack">
      {refused && <RefusalNote what="Not settled." refused={refused} />}
      {accepted === null ? (
        <div className="state-actions">
          <Button refusal={refusal} onClick={() => setAccepted(true)}>
            It was sent…
          </Button>
          <Button refusal={refusal} onClick={() => setAccepted(false)}>
            It was not…
          </Button>
        </div>
      ) : (
        <ReasonForm
          label={accepted ? 'What you saw of it, and where' : 'Where you looked for it'}
          verb={accepted ? 'Settle as sent' : 'Settle as not sent'}
          tone="primary"
          refusal={refusal}
          onReason={settle}
          onClose={() => setAccepted(null)}
        />
      )}
    </div>
  )
}
