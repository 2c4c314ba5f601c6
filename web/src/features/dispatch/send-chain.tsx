import { type ReactElement, useEffect } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { graphql } from '../../lib/graphql.ts'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { VerdictList } from '../../ui/verdict-list.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { ruleWords } from './dispatch-words.ts'
import { HashText } from './hash-text.tsx'
import './batch.css'

const chainQuery = graphql(`
  query SendChain($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Send {
        status
        code
        account
        platform
        hash
        acceptedAt
        provenAt
        providerMessageId
        nextCheckAt
        windowFrom
        windowTo
        proof { kind at actor detail hash }
        trace { verdicts { rule passed message clearsAt } }
      }
    }
  }
`)

const linkNames: Record<string, string> = {
  'batch.created': 'Frozen',
  'batch.frozen': 'Frozen',
  'batch.approved': 'Approved',
  'batch.rejected': 'Rejected',
  'batch.cancelled': 'Cancelled',
  'batch.executing': 'Execution began',
  'batch.executed': 'Execution ended',
  'send.reserved': 'Reserved',
  'send.settled': 'Settled',
  'send.proven': 'Proven',
  proof: 'Platform’s proof',
}

/** The chain behind one send, first link to last, what each side says of it, and what every rule said. */
export function SendChain({ id, changed }: { id: string; changed: unknown }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: chainQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a send that moved has another link
  useEffect(() => again({ requestPolicy: 'network-only' }), [changed])
  const send = data?.node?.__typename === 'Send' ? data.node : null
  if (error && !send) {
    return <ErrorState what="The chain could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
  }
  if (!send) return data ? <p className="muted">There is no such send.</p> : <Skeleton height={120} />
  return (
    <div className="send-chain">
      <section aria-label="Both sides">
        <h3 className="sub-title">Both sides</h3>
        <dl className="pairs">
          <dt>We say</dt>
          <dd>
            {ruleWords(send.status)}
            {send.acceptedAt && (
              <>
                , accepted <Time at={send.acceptedAt} as="full" />
              </>
            )}
          </dd>
          <dt>{ruleWords(send.platform)} says</dt>
          <dd>
            {send.provenAt ? (
              <>
                sent <Time at={send.provenAt} as="full" />
              </>
            ) : send.acceptedAt ? (
              <>
                nothing yet; proof is due an hour after <Time at={send.windowTo} as="full" />
              </>
            ) : (
              'nothing'
            )}
          </dd>
          {send.providerMessageId && (
            <>
              <dt>Its message</dt>
              <dd>
                <code>{visibleText(send.providerMessageId)}</code>
              </dd>
            </>
          )}
          {send.nextCheckAt && (
            <>
              <dt>Looked up again</dt>
              <dd>
                <Time at={send.nextCheckAt} as="full" />
              </dd>
            </>
          )}
          <dt>Frozen bytes</dt>
          <dd>
            <HashText hash={send.hash} label="Hash of the frozen bytes" />
          </dd>
        </dl>
      </section>
      <section aria-label="Chain">
        <h3 className="sub-title">Chain</h3>
        <ol className="chain">
          {send.proof.map((link) => (
            <li key={link.kind + link.at + link.hash}>
              <strong>{linkNames[link.kind] ?? link.kind.replace('.', ' ')}</strong>{' '}
              <span className="muted">{visibleText(link.actor)}</span> <Time at={link.at} as="full" />
              {link.detail !== link.kind && <p className="muted sm">{visibleText(link.detail)}</p>}
              <code className="muted" title={link.hash}>
                {link.hash.slice(0, 12)}
              </code>
            </li>
          ))}
        </ol>
        {send.proof.length === 0 && <p className="muted">Nothing is recorded of it yet.</p>}
      </section>
      <details className="fold">
        <summary className="sub-title">
          <span className="grow">What every rule said ({send.trace.verdicts.length})</span>
        </summary>
        <VerdictList verdicts={send.trace.verdicts} nameOf={ruleWords} />
      </details>
    </div>
  )
}
