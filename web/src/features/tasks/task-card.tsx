import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { connectionStore } from '../../lib/connection.ts'
import { formatTheirClock } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { useNow } from '../../lib/now.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icons.tsx'
import { OutsideLink } from '../../ui/outside-link.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { completeTask, type Task } from './task-documents.ts'
import './tasks.css'

const kinds: Record<string, string> = { PHONE: 'Call', VOICE_NOTE: 'Voice note to' }
const outcomes = [
  { value: 'DONE', label: 'Done' },
  { value: 'NO_ANSWER', label: 'No answer' },
  { value: 'WRONG_NUMBER', label: 'Wrong number' },
  { value: 'NOT_DONE', label: 'Not done' },
] as const
type Outcome = (typeof outcomes)[number]['value']

const outcomeWords = (outcome: string | null): string => outcomes.find(({ value }) => value === outcome)?.label ?? ''

/** One task: whom, what to say, and closing it with what came of it. */
export function TaskCard({ task, onDone }: { task: Task; onDone(): void }): ReactElement {
  const now = useNow()
  const { lead } = task
  const theirs = lead.timeZone === null ? null : formatTheirClock(now, lead.timeZone)
  return (
    <li className="card task">
      <div className="card-title">
        <h2>
          {kinds[task.kind] ?? task.kind}{' '}
          <Link href={`/leads/${lead.id}`}>
            <Bidi text={lead.fullName ?? lead.email ?? 'Unnamed lead'} />
          </Link>
        </h2>
        <span className="sm muted">
          {Date.parse(task.dueAt) > now ? 'due' : 'due since'} <Time at={task.dueAt} />
          {theirs && `, it is ${theirs} there`}
        </span>
      </div>
      {(lead.title || lead.company) && (
        <p className="muted sm">
          <Bidi text={[lead.title, lead.company?.name].filter(Boolean).join(', ')} />
        </p>
      )}
      {task.kind === 'VOICE_NOTE' && lead.linkedinUrl && (
        <p className="sm">
          <OutsideLink href={lead.linkedinUrl}>Open their profile</OutsideLink>
        </p>
      )}
      {task.script === '' ? (
        <p className="muted">Nothing could be written for this lead; what is known stands on their page.</p>
      ) : (
        <p className="task-script">{visibleText(task.script)}</p>
      )}
      {task.open ? (
        <CloseTask task={task} onDone={onDone} />
      ) : (
        <p className="sm">
          {task.cancelledAt ? 'Cancelled: the cadence ended.' : `${outcomeWords(task.outcome)}, ${task.completedBy ?? ''}`}
          {task.note && `: ${visibleText(task.note)}`}
        </p>
      )}
    </li>
  )
}

function CloseTask({ task, onDone }: { task: Task; onDone(): void }): ReactElement {
  const [outcome, setOutcome] = useState<Outcome>('DONE')
  const [note, setNote] = useState('')
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(completeTask)
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  const refusal = !mayOperate
    ? 'Closing a task needs the scope operate.'
    : state === 'offline'
      ? 'No connection: it can be closed when it is back. Your note is kept.'
      : fetching
        ? 'Already on its way.'
        : null
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal) return announce(refusal, 'assertive')
    const { data, error } = await run({ input: { taskId: task.id, outcome, note: note.trim() || null, clientMutationId: newId() } })
    const why = refusedOf(data?.completeTask, 'CompleteTaskSuccess', error)
    setRefused(why)
    announce(why ? `Not closed. ${why.message}` : 'Closed.', why ? 'assertive' : 'polite')
    if (!why) onDone()
  }
  return (
    <form onSubmit={submit} aria-label={`Close the task for ${task.lead.fullName ?? task.lead.email ?? 'this lead'}`}>
      <div className="form-row">
        <Select<Outcome> label="What came of it" value={outcome} options={[...outcomes]} onChange={setOutcome} />
        <TextField label="Note" value={note} maxLength={2_000} onChange={(event) => setNote(event.target.value)} />
        <Button type="submit" refusal={refusal}>
          Close task
        </Button>
      </div>
      {refused && (
        <p className="refused">
          <Icon name="bad" /> Not closed. {refused.message}
        </p>
      )}
    </form>
  )
}
