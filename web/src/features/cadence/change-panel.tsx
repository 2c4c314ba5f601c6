import { type ReactElement, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icons.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { Time } from '../../ui/time.tsx'
import { changeEnrollment, previewQuery } from './cadence-documents.ts'
import { actionWords } from './cadence-words.ts'
import './cadence.css'

export type Change = 'PAUSE' | 'RESUME' | 'EXIT' | 'MOVE'
type Plan = { name: string; version: number; title: string }

const verbs: Record<Change, { verb: string; label: string; done: string }> = {
  PAUSE: { verb: 'Pause cadence', label: 'Why it is paused', done: 'The cadence is paused.' },
  RESUME: { verb: 'Resume cadence', label: 'Why it goes on', done: 'The cadence goes on.' },
  EXIT: { verb: 'End cadence', label: 'Why it ends', done: 'The cadence has ended.' },
  MOVE: { verb: 'Move lead', label: 'Why they are moved', done: 'Moved.' },
}

/** A change of one lead's cadence: what it would do to each step stands above the button that does it. */
export function ChangePanel({
  leadId,
  change,
  plans,
  onDone,
  onClose,
}: {
  leadId: string
  change: Change
  plans: readonly Plan[]
  onDone(): void
  onClose(): void
}): ReactElement {
  const [until, setUntil] = useState('')
  const [target, setTarget] = useState(() => keyOf(plans[0] ?? { name: '', version: 0, title: '' }))
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(changeEnrollment)
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  const plan = plans.find((one) => keyOf(one) === target)
  const where = {
    plan: change === 'MOVE' ? (plan?.name ?? null) : null,
    planVersion: change === 'MOVE' ? (plan?.version ?? null) : null,
    until: change === 'PAUSE' && until !== '' ? new Date(`${until}T00:00:00`).toISOString() : null,
  }
  const refusal = !mayOperate
    ? 'Changing a cadence needs the scope operate.'
    : state === 'offline'
      ? 'No connection: a cadence can be changed when it is back.'
      : fetching
        ? 'Already on its way.'
        : null
  const { verb, label, done } = verbs[change]
  const act = async (reason: string): Promise<void> => {
    const { data, error } = await run({ input: { leadId, change, ...where, reason, clientMutationId: newId() } })
    const why = refusedOf(data?.changeEnrollment, 'ChangeEnrollmentSuccess', error)
    setRefused(why)
    announce(why ? `Not changed. ${why.message}` : done, why ? 'assertive' : 'polite')
    if (!why) onDone()
  }
  return (
    <div className="change-panel">
      {change === 'PAUSE' && (
        <TextField
          label="Until"
          type="date"
          value={until}
          onChange={(event) => setUntil(event.target.value)}
          hint="Without a day it waits until somebody resumes it."
        />
      )}
      {change === 'MOVE' && (
        <Select
          label="To the plan"
          value={target}
          options={plans.map((one) => ({ value: keyOf(one), label: `${one.title} (${one.name}, version ${one.version})` }))}
          onChange={setTarget}
        />
      )}
      <Preview leadId={leadId} change={change} {...where} />
      {refused && (
        <p className="refused">
          <Icon name="bad" /> Not changed. {refused.message}
        </p>
      )}
      <ReasonForm
        label={label}
        verb={verb}
        tone={change === 'EXIT' ? 'bad' : 'primary'}
        refusal={refusal}
        onReason={act}
        onClose={onClose}
      />
    </div>
  )
}

const keyOf = ({ name, version }: Plan): string => `${name} ${version}`

function Preview({
  leadId,
  change,
  plan,
  planVersion,
  until,
}: {
  leadId: string
  change: Change
  plan: string | null
  planVersion: number | null
  until: string | null
}): ReactElement | null {
  const [{ data }] = useQuery({
    query: previewQuery,
    variables: { id: leadId, change, plan, planVersion, until },
    requestPolicy: 'network-only',
  })
  if (!data) return null
  const steps = data.enrollmentPreview
  if (change === 'EXIT') return <p>{steps.length === 1 ? '1 step falls away.' : `${steps.length} steps fall away.`}</p>
  if (change === 'PAUSE' && until === null)
    return <p>{steps.length} steps wait until somebody resumes it; none of their delays is used up.</p>
  return (
    <table className="small-table" aria-label="What would change">
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Now</th>
          <th scope="col">Then</th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr key={`${step.step} ${step.action}`}>
            <th scope="row">
              {step.step} {actionWords(step.action, null)}
            </th>
            <td>{step.before ? <Time at={step.before} /> : <span className="muted">new</span>}</td>
            <td>{step.after ? <Time at={step.after} /> : <span className="muted">falls away</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
