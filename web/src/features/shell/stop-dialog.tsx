import { type FormEvent, type ReactElement, useEffect, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { formatCount, formatSeconds } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { type Safety, safetyFields } from './shell-data.ts'
import './stop-dialog.css'

const setStop = graphql(
  `
  mutation SetEmergencyStop($input: SetEmergencyStopInput!) {
    setEmergencyStop(input: $input) {
      __typename
      ... on SetEmergencyStopSuccess { safety { ...Shell_safety } }
      ... on UserError { code message }
    }
  }
`,
  [safetyFields],
)

const reasons = ['Bounce spike', 'Wrong audience', 'Provider fault', 'Drill']

/** What was under way can't be called back: it is checked, and whoever stopped should know. */
function inFlight(count: number): string {
  if (count === 0) return 'Nothing was in flight, and nothing more goes out.'
  return `${formatCount(count)} ${count === 1 ? 'send was' : 'sends were'} in flight, being checked.`
}

function toApprove(count: number): string {
  if (count === 0) return 'No batch waits for an approval.'
  return `${formatCount(count)} ${count === 1 ? 'batch needs' : 'batches need'} approval again before anything goes out.`
}

type Step = { at: 'reason' } | { at: 'confirm' } | { at: 'working' } | { at: 'done'; text: string } | { at: 'failed'; text: string }

/**
 * The emergency stop in two deliberate steps, and its lifting. What it says happened is the server's word, never a guess. `safety` is null
 * while nobody knows how it stands: then it stops, which does no harm twice.
 */
export function StopDialog({ safety, onClose }: { safety: Safety | null; onClose(): void }): ReactElement {
  // The dialog keeps the purpose it was opened with, even when the stop itself changes meanwhile.
  const [lifting] = useState(safety?.emergencyStop ?? false)
  const mayLift = useScope('admin')
  const [step, setStep] = useState<Step>({ at: 'reason' })
  const [reason, setReason] = useState('')
  const [, run] = useMutation(setStop)
  const confirm = useRef<HTMLButtonElement>(null)
  const done = useRef<HTMLParagraphElement>(null)
  const verb = lifting ? 'Lift the stop' : 'Stop all sending'
  const refusal =
    lifting && safety?.forced
      ? "Forced by a running process, can't be lifted here."
      : lifting && !mayLift
        ? 'Lifting needs the scope admin.'
        : null

  useEffect(() => {
    if (step.at === 'confirm') confirm.current?.focus()
    if (step.at === 'done' || step.at === 'failed') done.current?.focus()
  }, [step.at])

  const next = (event: FormEvent): void => {
    event.preventDefault()
    if (reason.trim() !== '' && !refusal) setStep({ at: 'confirm' })
  }
  const execute = async (): Promise<void> => {
    setStep({ at: 'working' })
    announce(lifting ? 'Lifting…' : 'Stopping…')
    const { data, error } = await run({
      input: { active: !lifting, reason: reason.trim(), drill: reason.trim() === 'Drill', clientMutationId: newId() },
    })
    const result = data?.setEmergencyStop
    if (result?.__typename !== 'SetEmergencyStopSuccess') {
      const why = refusedOf(result, 'SetEmergencyStopSuccess', error)
      const text = `${lifting ? 'The stop was not lifted' : 'Sending is not confirmed as stopped'}: ${why?.message}`
      setStep({ at: 'failed', text })
      return
    }
    const at = result.safety.since ? formatSeconds(Date.parse(result.safety.since)) : formatSeconds(Date.now())
    if (lifting) return setStep({ at: 'done', text: `The stop is lifted. ${toApprove(safety?.batchesToApprove ?? 0)}` })
    setStep({ at: 'done', text: `Stopped ${at}. ${inFlight(result.safety.inFlight)}` })
  }

  return (
    <Dialog title={lifting ? 'Lift the emergency stop' : 'Stop sending'} onClose={onClose} stays>
      {step.at === 'done' || step.at === 'failed' ? (
        <>
          <p ref={done} tabIndex={-1} role="alert" className="stop-result">
            <Verdict kind={step.at === 'done' ? 'ok' : 'bad'}>{step.text}</Verdict>
          </p>
          <div className="dialog-actions">
            {step.at === 'failed' && <Button onClick={execute}>Try again</Button>}
            <Button onClick={onClose}>Close</Button>
          </div>
        </>
      ) : (
        <form className="stop-form" onSubmit={next}>
          <p>
            {lifting
              ? `Sending can start again after this. ${toApprove(safety?.batchesToApprove ?? 0)}`
              : 'Nothing more goes out to anyone, on any platform, until an admin lifts the stop. Reviewing goes on.'}
          </p>
          {!lifting && (
            <fieldset className="stop-reasons">
              <legend className="hidden-text">Common reasons</legend>
              {reasons.map((one) => (
                <Button key={one} size="dense" aria-pressed={reason === one} onClick={() => setReason(one)}>
                  {one}
                </Button>
              ))}
            </fieldset>
          )}
          <TextField
            label="Reason"
            value={reason}
            autoFocus
            onChange={(event) => {
              setReason(event.target.value)
              setStep({ at: 'reason' })
            }}
            hint={refusal ?? 'Stays in the audit trail with your name.'}
          />
          <div className="dialog-actions">
            <Button onClick={onClose}>Cancel</Button>
            {step.at === 'reason' ? (
              <Button type="submit" refusal={refusal ?? (reason.trim() === '' ? 'Say why first.' : null)}>
                Next
              </Button>
            ) : (
              <Button
                ref={confirm}
                tone="bad"
                icon={lifting ? undefined : 'stop'}
                refusal={step.at === 'working' ? 'Already on its way.' : null}
                onClick={execute}
              >
                {step.at === 'working' ? (lifting ? 'Lifting…' : 'Stopping…') : verb}
              </Button>
            )}
          </div>
        </form>
      )}
    </Dialog>
  )
}
