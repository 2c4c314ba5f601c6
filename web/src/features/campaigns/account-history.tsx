import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { Verdict } from '../../ui/chip.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { accountChecksQuery } from './campaign-documents.ts'

/** How an account stood at its last checks. */
export function AccountHistory({ id }: { id: string }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: accountChecksQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  const checks = data?.node && 'checks' in data.node ? data.node.checks : null
  if (error && !checks)
    return <ErrorState what="Its checks could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
  if (!data) return <Skeleton height={48} />
  if (!checks || checks.length === 0) return <p className="muted sm">It was not checked yet.</p>
  return (
    <ol className="account-checks">
      {checks.map((check) => (
        <li key={`${check.at}`}>
          <Verdict kind={check.verdict === 'PASS' ? 'ok' : check.verdict === 'FAIL' ? 'bad' : 'unknown'}>
            {check.paused ? 'Paused itself' : check.verdict === 'PASS' ? 'Healthy' : 'Unhealthy'}
          </Verdict>
          <span className="muted">
            <Time at={check.at} as="full" />
          </span>
          <span className="number">
            {check.reasons[0]
              ? visibleText(check.reasons[0].message)
              : `${formatCount(check.bounced)} of ${formatCount(check.sent)} bounced`}
          </span>
        </li>
      ))}
    </ol>
  )
}
