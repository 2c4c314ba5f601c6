import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { ProposalCard } from '../features/proposals/proposal-card.tsx'
import { proposalsQuery } from '../features/proposals/proposal-documents.ts'
import { faultOf } from '../lib/fault.ts'
import { announce } from '../ui/announcer.tsx'
import { Verdict } from '../ui/chip.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'

/** Changes of templates that reviewers’ edits propose: the same edit, made to three drafts. Accepting one saves a version; it goes live by a sign-off. */
export function ProposalsPage(): ReactElement {
  const [{ data, error, fetching }, again] = useQuery({ query: proposalsQuery, requestPolicy: 'cache-and-network' })
  const [told, setTold] = useState<string | null>(null)
  const proposals = data?.templateProposals
  const retry = (): void => again({ requestPolicy: 'network-only' })
  return (
    <div className="sheet">
      {told !== null && <Verdict kind="ok">{told}</Verdict>}
      {error && !proposals ? (
        <ErrorState what="The proposals could not be loaded" {...faultOf(error)} onRetry={retry} />
      ) : !proposals && fetching ? (
        <div role="status" aria-label="Loading proposals">
          <Skeleton height={160} />
        </div>
      ) : !proposals || proposals.length === 0 ? (
        <EmptyState title="No change is proposed." actions={<LinkButton href="/queue">Review drafts</LinkButton>}>
          When the same edit was made to three drafts, it is proposed for the template here.
        </EmptyState>
      ) : (
        <ul className="stack">
          {proposals.map((proposal) => (
            <ProposalCard
              key={proposal.key}
              proposal={proposal}
              onSettled={(words) => {
                setTold(words)
                announce(words)
                retry()
              }}
            />
          ))}
        </ul>
      )}
    </div>
  )
}
