import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { statusName } from '../../lib/status-name.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { statusTransitionsQuery, type Transition } from './status-documents.ts'

const words = (name: string): string => name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' ')

/** The moves out of one status, by where they lead. */
function byTarget(transitions: readonly Transition[], from: string): [string, string[]][] {
  const targets = new Map<string, string[]>()
  for (const move of transitions) if (move.from === from) targets.set(move.to, [...(targets.get(move.to) ?? []), move.signal])
  return [...targets]
}

/** How a lead’s status moves: for each status, what leads where. Read only when it is opened. */
export function StatusTable(): ReactElement {
  const [opened, setOpened] = useState(false)
  return (
    <section className="card" aria-labelledby="statuses-title">
      <div className="card-title">
        <h2 id="statuses-title">How a lead’s status moves</h2>
        <Button size="dense" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {opened ? 'Hide' : 'Show'}
        </Button>
      </div>
      {opened ? <Moves /> : <p className="muted">One table decides it: every status, everything that can happen, and where it leads.</p>}
    </section>
  )
}

function Moves(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: statusTransitionsQuery })
  const [from, setFrom] = useState<string>('SENT')
  if (error && !data)
    return <ErrorState what="The table could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
  if (!data) return <Skeleton height={160} />
  const statuses = [...new Set(data.statusTransitions.flatMap((move) => [move.from, move.to]))]
  const moves = byTarget(data.statusTransitions, from)
  return (
    <>
      <Select
        label="A lead that is"
        value={from}
        options={statuses.map((status) => ({ value: status, label: statusName(status) }))}
        onChange={setFrom}
      />
      {moves.length === 0 ? (
        <p className="muted">
          Nothing that happens leads out of it; only a correction by an admin does, with a reason, on the lead’s page.
        </p>
      ) : (
        <div className="scroll-x">
          <table className="small-table" aria-label={`Moves out of ${statusName(from)}`}>
            <thead>
              <tr>
                <th scope="col">Becomes</th>
                <th scope="col">When</th>
              </tr>
            </thead>
            <tbody>
              {moves.map(([to, signals]) => (
                <tr key={to}>
                  <th scope="row">{statusName(to)}</th>
                  <td>{signals.map(words).join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="muted sm">What is not listed moves nothing.</p>
    </>
  )
}
