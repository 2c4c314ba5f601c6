import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { connectionStore } from '../../lib/connection.ts'
import { faultOf } from '../../lib/fault.ts'
import { graphql } from '../../lib/graphql.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { usePages } from '../../lib/use-pages.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icons.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { ExportButton } from '../export/export-button.tsx'
import './cadence.css'

const parkedQuery = graphql(`
  query ParkedSends($first: Int, $after: String, $count: Boolean!) {
    parkedSends(first: $first, after: $after) {
      edges { node { id step channel address account subject body scheduledAt lead { id fullName email } } }
      pageInfo { hasNextPage endCursor }
      totalCount @include(if: $count)
    }
  }
`)

const releaseParkedSends = graphql(`
  mutation ReleaseParkedSends($input: ReleaseParkedSendsInput!) {
    releaseParkedSends(input: $input) {
      __typename
      ... on ReleaseParkedSendsSuccess { sends { id status code } }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

const pageSize = 50

/** Overdue follow-ups that a stop or an outage held up: what would go now stands in full, and a person releases or discards all that are shown, or one. */
export function ParkedSends(): ReactElement {
  const list = usePages(
    parkedQuery,
    (after) => ({ first: pageSize, after, count: after === null }),
    (data) => ({
      rows: data.parkedSends.edges.map((edge) => edge.node),
      ...data.parkedSends.pageInfo,
      total: data.parkedSends.totalCount ?? null,
    }),
    (send) => send.id,
  )
  const [deciding, setDeciding] = useState<{ ids: string[]; discard: boolean } | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(releaseParkedSends)
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  const refusal = !mayOperate
    ? 'Deciding parked sends needs the scope operate.'
    : state === 'offline'
      ? 'No connection: they can be decided when it is back.'
      : fetching
        ? 'Already on its way.'
        : null
  const act = async (reason: string): Promise<void> => {
    if (deciding === null) return
    const { data, error } = await run({ input: { sendIds: deciding.ids, discard: deciding.discard, reason, clientMutationId: newId() } })
    const why = refusedOf(data?.releaseParkedSends, 'ReleaseParkedSendsSuccess', error)
    setRefused(why)
    const word = deciding.discard ? 'discarded' : 'released into the next batch'
    announce(why ? `Nothing was changed. ${why.message}` : `${deciding.ids.length} ${word}.`, why ? 'assertive' : 'polite')
    if (why) return
    setDeciding(null)
    list.reload()
  }
  if (list.error && list.rows.length === 0)
    return <ErrorState what="The parked sends could not be loaded" {...faultOf(list.error)} onRetry={list.reload} />
  if (list.loading && list.rows.length === 0)
    return (
      <div role="status" aria-label="Loading parked sends">
        <Skeleton height={64} />
      </div>
    )
  if (list.rows.length === 0)
    return (
      <EmptyState title="Nothing is parked." actions={<LinkButton href="/cadence">Show cadence</LinkButton>}>
        Follow-ups that a stop, an outage or a restored backup held up for too long would wait here for a person.
      </EmptyState>
    )
  const all = list.rows.map(({ id }) => id)
  return (
    <section className="card" aria-label="Parked sends">
      <p>
        Each is overdue because sending was held up. Released ones wait for the next batch and its approval; discarded ones are skipped and
        their cadences go on.
      </p>
      {refused && (
        <p className="refused">
          <Icon name="bad" /> Nothing was changed. {refused.message}
        </p>
      )}
      {deciding ? (
        <ReasonForm
          label={deciding.discard ? 'Why they are discarded' : 'Why they may still go'}
          verb={`${deciding.discard ? 'Discard' : 'Release'} ${deciding.ids.length}`}
          tone={deciding.discard ? 'bad' : 'primary'}
          refusal={refusal}
          onReason={act}
          onClose={() => setDeciding(null)}
        />
      ) : (
        <div className="state-actions">
          <ExportButton list="parked" variables={{}} total={list.total} isEmpty={all.length === 0} />
          <Button tone="primary" refusal={refusal} onClick={() => setDeciding({ ids: all, discard: false })}>
            Release {all.length}…
          </Button>
          <Button refusal={refusal} onClick={() => setDeciding({ ids: all, discard: true })}>
            Discard {all.length}…
          </Button>
        </div>
      )}
      <ul className="row-list">
        {list.rows.map((send) => (
          <li key={send.id}>
            <details className="fold grow">
              <summary>
                <Icon name="next" size={12} />
                <span className="grow">
                  <Bidi text={send.lead.fullName ?? send.lead.email ?? send.address} /> <span className="muted">step {send.step}</span>
                </span>
                {send.scheduledAt && (
                  <span className="sm muted">
                    would go <Time at={send.scheduledAt} />
                  </span>
                )}
              </summary>
              <div className="parked">
                <p className="sm">
                  <Link href={`/leads/${send.lead.id}`}>Show lead</Link>{' '}
                  <span className="muted">
                    from {visibleText(send.account ?? '')} to {visibleText(send.address)}
                  </span>
                </p>
                {send.subject && <p className="parked-subject">{visibleText(send.subject)}</p>}
                <p className="parked-text">{visibleText(send.body ?? '')}</p>
                <div className="state-actions">
                  <Button size="dense" refusal={refusal} onClick={() => setDeciding({ ids: [send.id], discard: false })}>
                    Release…
                  </Button>
                  <Button size="dense" refusal={refusal} onClick={() => setDeciding({ ids: [send.id], discard: true })}>
                    Discard…
                  </Button>
                </div>
              </div>
            </details>
          </li>
        ))}
      </ul>
      <ShowMore list={list} />
    </section>
  )
}
