import { type ReactElement, useEffect } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { actionWords } from '../features/audit/audit-words.ts'
import { AgentsCard } from '../features/health/agents-card.tsx'
import { healthQuery } from '../features/health/health-documents.ts'
import { MachinesCard } from '../features/health/machines-card.tsx'
import { ModulesCard } from '../features/health/modules-card.tsx'
import { WebhooksCard } from '../features/health/webhooks-card.tsx'
import { WorkCard } from '../features/health/work-card.tsx'
import { ReconciliationCard } from '../features/restore/reconciliation-card.tsx'
import { SafetyChecksCard } from '../features/safety/safety-checks-card.tsx'
import { DecayCard } from '../features/statuses/decay-card.tsx'
import { StatusTable } from '../features/statuses/status-table.tsx'
import { connectionStore } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { rowsOf, wordOf } from '../lib/json.ts'
import { providerLabel } from '../lib/provider-label.ts'
import { useScope } from '../lib/scope.ts'
import { useStore } from '../lib/store.ts'
import { Button } from '../ui/button.tsx'
import { Verdict } from '../ui/chip.tsx'
import '../ui/page.css'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { Time } from '../ui/time.tsx'

/** The board is read again this often, in milliseconds: a breaker or a queue tells nobody when it changes. */
const againMs = 10_000

/** Whether everything that must run does: what fails, the board, jobs, agents, promises, providers, webhooks, processes, database. */
export function HealthPage(): ReactElement {
  const [{ data, error, fetching }, again] = useQuery({ query: healthQuery, requestPolicy: 'cache-and-network' })
  const { state } = useStore(connectionStore)
  const mayOperate = useScope('operate')
  const maySeeAudit = useScope('admin')
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) again({ requestPolicy: 'network-only' })
    }, againMs)
    return () => clearInterval(timer)
  }, [again])
  const health = data?.health
  if (!health) {
    return (
      <div className="sheet">
        {error ? (
          <ErrorState
            what="The health board could not be loaded"
            {...faultOf(error)}
            onRetry={() => again({ requestPolicy: 'network-only' })}
          />
        ) : (
          <div role="status" aria-label="Loading the health board" className="stack">
            <Skeleton height={100} />
            <Skeleton height={240} />
          </div>
        )}
      </div>
    )
  }
  const providers = rowsOf(health.providers)
  return (
    <div className="sheet">
      <ReconciliationCard mayReconcile={maySeeAudit} />
      <section className="card" aria-labelledby="state-title">
        <div className="card-title">
          <h2 id="state-title">
            <Verdict kind={health.ready ? 'ok' : 'bad'}>
              {health.ready
                ? 'Everything that must run does'
                : `${health.failing.length} ${health.failing.length === 1 ? 'thing is' : 'things are'} not right`}
            </Verdict>
          </h2>
          <Button
            size="dense"
            refusal={state === 'offline' ? 'No connection.' : null}
            onClick={() => again({ requestPolicy: 'network-only' })}
          >
            {fetching ? 'Checking…' : 'Check now'}
          </Button>
        </div>
        {error && <p className="muted">The last check got no answer; this is what was there before.</p>}
        {health.failing.length > 0 && (
          <ul className="row-list">
            {health.failing.map((reason) => (
              <li key={reason.code}>
                <Verdict kind="bad">{reason.message}</Verdict>
                <code className="muted">{reason.code}</code>
              </li>
            ))}
          </ul>
        )}
      </section>
      <div className="columns">
        <div>
          <ModulesCard modules={health.modules} />
          <WorkCard health={health} mayOperate={mayOperate} onSettled={() => again({ requestPolicy: 'network-only' })} />
          <AgentsCard agents={health.agentWork} wordsOf={actionWords} />
          <StatusTable />
          <DecayCard />
        </div>
        <div>
          <SafetyChecksCard mayVerify={mayOperate} maySeeAudit={maySeeAudit} />
          {maySeeAudit && (
            <p>
              <Link href="/audit">Audit trail: who decided what</Link>
            </p>
          )}
          <WebhooksCard webhooks={health.webhooks} labelOf={providerLabel} />
          <section className="card" aria-labelledby="providers-title">
            <h2 id="providers-title">Providers</h2>
            <p>
              <Link href="/providers">Keys, credits, test calls and what enrichment brought</Link>
            </p>
            {providers.length === 0 && <p className="muted">No provider has failed yet; all are asked.</p>}
            <ul className="row-list">
              {providers.map((provider) => {
                const open = wordOf(provider.state).toLowerCase() !== 'closed'
                return (
                  <li key={wordOf(provider.provider)}>
                    <span className="grow">{providerLabel(wordOf(provider.provider))}</span>
                    <Verdict kind={open ? 'bad' : 'ok'}>
                      {open ? `Passed over: breaker ${wordOf(provider.state).toLowerCase().replace('_', ' ')}` : 'Answers'}
                    </Verdict>
                    {open && wordOf(provider.openedAt) && <Time at={wordOf(provider.openedAt)} />}
                  </li>
                )
              })}
            </ul>
          </section>
          <MachinesCard health={health} />
        </div>
      </div>
    </div>
  )
}
