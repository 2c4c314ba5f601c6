import { type ReactElement, type ReactNode, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { adoptCalibration } from './calibration-documents.ts'

/** A proposed profile: what would change and which leads that moves, and the two steps by which a person adopts it. Never optimistic. */
export function AdoptPanel({
  profileVersion,
  hash,
  changes,
  note,
  onAdopted,
}: {
  profileVersion: number
  hash: string
  changes: readonly { name: string; today: string; proposed: string }[]
  note: ReactNode
  onAdopted(): void
}): ReactElement {
  const [isAsked, setIsAsked] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const [{ fetching }, adopt] = useMutation(adoptCalibration)
  const isAdmin = useScope('admin')
  const { state } = useStore(connectionStore)
  const refusal = !isAdmin
    ? 'Adopting a profile needs the scope admin.'
    : state === 'offline'
      ? 'No connection: it can be adopted when it is back.'
      : fetching
        ? 'Already on its way.'
        : null
  const save = async (): Promise<void> => {
    const { data, error } = await adopt({ input: { profileVersion, hash, clientMutationId: newId() } })
    const answer = data?.adoptCalibration
    const why = refusedOf(answer, 'AdoptCalibrationSuccess', error)
    setRefused(why?.message ?? null)
    if (why) announce(`Not adopted. ${why.message}`, 'assertive')
    else if (answer && 'version' in answer)
      showToast({ id: 'calibration', tone: 'ok', text: `ICP profile version ${answer.version} is in force. Leads are scored again.` })
    onAdopted()
  }
  return (
    <section aria-labelledby="proposal-title">
      <h4 className="sub-title" id="proposal-title">
        Proposed profile, version {profileVersion + 1}
      </h4>
      <p>
        {changes.map(({ name, today, proposed }) => `${name} ${proposed} points instead of ${today}`).join(', ')}. The order within a part
        stays as it is. It is never adopted by itself.
      </p>
      {isAsked && note}
      {refused !== null && <p className="field-error">Not adopted. {refused}</p>}
      <div className="state-actions">
        {isAsked ? (
          <>
            <Button tone="primary" refusal={refusal} onClick={() => void save()}>
              {fetching ? 'Adopting…' : 'Adopt this profile'}
            </Button>
            <Button onClick={() => setIsAsked(false)}>Back</Button>
          </>
        ) : (
          <Button onClick={() => setIsAsked(true)}>Show what it would change…</Button>
        )}
      </div>
    </section>
  )
}
