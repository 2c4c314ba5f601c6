import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { sendTestMutation } from '../dispatch/dispatch-documents.ts'
import { RefusalNote } from '../dispatch/refusal-note.tsx'

/** A test request from each profile that we send from; each goes to the next person of the settings who had none. */
export function ProfileTests({ accounts }: { accounts: readonly { address: string; paused: boolean }[] }): ReactElement {
  if (accounts.length === 0)
    return <p className="muted">No profile is known yet. They are read from HeyReach by the minute, once it has a key.</p>
  return (
    <ul className="row-list">
      {accounts.map((account) => (
        <ProfileTest key={account.address} {...account} />
      ))}
    </ul>
  )
}

function ProfileTest({ address, paused }: { address: string; paused: boolean }): ReactElement {
  const [{ fetching }, run] = useMutation(sendTestMutation)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [made, setMade] = useState<readonly string[]>([])
  const mayOperate = useScope('operate')
  const test = async (): Promise<void> => {
    setRefused(null)
    const { data, error } = await run({ input: { account: address, clientMutationId: newId() } })
    const answer = data?.sendTest
    const why = refusedOf(answer, 'SendTestSuccess', error)
    setRefused(why)
    if (answer?.__typename === 'SendTestSuccess') setMade([...made, answer.batch.id])
    announce(
      why === null ? `A test from ${address} is on its way.` : `No test was sent. ${why.message}`,
      why === null ? undefined : 'assertive',
    )
  }
  const refusal = !mayOperate
    ? 'A test send needs the scope operate.'
    : paused
      ? 'This profile is paused.'
      : fetching
        ? 'Already on its way.'
        : null
  return (
    <li className="account-row">
      <div className="grow">
        {address}
        {made.length > 0 && (
          <p className="muted sm">
            {made.map((id, at) => (
              <span key={id}>
                {at > 0 && ', '}
                <Link href={`/dispatch/${id}`}>{made.length === 1 ? 'Show the test' : `Test ${at + 1}`}</Link>
              </span>
            ))}
          </p>
        )}
        {refused && <RefusalNote what="No test was sent." refused={refused} />}
      </div>
      <Button size="dense" refusal={refusal} onClick={() => void test()} aria-label={`Send test request from ${address}`}>
        {fetching ? 'Sending…' : 'Send test'}
      </Button>
    </li>
  )
}
