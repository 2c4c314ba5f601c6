import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { graduateMutation, type Ramp } from './ramp-documents.ts'
import { criterionWords } from './ramp-words.ts'

/** Ends the ramp: one button that names what is missing, and apart from it an admin's override with a reason. */
export function GraduateRamp({
  ramp,
  mayGraduate,
  mayOverride,
}: {
  ramp: Ramp
  mayGraduate: boolean
  mayOverride: boolean
}): ReactElement | null {
  const [, graduate] = useMutation(graduateMutation)
  const [isOverriding, setOverriding] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const { state } = useStore(connectionStore)
  if (!ramp.active && ramp.overriddenBy === null) return null
  const missing = ramp.criteria.filter((criterion) => !criterion.passed).map((criterion) => criterionWords(criterion.name).toLowerCase())
  const offline = state === 'offline' ? 'No connection: this waits until it is back.' : null
  const end = async (overrideReason: string | null): Promise<void> => {
    setBusy(true)
    const { data, error } = await graduate({ input: { overrideReason, clientMutationId: newId() } })
    const why = refusedOf(data?.graduateRamp, 'GraduateRampSuccess', error)
    setBusy(false)
    setRefused(why)
    if (why === null) setOverriding(false)
    announce(why === null ? 'The ramp has ended.' : `Not graduated: ${why.message}`, why === null ? undefined : 'assertive')
  }
  const refusal =
    offline ??
    (mayGraduate ? null : 'Graduating needs the scope operate.') ??
    (busy ? 'Already on its way.' : null) ??
    (missing.length > 0 ? `Missing: ${missing.join(', ')}.` : null)
  return (
    <div className="stack">
      <div className="state-actions">
        <Button tone="primary" refusal={refusal} onClick={() => void end(null)}>
          Graduate
        </Button>
        {ramp.active && mayOverride && missing.length > 0 && (
          <Button tone="link" onClick={() => setOverriding(true)}>
            Override with a reason…
          </Button>
        )}
      </div>
      {refused && !isOverriding && <Verdict kind="bad">{refused.message}</Verdict>}
      {isOverriding && (
        <Dialog title="End the ramp all the same" onClose={() => setOverriding(false)}>
          <p>
            Missing: {missing.join(', ')}. The reason and your name stay on this page and in the audit trail until the ramp is ended in
            order.
          </p>
          {refused && <Verdict kind="bad">{refused.message}</Verdict>}
          <ReasonForm
            label="Why it should end now"
            verb="End the ramp"
            refusal={offline}
            keptAs="graduate"
            onReason={(reason) => end(reason)}
            onClose={() => setOverriding(false)}
          />
        </Dialog>
      )}
    </div>
  )
}
