import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'

const whatIfQuery = graphql(`
  query WhatIf($input: WhatIfInput!) {
    whatIf(input: $input) { section sendsBefore sendsAfter leadsScored leadsChanged draftsWithdrawn }
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
  if (!data) return <p className="muted sm">Working out what it would change…</p>
  const { sendsBefore, sendsAfter, leadsScored, leadsChanged, draftsWithdrawn } = data.whatIf
  return (
    <p role="status">
      {section === 'dispatch'
        ? `In the next 30 days ${formatCount(sendsAfter)} sends instead of ${formatCount(sendsBefore)}, if everything due is approved in time.`
        : `${formatCount(leadsChanged)} of ${formatCount(leadsScored)} leads change tier; ${formatCount(draftsWithdrawn)} of their drafts would have none.`}
    </p>
  )
}
