import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { countOf, rowsOf, wordOf } from '../../lib/json.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { forgetDeadLetters, type Health, retryDeadLetters } from './health-documents.ts'

type Queue = { name: string; waiting: number; active: number; failed: number }

/** The jobs: those with something to do or a fault, the idle ones folded, and those that failed for good with what to do about them. */
export function WorkCard({ health, mayOperate, onSettled }: { health: Health; mayOperate: boolean; onSettled(): void }): ReactElement {
  // The queue library's own housekeeping is nobody's work; dead letters have their own list.
  const queues = rowsOf(health.queues)
    .map((queue) => ({
      name: wordOf(queue.name),
      waiting: countOf(queue.waiting),
      active: countOf(queue.active),
      failed: countOf(queue.failed),
    }))
    .filter(({ name }) => !name.startsWith('__') && name !== 'dead-letters')
  const busy = queues.filter(({ waiting, active, failed }) => waiting + active + failed > 0)
  const idle = queues.filter((queue) => !busy.includes(queue))
  return (
    <section className="card" aria-labelledby="queues-title">
      <h2 id="queues-title">Work</h2>
      <DeadLetters letters={health.deadLetters} mayOperate={mayOperate} onSettled={onSettled} />
      {busy.length > 0 && <Queues queues={busy} label="Jobs with something to do" />}
      <details className="fold">
        <summary>
          <Icon name="next" size={12} />
          <span className="grow">{busy.length === 0 ? 'No job has anything to do' : `${formatCount(idle.length)} jobs are idle`}</span>
        </summary>
        <p className="muted sm">{idle.map(({ name }) => name).join(', ')}</p>
      </details>
    </section>
  )
}

function Queues({ queues, label }: { queues: readonly Queue[]; label: string }): ReactElement {
  return (
    <table className="small-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Job</th>
          <th scope="col" data-phone="off">
            State
          </th>
          <th scope="col" data-align="end">
            Waiting
          </th>
          <th scope="col" data-align="end">
            At work
          </th>
          <th scope="col" data-align="end">
            Failed
          </th>
        </tr>
      </thead>
      <tbody>
        {queues.map(({ name, waiting, active, failed }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td data-phone="off">
              {failed > 0 ? <Verdict kind="warn">Some failed</Verdict> : active > 0 ? <Verdict kind="inFlight">At work</Verdict> : 'Waits'}
            </td>
            <td data-align="end">{formatCount(waiting)}</td>
            <td data-align="end">{formatCount(active)}</td>
            <td data-align="end">{formatCount(failed)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function DeadLetters({
  letters,
  mayOperate,
  onSettled,
}: {
  letters: Health['deadLetters']
  mayOperate: boolean
  onSettled(): void
}): ReactElement | null {
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching: retrying }, retry] = useMutation(retryDeadLetters)
  const [{ fetching: forgetting }, forget] = useMutation(forgetDeadLetters)
  if (letters.length === 0 && refused === null) return null
  const refusal = !mayOperate ? 'This needs the scope operate.' : retrying || forgetting ? 'Already on its way.' : null
  const told = (why: Refused | null, done: string): void => {
    setRefused(why)
    announce(why ? `Not done. ${why.message}` : done, why ? 'assertive' : 'polite')
    onSettled()
  }
  return (
    <>
      <h3 className="sub-title">Failed for good</h3>
      {refused && (
        <p className="field-error" role="alert">
          Not done. {refused.message}
        </p>
      )}
      <ul className="row-list" aria-label="Jobs that failed for good">
        {letters.map(({ queue, count, newestAt, lastError }) => {
          const input = { input: { queue, clientMutationId: newId() } }
          return (
            <li key={queue} className="dead-letter">
              <span className="grow">
                <Verdict kind="warn">{`${queue}: ${formatCount(count)}`}</Verdict>
                <span className="muted sm row-note">
                  {lastError === null ? 'It said nothing' : visibleText(lastError)}, <Time at={newestAt} as="full" />
                </span>
              </span>
              <Button
                size="dense"
                refusal={refusal}
                onClick={() =>
                  void retry(input).then(({ data, error }) =>
                    told(refusedOf(data?.retryDeadLetters, 'RetryDeadLettersSuccess', error), `${queue} runs again.`),
                  )
                }
              >
                Run again<span className="hidden-text"> {queue}</span>
              </Button>
              <Button
                size="dense"
                refusal={refusal}
                onClick={() =>
                  void forget(input).then(({ data, error }) =>
                    told(refusedOf(data?.forgetDeadLetters, 'ForgetDeadLettersSuccess', error), `${queue} is forgotten.`),
                  )
                }
              >
                Forget<span className="hidden-text"> {queue}</span>
              </Button>
            </li>
          )
        })}
      </ul>
    </>
  )
}
