import { type ReactElement, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useAgain } from '../../lib/use-again.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useScope } from '../shell/shell-data.ts'
import { type Account, accountsQuery, sendTestMutation } from './dispatch-documents.ts'
import { RefusalNote } from './refusal-note.tsx'
import './dispatch.css'

/** Tests are proven by a webhook that tells this list nothing: it asks again this often, in milliseconds. */
const againMs = 5_000

/** Every account we send from, what it has proven, and an internal test send for each. */
export function AccountsCard(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: accountsQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const accounts = data?.accounts
  const proven = accounts?.filter((account) => account.isTested).length ?? 0
  return (
    <section className="card" aria-labelledby="accounts-title">
      <div className="card-title">
        <h2 id="accounts-title">Accounts</h2>
        {accounts && accounts.length > 0 && (
          <Verdict kind={proven === accounts.length ? 'ok' : 'warn'}>
            {formatCount(proven)} of {formatCount(accounts.length)} proven
          </Verdict>
        )}
      </div>
      {error && !accounts ? (
        <ErrorState what="The accounts could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !accounts ? (
        <Skeleton height={160} />
      ) : accounts.length === 0 ? (
        <p className="muted">No sending account is known yet. They are read from the platform once an hour.</p>
      ) : (
        <>
          <p className="muted sm">An account sends its first live email only after a test from it was proven.</p>
          <ul className="row-list">
            {accounts.map((account) => (
              <AccountRow key={account.address} account={account} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function AccountRow({ account }: { account: Account }): ReactElement {
  const [refused, setRefused] = useState<Refused | null>(null)
  const [made, setMade] = useState<string | null>(null)
  const [{ fetching }, run] = useMutation(sendTestMutation)
  const mayOperate = useScope('operate')
  const test = async (): Promise<void> => {
    setRefused(null)
    const { data, error } = await run({ input: { account: account.address, clientMutationId: newId() } })
    const answer = data?.sendTest
    const why = refusedOf(answer, 'SendTestSuccess', error)
    setRefused(why)
    if (answer?.__typename === 'SendTestSuccess') {
      setMade(answer.batch.id)
      announce(`A test from ${account.address} is on its way.`)
    } else announce(`No test was sent. ${why?.message ?? ''}`, 'assertive')
  }
  const refusal = !mayOperate ? 'A test send needs the scope operate.' : fetching ? 'Already on its way.' : null
  return (
    <li className="account-row">
      <div className="grow">
        <Bidi text={account.address} clip />
        <p className="account-facts muted sm">
          {account.paused ? (
            <Verdict kind="bad">Paused: {account.pauseReason ?? 'no reason given'}</Verdict>
          ) : (
            <Verdict kind={account.isTested ? 'ok' : 'warn'}>{account.isTested ? 'Test proven' : 'No test proven yet'}</Verdict>
          )}
          <span className="number">{account.warmupScore === null ? 'Warm-up unknown' : `Warm-up ${formatCount(account.warmupScore)}`}</span>
          {account.checkedAt && (
            <span>
              seen <Time at={account.checkedAt} />
            </span>
          )}
        </p>
        {refused && <RefusalNote what="No test was sent." refused={refused} />}
      </div>
      {made ? (
        <Link href={`/dispatch/${made}`}>Show test</Link>
      ) : (
        <Button size="dense" refusal={refusal} onClick={() => void test()} aria-label={`Send test from ${account.address}`}>
          {fetching ? 'Sending…' : 'Send test'}
        </Button>
      )}
    </li>
  )
}
