import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { providerLabel } from '../../lib/provider-label.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { type CheckedHook, checkWebhooks } from './delivery-documents.ts'

/** A test through every webhook, from the public address to its effect, which is none. */
export function HooksCard({ onChecked }: { onChecked(): void }): ReactElement {
  const [hooks, setHooks] = useState<readonly CheckedHook[]>([])
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(checkWebhooks)
  const { state } = useStore(connectionStore)
  const mayOperate = useScope('operate')
  const check = async (): Promise<void> => {
    const { data, error } = await run({ input: { clientMutationId: newId() } })
    const answer = data?.checkWebhooks
    const why = refusedOf(answer, 'CheckWebhooksSuccess', error)
    setRefused(why)
    if (why || answer?.__typename !== 'CheckWebhooksSuccess') return
    setHooks(answer.hooks)
    const bad = answer.hooks.filter(({ good }) => !good).length
    announce(bad === 0 ? 'Every webhook works.' : `${bad} of ${answer.hooks.length} webhooks do not work.`, 'polite')
    onChecked()
  }
  const refusal = !mayOperate
    ? 'A check needs the scope operate.'
    : state === 'offline'
      ? 'No connection.'
      : fetching
        ? 'Already on its way.'
        : null
  return (
    <section className="card" aria-labelledby="hooks-title">
      <div className="card-title">
        <h2 id="hooks-title">Webhooks</h2>
        <Button size="dense" refusal={refusal} onClick={() => void check()}>
          {fetching ? 'Checking…' : 'Check all'}
        </Button>
      </div>
      {refused && (
        <p className="field-error" role="alert">
          Not checked. {refused.message}
        </p>
      )}
      {hooks.length === 0 ? (
        <p className="muted">A check sends a marked test through each of them; it changes nothing.</p>
      ) : (
        <ul className="row-list">
          {hooks.map(({ provider, good, message }) => (
            <li key={provider}>
              <span className="grow">{providerLabel(provider)}</span>
              <Verdict kind={good ? 'ok' : 'bad'}>{message}</Verdict>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
