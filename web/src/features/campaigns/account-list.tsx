import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Verdict } from '../../ui/chip.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { AccountCard } from './account-card.tsx'
import { accountsQuery } from './campaign-documents.ts'

/** Sweeps judge accounts each minute and tell no page: it asks again this often, in milliseconds. */
const againMs = 15_000

/** Every account we send from: what it sent and what came back, whether it is fit, and the button that holds it. */
export function AccountList(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: accountsQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const accounts = data?.accounts
  const open = accounts?.filter(({ paused }) => !paused).length ?? 0
  return (
    <section aria-labelledby="accounts-title" className="stack">
      <div className="card-title">
        <h2 id="accounts-title">Accounts</h2>
        {accounts && accounts.length > 0 && (
          <Verdict kind={open === accounts.length ? 'ok' : 'warn'}>
            {formatCount(open)} of {formatCount(accounts.length)} may send
          </Verdict>
        )}
      </div>
      {error && !accounts ? (
        <ErrorState what="The accounts could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !accounts ? (
        <div role="status" aria-label="Loading accounts" className="account-cards">
          <Skeleton height={220} />
          <Skeleton height={220} />
        </div>
      ) : accounts.length === 0 ? (
        <EmptyState title="No sending account yet.">
          Accounts of Instantly are read once a minute until the first is known. Those of Resend and a mail host stand in the settings.
        </EmptyState>
      ) : (
        <ul className="account-cards">
          {accounts.map((account) => (
            <li key={account.id}>
              <AccountCard account={account} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
