import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { shortenHash } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'

const differencesQuery = graphql(`
  query ScopeDifferences($id: ID!) {
    batch(id: $id) {
      id
      scopeDifferences { what frozen present send { id address } }
    }
  }
`)

/** Hashes short enough to compare by eye; all else whole. */
const shown = (text: string | null): string =>
  text === null ? 'gone' : /^[0-9a-f]{64}$/.test(text) ? shortenHash(text) : visibleText(text)

/** How a batch differs from what was frozen, asked for when somebody wants to see it. */
export function ScopeDifferences({ id }: { id: string }): ReactElement {
  const [isOpen, setOpen] = useState(false)
  const [{ data, error, fetching }, again] = useQuery({
    query: differencesQuery,
    variables: { id },
    pause: !isOpen,
    requestPolicy: 'network-only',
  })
  if (!isOpen) return <Button onClick={() => setOpen(true)}>Show what differs</Button>
  if (error) {
    return (
      <ErrorState what="What differs could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
    )
  }
  if (fetching || !data) return <Skeleton height={80} />
  const differences = data.batch?.scopeDifferences ?? []
  if (differences.length === 0) return <p>Nothing differs from what was frozen: look at the list and decide again.</p>
  return (
    <table className="small-table" aria-label="What differs">
      <thead>
        <tr>
          <th scope="col">Send to</th>
          <th scope="col">What</th>
          <th scope="col">As frozen</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ what, frozen, present, send }) => (
          <tr key={`${send?.id} ${what}`}>
            <td>{send ? visibleText(send.address) : 'The whole list'}</td>
            <td>{what}</td>
            <td className="difference-text">{shown(frozen)}</td>
            <td className="difference-text">{shown(present)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
