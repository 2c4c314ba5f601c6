import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { connectionStore } from '../../lib/connection.ts'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { statusName } from '../../lib/status-name.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { type Decayed, detectDecay } from './status-documents.ts'

/** Leads of one move that are named; the rest is counted. */
const mostNamed = 5

/** The changes by where they come from and lead to, the most frequent first. */
function byMove(changes: Decayed['changes']): [string, Decayed['changes']][] {
  const moves = Map.groupBy(changes, ({ from, to }) => `${statusName(from)} → ${statusName(to)}`)
  return [...moves].toSorted(([, a], [, b]) => b.length - a.length)
}

/** What silence would do to leads today, by move; on a second press it is done, as the daily job does it. */
export function DecayCard(): ReactElement {
  const [shown, setShown] = useState<{ live: boolean; result: Decayed } | null>(null)
  const [refused, setRefused] = useState<{ live: boolean; refused: Refused } | null>(null)
  const [{ fetching }, run] = useMutation(detectDecay)
  const { state } = useStore(connectionStore)
  const mayOperate = useScope('operate')
  const refusal = !mayOperate
    ? 'Looking for silence needs the scope operate.'
    : state === 'offline'
      ? 'No connection.'
      : fetching
        ? 'Already on its way.'
        : null

  const look = async (live: boolean): Promise<void> => {
    const { data, error } = await run({ input: { dryRun: !live, ...(live ? { clientMutationId: newId() } : {}) } })
    const answer = data?.detectDecay
    const why = refusedOf(answer, 'DetectDecaySuccess', error)
    setRefused(why && { live, refused: why })
    if (answer?.__typename !== 'DetectDecaySuccess') return announce(`Not done. ${why?.message ?? ''}`, 'assertive')
    setShown({ live, result: answer })
    announce(`${formatCount(answer.total)} ${live ? 'moved' : 'would move'}.`)
  }
  return (
    <section className="card" aria-labelledby="decay-title">
      <h2 id="decay-title">Leads that fell silent</h2>
      <p className="muted">Every day at 10:00 UTC, leads for whom nothing happened for too long move. The times are settings.</p>
      <div className="toolbar">
        <Button refusal={refusal} onClick={() => void look(false)}>
          Who would move now?
        </Button>
        {shown && !shown.live && shown.result.total > 0 && (
          <Button tone="primary" refusal={refusal} onClick={() => void look(true)}>
            {`Move ${shown.result.total === 1 ? 'this one' : `these ${formatCount(shown.result.total)}`} now`}
          </Button>
        )}
      </div>
      {refused && (
        <p className="field-error">
          {refused.live ? 'Nobody was moved.' : 'No answer.'} {refused.refused.message}
        </p>
      )}
      {shown && <Result live={shown.live} decayed={shown.result} />}
    </section>
  )
}

function Result({ live, decayed: { total, changes } }: { live: boolean; decayed: Decayed }): ReactElement {
  if (total === 0) return <Verdict kind="skipped">{live ? 'Nobody moved' : 'Nobody would move'}</Verdict>
  return (
    <>
      <Verdict kind="ok">{`${formatCount(total)} ${live ? 'moved' : 'would move'}`}</Verdict>
      <ul className="row-list" aria-label={live ? 'What moved' : 'What would move'}>
        {byMove(changes).map(([move, of]) => (
          <li key={move}>
            <details className="grow">
              <summary>
                {move}: <span className="number">{formatCount(of.length)}</span>
              </summary>
              <ul className="sm">
                {of.slice(0, mostNamed).map(({ lead, reason }) => (
                  <li key={lead.id}>
                    <Link href={`/leads/${lead.id}`}>
                      <Bidi text={lead.fullName ?? lead.email ?? 'Unnamed lead'} />
                    </Link>{' '}
                    <span className="muted">{reason}</span>
                  </li>
                ))}
              </ul>
              {of.length > mostNamed && <p className="muted sm">{formatCount(of.length - mostNamed)} more are not listed here.</p>}
            </details>
          </li>
        ))}
      </ul>
      {total > changes.length && (
        <p className="muted sm">By move, the first {formatCount(changes.length)} are counted; the rest is in the total.</p>
      )}
    </>
  )
}
