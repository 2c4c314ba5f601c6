import type { ReactElement } from 'react'
import { useMutation, useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { platformName } from '../../lib/provider-label.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useAgain } from '../../lib/use-again.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { safetyChecksQuery, verifyAudit } from './safety-documents.ts'
import './safety.css'

const againMs = 5_000

/** What looks after the promises while it runs: invariants, the audit chain, the platforms' own block lists. */
export function SafetyChecksCard({ mayVerify, maySeeAudit }: { mayVerify: boolean; maySeeAudit: boolean }): ReactElement {
  const [{ data, error }, again] = useQuery({
    query: safetyChecksQuery,
    variables: { withAudit: maySeeAudit },
    requestPolicy: 'cache-and-network',
  })
  const [{ fetching }, verify] = useMutation(verifyAudit)
  useAgain(again, againMs)
  if (!data) {
    return (
      <section className="card" aria-labelledby="checks-title">
        <h2 id="checks-title">Promises</h2>
        {error ? (
          <ErrorState what="The checks could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
        ) : (
          <Skeleton height={120} />
        )}
      </section>
    )
  }
  const { safetyChecks: checks, auditVerification: audit } = data
  const ask = async (): Promise<void> => {
    const { data: answer, error: fault } = await verify({ input: { clientMutationId: newId() } })
    const why = refusedOf(answer?.verifyAudit, 'VerifyAuditSuccess', fault)
    announce(why?.message ?? 'The audit chain is being verified.', why ? 'assertive' : 'polite')
    again({ requestPolicy: 'network-only' })
  }
  return (
    <section className="card" aria-labelledby="checks-title">
      <h2 id="checks-title">Promises</h2>
      <ul className="checks">
        <li>
          {checks.checkedAt === null ? (
            <Verdict kind="unknown">The invariants were not checked yet</Verdict>
          ) : checks.broken.length === 0 ? (
            <Verdict kind="ok">Every invariant holds</Verdict>
          ) : (
            <Verdict kind="bad">{formatCount(checks.broken.length)} rows break an invariant: sending is stopped</Verdict>
          )}
          {checks.checkedAt && (
            <span className="muted">
              Checked <Time at={checks.checkedAt} as="ago" />
              {checks.checkedAllAt && (
                <>
                  , all of history <Time at={checks.checkedAllAt} as="ago" />
                </>
              )}
            </span>
          )}
          {checks.broken.length > 0 && (
            <ul className="statement-differences">
              {checks.broken.slice(0, 10).map((row) => (
                <li key={`${row.invariant} ${row.subject} ${row.fault}`}>
                  <strong>{row.invariant}</strong> {row.fault} <code className="muted">{row.subject}</code>
                </li>
              ))}
            </ul>
          )}
        </li>
        <li>
          <div className="brake-head">
            {!audit ? (
              <Verdict kind="unknown">The audit chain is shown to admins</Verdict>
            ) : audit.state === 'WHOLE' ? (
              <Verdict kind="ok">The audit chain is whole</Verdict>
            ) : audit.state === 'BROKEN' ? (
              <Verdict kind="bad">{audit.fault ?? 'The audit chain does not hold.'}</Verdict>
            ) : audit.state === 'RUNNING' ? (
              <Verdict kind="inFlight">
                Verifying: {formatCount(audit.checked)} of {formatCount(audit.links)} links
              </Verdict>
            ) : (
              <Verdict kind="unknown">The audit chain was not verified yet</Verdict>
            )}
            <Button
              size="dense"
              refusal={
                !mayVerify ? 'Verifying needs the scope operate.' : audit?.state === 'RUNNING' || fetching ? 'It is under way.' : null
              }
              onClick={() => void ask()}
            >
              Verify now
            </Button>
          </div>
          {audit?.finishedAt && audit.state !== 'RUNNING' && (
            <span className="muted">
              {formatCount(audit.links)} {audit.links === 1 ? 'link' : 'links'} and {formatCount(audit.sends)}{' '}
              {audit.sends === 1 ? 'send' : 'sends'} verified <Time at={audit.finishedAt} as="ago" />
            </span>
          )}
        </li>
        {checks.blockLists.map((list) => (
          <li key={list.platform}>
            <Verdict kind={list.open === 0 ? 'ok' : list.lastError ? 'warn' : 'inFlight'}>
              {`${platformName(list.platform)}'s block list ${list.open === 0 ? 'is equal to our suppressions' : `lacks ${formatCount(list.open)} changes`}`}
            </Verdict>
            <span className="muted">
              {formatCount(list.confirmed)} confirmed
              {list.openSince && (
                <>
                  , waiting <Time at={list.openSince} />
                </>
              )}
              {list.lastError && `. ${list.lastError}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
