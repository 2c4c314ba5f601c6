import { type ReactElement, useEffect } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { actionWords } from '../features/audit/audit-words.ts'
import { providerLabel } from '../features/deliveries/provider-label.ts'
import { healthQuery } from '../features/health/health-documents.ts'
import { ReconciliationCard } from '../features/restore/reconciliation-card.tsx'
import { SafetyChecksCard } from '../features/safety/safety-checks-card.tsx'
import { useScope } from '../features/shell/shell-data.ts'
import { StatusTable } from '../features/statuses/status-table.tsx'
import { connectionStore } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { countOf, fieldsOf, rowsOf, wordOf } from '../lib/json.ts'
import { useStore } from '../lib/store.ts'
import { Button } from '../ui/button.tsx'
import { Chip, Verdict } from '../ui/chip.tsx'
import '../ui/page.css'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { Time } from '../ui/time.tsx'

/** The board is read again this often, in milliseconds: a breaker or a queue tells nobody when it changes. */
const againMs = 10_000

/** Whether everything that must run does: what fails, providers, queues, agents, database, version. */
export function HealthPage(): ReactElement {
  const [{ data, error, fetching }, again] = useQuery({ query: healthQuery, requestPolicy: 'cache-and-network' })
  const { state } = useStore(connectionStore)
  const mayVerify = useScope('operate')
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
  // The queue library's own housekeeping is nobody's work.
  const queues = rowsOf(health.queues).filter((queue) => !wordOf(queue.name).startsWith('__'))
  const agents = Object.entries(fieldsOf(health.agents))
  const database = fieldsOf(health.database)
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
          <section className="card" aria-labelledby="queues-title">
            <h2 id="queues-title">Work</h2>
            <div>
              <table className="small-table" aria-labelledby="queues-title">
                <thead>
                  <tr>
                    <th scope="col">Job</th>
                    <th scope="col">State</th>
                    <th scope="col" data-align="end">
                      Waiting
                    </th>
                    <th scope="col" data-align="end">
                      At work
                    </th>
                    <th scope="col" data-align="end">
                      Failed
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {queues.map((queue) => (
                    <tr key={wordOf(queue.name)}>
                      <th scope="row">{wordOf(queue.name)}</th>
                      <td>{countOf(queue.failed) > 0 ? <Verdict kind="warn">Some failed</Verdict> : <Verdict kind="ok">Fine</Verdict>}</td>
                      <td data-align="end">{formatCount(countOf(queue.waiting))}</td>
                      <td data-align="end">{formatCount(countOf(queue.active))}</td>
                      <td data-align="end">{formatCount(countOf(queue.failed))}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </section>
          <section className="card" aria-labelledby="agents-title">
            <h2 id="agents-title">Agents and what each may do</h2>
            <table className="small-table" aria-labelledby="agents-title">
              <thead>
                <tr>
                  <th scope="col">Agent</th>
                  <th scope="col">Actions</th>
                </tr>
              </thead>
              <tbody>
                {agents.map(([name, actions]) => (
                  <tr key={name}>
                    <th scope="row">{name.charAt(0) + name.slice(1).toLowerCase()}</th>
                    <td>
                      {Array.isArray(actions) && actions.length > 0 ? (
                        <span className="chip-line">
                          {actions.map((action) => (
                            <Chip key={wordOf(action)}>{actionWords(wordOf(action))}</Chip>
                          ))}
                        </span>
                      ) : (
                        <span className="muted">Nothing</span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </div>
        <div>
          <SafetyChecksCard mayVerify={mayVerify} maySeeAudit={maySeeAudit} />
          {maySeeAudit && (
            <p>
              <Link href="/audit">Audit trail: who decided what</Link>
            </p>
          )}
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
          <StatusTable />
          <section className="card" aria-labelledby="version-title">
            <h2 id="version-title">Version and database</h2>
            <dl className="pairs">
              <dt>Version</dt>
              <dd>
                <code>{health.version}</code>
              </dd>
              <dt>Mode</dt>
              <dd>{health.mode}</dd>
              <dt>PostgreSQL</dt>
              <dd className="number">{wordOf(database.version)}</dd>
              <dt>Size</dt>
              <dd className="number">{formatCount(Math.round(countOf(database.bytes) / 1_000_000))} MB</dd>
              <dt>Connections</dt>
              <dd className="number">{formatCount(countOf(database.connections))}</dd>
            </dl>
          </section>
        </div>
      </div>
    </div>
  )
}
