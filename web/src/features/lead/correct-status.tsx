import { type ReactElement, useState } from 'react'
import { useClient, useMutation, useQuery } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { faultOf } from '../../lib/fault.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf, refusedWords } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { statusName } from '../../lib/status-name.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { showToast } from '../../ui/toasts.tsx'
import { useFocusBack } from '../../ui/use-focus-back.ts'
import { correctLeadStatus, leadQuery, statusesQuery } from './lead-documents.ts'
import type { LeadFacts } from './lead-head.tsx'
import { causeWords } from './status-cause.ts'

type Status = LeadFacts['status']
type Standing = { status: Status; cause: string | null }

/** What an admin may do where the table of moves is wrong about a lead: say where it belongs, and why. Undone from its message. */
export function CorrectStatus({ lead }: { lead: LeadFacts }): ReactElement | null {
  const [isOpen, setOpen] = useState(false)
  const frame = useFocusBack<HTMLDivElement>(isOpen)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(correctLeadStatus)
  const client = useClient()
  const { state } = useStore(connectionStore)
  const mayCorrect = useScope('admin')
  if (!mayCorrect) return null
  const offline = state === 'offline' ? 'No connection.' : null

  const move = async (from: Standing, to: Standing, reason: string): Promise<boolean> => {
    const input = { leadId: lead.id, from: from.status, to: to.status, cause: to.cause, reason, clientMutationId: newId() }
    const { data, error } = await run({ input })
    const why = refusedOf(data?.correctLeadStatus, 'CorrectLeadStatusSuccess', error)
    setRefused(why)
    if (why) announce(`Not corrected. ${why.message}`, 'assertive')
    // It moved, and the page did not hear of it.
    if (why?.code === 'CONFLICT') void client.query(leadQuery, { id: lead.id }, { requestPolicy: 'network-only' }).toPromise()
    return why === null
  }
  const correct = async (from: Standing, to: Standing, reason: string): Promise<void> => {
    if (!(await move(from, to, reason))) return
    setOpen(false)
    showToast({
      id: 'correction',
      tone: 'ok',
      text: `Status corrected: ${statusName(to.status)}.`,
      action: {
        label: 'Undo',
        run: () =>
          void move(to, from, 'The correction before was taken back.').then((isDone) =>
            showToast(
              isDone
                ? { id: 'correction', tone: 'ok', text: `${statusName(from.status)} again.` }
                : { id: 'correction', tone: 'bad', text: 'Not taken back: the lead’s page says why.' },
            ),
          ),
      },
    })
  }
  return (
    <div className="stack" ref={frame}>
      {!isOpen && (
        <div>
          <Button size="dense" refusal={offline} onClick={() => setOpen(true)}>
            Correct status…
          </Button>
        </div>
      )}
      {isOpen && (
        <Form
          lead={lead}
          refusal={offline ?? (fetching ? 'Already on its way.' : null)}
          onCorrect={correct}
          onClose={() => {
            setRefused(null)
            setOpen(false)
          }}
        />
      )}
      {refused && <p className="field-error">Not corrected. {refusedWords(refused)}</p>}
    </div>
  )
}

function Form({
  lead: { status, statusCause },
  refusal,
  onCorrect,
  onClose,
}: {
  lead: LeadFacts
  refusal: string | null
  onCorrect(from: Standing, to: Standing, reason: string): Promise<void>
  onClose(): void
}): ReactElement {
  const [{ data, error }, again] = useQuery({ query: statusesQuery })
  const [chosen, setChosen] = useState<Status | ''>('')
  const [cause, setCause] = useState('not_interested')
  // Where it stood when the form was opened: what moves it meanwhile is shown, and has to be agreed to.
  const [seen, setSeen] = useState<Standing>({ status, cause: statusCause })
  if (error && !data)
    return (
      <ErrorState what="The statuses could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
    )
  if (!data) return <Skeleton height={120} />
  const statuses = [...new Set(data.statusTransitions.flatMap(({ from, to }) => [from, to]))].filter((one) => one !== seen.status)
  const hasMoved = status !== seen.status
  const missing = chosen === '' ? 'Choose a status first.' : hasMoved ? `It became ${statusName(status)} meanwhile: look again.` : null
  return (
    <>
      <Select<Status | ''>
        label="Where it belongs"
        value={chosen}
        options={[{ value: '', label: 'Choose…' }, ...statuses.map((one) => ({ value: one, label: statusName(one) }))]}
        onChange={setChosen}
      />
      {chosen === 'DISQUALIFIED' && (
        <Select
          label="Cause"
          value={cause}
          options={Object.entries(causeWords).map(([value, label]) => ({ value, label }))}
          onChange={setCause}
        />
      )}
      {hasMoved && (
        <p className="toolbar">
          It was {statusName(seen.status)} when you looked, and is {statusName(status)} now.
          <Button
            size="dense"
            onClick={() => {
              setSeen({ status, cause: statusCause })
              if (chosen === status) setChosen('')
            }}
          >
            Correct it from there
          </Button>
        </p>
      )}
      <p className="muted sm">It lifts no suppression: who must not be written to stays so.</p>
      <ReasonForm
        label="Why it is wrong"
        verb="Correct status"
        tone="primary"
        refusal={refusal ?? missing}
        onReason={async (reason) => {
          if (chosen === '') return
          await onCorrect(seen, { status: chosen, cause: chosen === 'DISQUALIFIED' ? cause : null }, reason)
        }}
        onClose={onClose}
      />
    </>
  )
}
