import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'
import { Skeleton } from '../../ui/states.tsx'
import { TierMoves } from './tier-moves.tsx'

const whatIfQuery = graphql(`
  query WhatIf($input: WhatIfInput!) {
    whatIf(input: $input) {
      section sendsBefore sendsAfter leadsScored leadsChanged leadsWritten draftsWithdrawn draftsUnapproved
      moves { from to leads openDrafts }
      leads { from to score openDrafts lead { id fullName email title company { id name } } }
    }
  }
`)

/** Sections of which something can be told before they are saved. */
const known = ['dispatch', 'icp']

/** What a patch of the settings would change besides the settings: sends of the next 30 days, or leads and drafts. Nothing for other sections. */
export function WhatIfNote({ section, patch }: { section: string; patch: Record<string, unknown> }): ReactElement | null {
  const isKnown = known.includes(section)
  const [{ data, error }] = useQuery({
    query: whatIfQuery,
    variables: { input: { section, patch } },
    pause: !isKnown,
    requestPolicy: 'network-only',
  })
  if (!isKnown) return null
  if (error) return <p className="muted sm">What it would change could not be worked out: {faultOf(error).message}</p>
  if (!data)
    return (
      <div role="status" aria-label="Working out what it would change">
        <Skeleton height={20} width="60%" />
      </div>
    )
  const { sendsBefore, sendsAfter, leadsScored, leadsChanged, leadsWritten, draftsWithdrawn, draftsUnapproved, moves, leads } = data.whatIf
  if (section === 'dispatch')
    return (
      <p role="status">
        {`In the next 30 days ${formatCount(sendsAfter)} sends instead of ${formatCount(sendsBefore)}, if everything due is approved in time.`}
      </p>
    )
  const drafts = [
    draftsWithdrawn > 0 ? `${formatCount(draftsWithdrawn)} open drafts would be withdrawn` : '',
    draftsUnapproved > 0 ? `${formatCount(draftsUnapproved)} approvals would fall` : '',
  ].filter((part) => part !== '')
  return (
    <>
      <p role="status">
        {`${formatCount(leadsChanged)} of ${formatCount(leadsScored)} leads change tier. `}
        {drafts.length > 0 && `${drafts.join(' and ')}. `}
        {leadsWritten > 0 && `${formatCount(leadsWritten)} more were written to already and keep their tier.`}
      </p>
      {leadsChanged > 0 && <TierMoves moves={moves} leads={leads} />}
    </>
  )
}
