import { useState } from 'react'
import { useMutation, useSubscription } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { businessNow } from '../../lib/now.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { type Alert, acknowledgeAlert, alertSubscription, resolveAlert } from './alert-documents.ts'

type Settling = {
  /** The alert as it stands: what came since it was read, and what is being done about it here. */
  asItStands(alert: Alert): Alert
  /** Alerts that came since the list was read, newest first. */
  newcomers: readonly Alert[]
  acknowledge(alert: Alert): Promise<void>
  resolve(alert: Alert): Promise<void>
  /** The list was read anew. */
  forget(): void
}

const without = (alerts: ReadonlyMap<string, Alert>, id: string): Map<string, Alert> =>
  new Map([...alerts].filter(([other]) => other !== id))

/** What happens to the alerts of a list while somebody looks. Acknowledging and resolving show at once, and are taken back visibly when refused. */
export function useSettleAlert(listed: readonly Alert[], who: string, pause: boolean): Settling {
  const [heard, setHeard] = useState<ReadonlyMap<string, Alert>>(new Map())
  const [hoped, setHoped] = useState<ReadonlyMap<string, Alert>>(new Map())
  const [, runAcknowledge] = useMutation(acknowledgeAlert)
  const [, runResolve] = useMutation(resolveAlert)
  const { state } = useStore(connectionStore)
  useSubscription({ query: alertSubscription, pause }, (_, event) => {
    const alert = event.alertRaised
    setHeard((before) => new Map(before).set(alert.id, alert))
    return event
  })

  async function settle(
    alert: Alert,
    change: Partial<Alert>,
    done: string,
    notDone: string,
    run: () => Promise<{ alert: Alert | null; refusal: string | null }>,
  ) {
    if (state === 'offline') return announce('No connection: nothing was changed.', 'assertive')
    setHoped((before) => new Map(before).set(alert.id, { ...alert, ...change }))
    announce(done)
    const { alert: answered, refusal } = await run()
    if (answered) setHeard((before) => new Map(before).set(alert.id, answered))
    setHoped((before) => without(before, alert.id))
    if (refusal === null) return
    announce(`${notDone} ${refusal}`, 'assertive')
    showToast({ id: `alert-refused-${alert.id}`, text: `${notDone} ${refusal}`, tone: 'bad' })
  }

  const at = (): string => new Date(businessNow()).toISOString()
  const known = new Set(listed.map(({ id }) => id))
  return {
    asItStands: (alert) => hoped.get(alert.id) ?? heard.get(alert.id) ?? alert,
    newcomers: [...heard.values()].filter((alert) => alert.open && !known.has(alert.id)).toReversed(),
    acknowledge: (alert) =>
      settle(alert, { acknowledgedBy: who, acknowledgedAt: at() }, 'Acknowledged.', 'Not acknowledged.', async () => {
        const { data, error } = await runAcknowledge({ input: { alertId: alert.id, clientMutationId: newId() } })
        const answer = data?.acknowledgeAlert
        const refused = refusedOf(answer, 'AcknowledgeAlertSuccess', error)
        return { alert: answer?.__typename === 'AcknowledgeAlertSuccess' ? answer.alert : null, refusal: refused?.message ?? null }
      }),
    resolve: (alert) =>
      settle(alert, { open: false, resolvedBy: who, resolvedAt: at() }, 'Resolved.', 'Not resolved.', async () => {
        const { data, error } = await runResolve({ input: { alertId: alert.id, clientMutationId: newId() } })
        const answer = data?.resolveAlert
        const refused = refusedOf(answer, 'ResolveAlertSuccess', error)
        return { alert: answer?.__typename === 'ResolveAlertSuccess' ? answer.alert : null, refusal: refused?.message ?? null }
      }),
    forget: () => setHeard(new Map()),
  }
}
