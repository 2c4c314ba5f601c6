import { type ReactElement, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { providerLabel } from '../../lib/provider-label.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useAgain } from '../../lib/use-again.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Account, accountsQuery, sendTestMutation } from './dispatch-documents.ts'
import { RefusalNote } from './refusal-note.tsx'
import './dispatch.css'

/** Tests are proven by a webhook that tells this list nothing: it asks again this often, in milliseconds. */
const againMs = 5_000

/** What came of asking for an account's test: its batch, or why none was sent. */
type Outcome = { batchId: string | null; refused: Refused | null }

/** Every account that sends mail, what it has proven, and an internal test send: of one, or of all that have proven none. */
export function AccountsCard(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: accountsQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const [outcomes, setOutcomes] = useState<Readonly<Record<string, Outcome>>>({})
  const [sending, setSending] = useState<readonly string[]>([])
  const [, run] = useMutation(sendTestMutation)
  const mayOperate = useScope('operate')
  // A test on LinkedIn asks somebody to connect, who can be asked once: those stand on its own checklist.
  const accounts = data?.accounts.filter(({ platform }) => platform !== 'HEYREACH')
  const proven = accounts?.filter((account) => account.isTested).length ?? 0
  const untested = (accounts ?? []).filter(({ id, paused, isTested }) => !isTested && !paused && !outcomes[id]?.batchId)
  const refusal = !mayOperate ? 'A test send needs the scope operate.' : sending.length > 0 ? 'Already on its way.' : null

  const test = async (asked: readonly Account[]): Promise<void> => {
    setSending(asked.map(({ id }) => id))
    const refused: string[] = []
    // One after the other: each counts against the ceilings that the next one is held to.
    for (const { id, address } of asked) {
      const { data: answered, error: failed } = await run({ input: { account: address, clientMutationId: newId() } })
      const answer = answered?.sendTest
      const why = refusedOf(answer, 'SendTestSuccess', failed)
      if (why) refused.push(`${address}: ${why.message}`)
      const batchId = answer?.__typename === 'SendTestSuccess' ? answer.batch.id : null
      setOutcomes((before) => ({ ...before, [id]: { batchId, refused: why } }))
      setSending((left) => left.slice(1))
    }
    const sent = asked.length - refused.length
    const words = sent === 0 ? 'No test was sent.' : sent === 1 ? 'One test is on its way.' : `${formatCount(sent)} tests are on their way.`
    announce([words, ...refused].join(' '), refused.length > 0 ? 'assertive' : undefined)
  }
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
          <p className="muted sm">
            An account sends its first live email only after a test from it was proven. A test is one of the day’s emails.
          </p>
          {/* Once it was pressed it stays: whoever has the focus on it keeps their place. */}
          {(untested.length > 1 || Object.keys(outcomes).length > 0) && (
            <div>
              <Button
                size="dense"
                refusal={refusal ?? (untested.length === 0 ? 'Every account has its test, or is paused.' : null)}
                onClick={() => void test(untested)}
              >
                {sending.length > 1
                  ? `Sending, ${formatCount(sending.length)} left…`
                  : untested.length > 0
                    ? `Test all ${formatCount(untested.length)} without proof`
                    : 'Test all'}
              </Button>
            </div>
          )}
          <ul className="row-list">
            {accounts.map((account) => (
              <AccountRow
                key={account.id}
                account={account}
                outcome={outcomes[account.id]}
                isSending={sending[0] === account.id}
                refusal={refusal}
                onTest={() => void test([account])}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function AccountRow({
  account,
  outcome,
  isSending,
  refusal,
  onTest,
}: {
  account: Account
  outcome: Outcome | undefined
  isSending: boolean
  refusal: string | null
  onTest(): void
}): ReactElement {
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
          <span>{providerLabel(account.platform.toLowerCase())}</span>
          {account.warmupScore !== null && <span className="number">Warm-up {formatCount(account.warmupScore)}</span>}
          {outcome?.batchId && <Link href={`/dispatch/${outcome.batchId}`}>Show test</Link>}
        </p>
        {outcome?.refused && <RefusalNote what="No test was sent." refused={outcome.refused} />}
      </div>
      <Button
        size="dense"
        refusal={refusal ?? (outcome?.batchId && !account.isTested ? 'Its test was asked for: Show test says how it stands.' : null)}
        onClick={onTest}
        aria-label={`Send test from ${account.address}`}
      >
        {isSending ? 'Sending…' : 'Send test'}
      </Button>
    </li>
  )
}
