import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { fieldsOf, wordOf } from '../../lib/json.ts'
import { newId } from '../../lib/new-id.ts'
import { providerLabel } from '../../lib/provider-label.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip, Verdict } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { type Delivery, replayDelivery } from './delivery-documents.ts'

/** Signals are named in capitals; the rest of a sentence stays as it is. */
function effectWords(effect: string): string {
  const isSignals = /^[A-Z_, ]+$/.test(effect)
  const signal = isSignals ? /[A-Z_]+/g : /\b[A-Z]+(?:_[A-Z]+)+\b/g
  return visibleText(effect.replace(signal, (name) => name.replaceAll('_', ' ').toLowerCase()))
}

/** One webhook request as it came, what became of it, and another try where it had no effect. */
export function DeliveryRow({ delivery, onReplayed }: { delivery: Delivery; onReplayed(): void }): ReactElement {
  const [opened, setOpened] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(replayDelivery)
  const mayOperate = useScope('operate')
  const replay = async (): Promise<void> => {
    const { data, error } = await run({ input: { deliveryId: delivery.id, clientMutationId: newId() } })
    const answer = data?.replayDelivery
    const why = refusedOf(answer, 'ReplayDeliverySuccess', error)
    setRefused(why)
    const applied = answer?.__typename === 'ReplayDeliverySuccess' && answer.applied
    announce(
      why ? `Not replayed. ${why.message}` : applied ? 'Replayed: it has had its effect.' : 'Replayed, but it still has no effect.',
      why ? 'assertive' : 'polite',
    )
    if (!why) onReplayed()
  }
  return (
    <>
      <tr>
        <td>
          <Time at={delivery.receivedAt} />
        </td>
        <td>
          <Button tone="link" aria-expanded={opened} onClick={() => setOpened(!opened)}>
            {visibleText(delivery.eventType ?? 'No type')}
          </Button>
          <br />
          <span className="muted sm">{providerLabel(delivery.provider)}</span>
        </td>
        <td>
          {delivery.lead ? (
            <Link href={`/leads/${delivery.lead.id}`}>
              <Bidi text={delivery.lead.fullName ?? delivery.lead.email ?? 'Unnamed lead'} />
            </Link>
          ) : (
            <span className="muted">Nobody known</span>
          )}
        </td>
        <td>
          {delivery.duplicate ? (
            <Verdict kind="skipped">A copy, without effect</Verdict>
          ) : delivery.applied ? (
            <Verdict kind="ok">Applied{delivery.effect && `: ${effectWords(delivery.effect)}`}</Verdict>
          ) : delivery.error ? (
            <Verdict kind="bad">{visibleText(delivery.error)}</Verdict>
          ) : (
            <Verdict kind="inFlight">Waits</Verdict>
          )}
          {!delivery.authenticated && (
            <p>
              <Chip tone="bad">Not authenticated</Chip>
            </p>
          )}
          {refused && (
            <p className="field-error" role="alert">
              Not replayed. {refused.message}
            </p>
          )}
        </td>
        <td>
          {!delivery.applied && !delivery.duplicate && (
            <Button
              size="dense"
              refusal={!mayOperate ? 'A replay needs the scope operate.' : fetching ? 'Already on its way.' : null}
              onClick={() => void replay()}
            >
              {fetching ? 'Replaying…' : 'Replay'}
            </Button>
          )}
        </td>
      </tr>
      {opened && (
        <tr>
          <td colSpan={5} className="delivery-headers">
            <dl className="pairs">
              <dt>Received</dt>
              <dd>
                <Time at={delivery.receivedAt} as="full" />
              </dd>
              {Object.entries(fieldsOf(delivery.headers)).map(([name, value]) => (
                <div key={name} className="header-pair">
                  <dt>{name}</dt>
                  <dd>
                    <code>{visibleText(wordOf(value))}</code>
                  </dd>
                </div>
              ))}
            </dl>
          </td>
        </tr>
      )}
    </>
  )
}
