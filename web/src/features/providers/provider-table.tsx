import type { ResultOf } from 'gql.tada'
import type { ReactElement } from 'react'
import { connectionStore } from '../../lib/connection.ts'
import { formatCount } from '../../lib/formats.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { Chip, Verdict } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { providersQuery } from './provider-documents.ts'
import { TestButton } from './test-button.tsx'

type Provider = ResultOf<typeof providersQuery>['providers'][number]

/** Every provider that we call: whether it can be called, what its month has left, and what it said when it was last asked how it is. */
export function ProviderTable({ providers, onTested }: { providers: readonly Provider[]; onTested(): void }): ReactElement {
  const mayTest = useScope('operate')
  const { state } = useStore(connectionStore)
  const refusal = !mayTest ? 'A test needs the scope operate.' : state === 'offline' ? 'No connection.' : null
  return (
    <section className="card" aria-labelledby="providers-title">
      <h2 id="providers-title">Who we call</h2>
      <p className="muted">
        Keys stand in the environment of the runner and are shown nowhere. A test asks what costs and changes nothing.
      </p>
      <ul className="row-list provider-list" aria-labelledby="providers-title">
        {providers.map((provider) => (
          <li key={provider.provider}>
            <div className="provider-name">
              <strong>{provider.label}</strong>
              <span className="muted">{provider.purpose}</span>
            </div>
            <div className="provider-state">
              <Access provider={provider} />
              <Budget provider={provider} />
              {provider.lastCallAt !== null && (
                <span className="muted">
                  Called <Time at={provider.lastCallAt} as="ago" />
                </span>
              )}
            </div>
            <div className="provider-test">
              <LastTest provider={provider} />
              <TestButton provider={provider.provider} label={provider.label} refusal={refusal} onTested={onTested} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Access({ provider: { hasKey, breaker } }: { provider: Provider }): ReactElement {
  if (hasKey === null) return <Chip>No runner yet</Chip>
  if (!hasKey) return <Chip>No key</Chip>
  if (breaker === 'OPEN') return <Verdict kind="bad">Fails lately: passed over</Verdict>
  if (breaker === 'HALF_OPEN') return <Verdict kind="warn">One call tries again</Verdict>
  return <Verdict kind="ok">Key set, calls go out</Verdict>
}

function Budget({ provider: { creditsPerMonth, creditsSpent } }: { provider: Provider }): ReactElement | null {
  if (creditsPerMonth === null) return null
  const left = Math.max(0, creditsPerMonth - (creditsSpent ?? 0))
  return (
    <span className="number">
      {formatCount(left)} of {formatCount(creditsPerMonth)} credits left this month
    </span>
  )
}

function LastTest({ provider: { test } }: { provider: Provider }): ReactElement | null {
  if (test === null) return <span className="muted">Never tested</span>
  const kind = test.outcome === 'OK' ? 'ok' : test.outcome === 'FAILED' ? 'bad' : 'warn'
  return (
    <span>
      <Verdict kind={kind}>{visibleText(test.message)}</Verdict>{' '}
      <span className="muted">
        <Time at={test.at} />
      </span>
    </span>
  )
}
