import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useStore } from '../../lib/store.ts'
import { useKeptText } from '../../lib/use-kept-text.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Time } from '../../ui/time.tsx'
import { closeDayMutation, type Day, type DayDecision } from './day-documents.ts'
import { decisionWords } from './day-words.ts'
import './day.css'

const choices: readonly DayDecision[] = ['CONTINUE', 'HOLD', 'ROLL_BACK']
const shortest = 3

/** How the day was closed, or the form that closes it: a decision, a note, and who says go or no-go next. It can't be taken back. */
export function CloseDay({ day, me, mayClose, onClosed }: { day: Day; me: string; mayClose: boolean; onClosed(): void }): ReactElement {
  const [, close] = useMutation(closeDayMutation)
  const [decision, setDecision] = useState<DayDecision>('CONTINUE')
  const [typed, setNote] = useKeptText(`day.${day.on}`)
  const note = typed ?? ''
  const [owner, setOwner] = useState(me)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const { state } = useStore(connectionStore)
  if (day.close) {
    return (
      <section className="card" aria-labelledby="close-title">
        <h2 id="close-title">Closed: {decisionWords[day.close.decision].word.toLowerCase()}</h2>
        <p dir="auto">{day.close.note}</p>
        <dl className="pairs">
          <dt>By</dt>
          <dd>
            {day.close.by}, <Time at={day.close.at} />
          </dd>
          <dt>Go / no-go next</dt>
          <dd>{day.close.nextOwner}</dd>
        </dl>
      </section>
    )
  }
  const short = note.trim().length < shortest ? 'Say in a few words how the day was.' : null
  const refusal =
    (state === 'offline' ? 'No connection: the day can be closed when it is back.' : null) ??
    (mayClose ? null : 'Closing the day needs the scope operate.') ??
    (busy ? 'Already on its way.' : null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    const why = refusal ?? short
    if (why) return announce(why, 'assertive')
    setBusy(true)
    const { data, error } = await close({
      input: { on: day.on, decision, note: note.trim(), nextOwner: owner.trim() === '' ? null : owner.trim(), clientMutationId: newId() },
    })
    const answer = refusedOf(data?.closeDay, 'CloseDaySuccess', error)
    setBusy(false)
    setRefused(answer)
    if (answer === null) setNote('')
    announce(answer === null ? 'The day is closed.' : answer.message, answer === null ? undefined : 'assertive')
    if (answer === null || answer.code === 'CONFLICT') onClosed()
  }
  return (
    <section className="card" aria-labelledby="close-title">
      <h2 id="close-title">Close the day</h2>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <fieldset className="day-choices">
          <legend className="sub-title">Tomorrow</legend>
          {choices.map((choice) => (
            <label key={choice}>
              <input type="radio" name="decision" checked={decision === choice} onChange={() => setDecision(choice)} />
              <span>{decisionWords[choice].word}</span>
              <span className="muted sm">{decisionWords[choice].means}</span>
            </label>
          ))}
        </fieldset>
        <TextArea
          label="Note"
          rows={3}
          maxLength={2_000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          error={tried ? short : null}
          hint="What whoever comes next should know."
        />
        <TextField
          label="Go / no-go next"
          maxLength={200}
          value={owner}
          onChange={(event) => setOwner(event.target.value)}
          hint="Who decides whether the next day goes."
        />
        {refused && <Verdict kind="bad">{refused.message}</Verdict>}
        <div className="state-actions">
          <Button type="submit" tone="primary" refusal={refusal}>
            {busy ? 'Closing…' : 'Close the day'}
          </Button>
        </div>
      </form>
    </section>
  )
}
