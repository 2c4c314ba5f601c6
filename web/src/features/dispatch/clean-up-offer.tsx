import { type ReactElement, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { formatCount } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { RefusalNote } from './refusal-note.tsx'

const hiddenQuery = graphql(`
  query HiddenDrafts {
    queueSummary { hiddenReasons { code label count cleanable } }
  }
`)

const cleanMutation = graphql(`
  mutation CleanBeforeDispatch($input: CleanQueueInput!) {
    cleanQueue(input: $input) {
      __typename
      ... on CleanQueueSuccess { cleaned summary { hiddenReasons { code label count cleanable } } }
      ... on UserError { code message }
    }
  }
`)

/** Before a dispatch: drafts that nobody can act on any more, and one button that takes them out of the queue. Nothing where there are none. */
export function CleanUpOffer(): ReactElement | null {
  const [{ data }, again] = useQuery({ query: hiddenQuery, requestPolicy: 'cache-and-network' })
  const [{ fetching }, run] = useMutation(cleanMutation)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [cleaned, setCleaned] = useState<number | null>(null)
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  const reasons = (data?.queueSummary.hiddenReasons ?? []).filter(({ cleanable }) => cleanable)
  const count = reasons.reduce((sum, reason) => sum + reason.count, 0)
  if (count === 0 && cleaned === null) return null
  const refusal = !mayOperate
    ? 'Cleaning up needs the scope operate.'
    : state === 'offline'
      ? 'No connection: it can be done when it is back.'
      : fetching
        ? 'Already cleaning up.'
        : null
  const clean = async (): Promise<void> => {
    const result = await run({ input: { clientMutationId: newId() } })
    const answer = result.data?.cleanQueue
    const why = refusedOf(answer, 'CleanQueueSuccess', result.error)
    setRefused(why)
    if (answer?.__typename === 'CleanQueueSuccess') {
      setCleaned(answer.cleaned)
      announce(`Cleaned up ${answer.cleaned}.`)
    } else if (why) announce(`Not cleaned up. ${why.message}`, 'assertive')
    again({ requestPolicy: 'network-only' })
  }
  return (
    <section className="card" aria-labelledby="clean-up-title">
      <h2 id="clean-up-title">Before you dispatch</h2>
      {count === 0 ? (
        <Verdict kind="ok">Cleaned up {formatCount(cleaned ?? 0)}.</Verdict>
      ) : (
        <>
          <p className="sm">
            {formatCount(count)} {count === 1 ? 'draft' : 'drafts'} in the queue can go to nobody:{' '}
            {reasons
              .map((reason) => `${formatCount(reason.count)} ${reason.label.charAt(0).toLowerCase()}${reason.label.slice(1)}`)
              .join(', ')}
            .
          </p>
          <div className="chip-line">
            <Button refusal={refusal} onClick={() => void clean()}>
              Clean up {formatCount(count)}
            </Button>
          </div>
        </>
      )}
      {refused && <RefusalNote what="Not cleaned up." refused={refused} />}
    </section>
  )
}
