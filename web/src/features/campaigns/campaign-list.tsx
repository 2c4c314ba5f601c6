import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { formatCount, zoneCity } from '../../lib/formats.ts'
import { platformName } from '../../lib/provider-label.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { ExportButton } from '../export/export-button.tsx'
import { type Campaign, campaignsQuery } from './campaign-documents.ts'
import { motionWords, opensWords, stateVerdict } from './campaign-words.ts'

const pageSize = 30
const mostCampaigns = 200
const againMs = 15_000

/** Every campaign at the platforms, newest first, with what it sent and what came back. */
export function CampaignList(): ReactElement {
  const [first, setFirst] = useState(pageSize)
  const [{ data, error }, again] = useQuery({
    query: campaignsQuery,
    variables: { first, after: null },
    requestPolicy: 'cache-and-network',
  })
  useAgain(again, againMs)
  const campaigns = data?.campaigns.edges.map((edge) => edge.node)
  return (
    <section className="card" aria-labelledby="campaigns-title">
      <div className="card-title">
        <h2 id="campaigns-title">Campaigns</h2>
        <ExportButton list="campaigns" variables={{}} isEmpty={(campaigns ?? []).length === 0} />
      </div>
      {error && !campaigns ? (
        <ErrorState what="The campaigns could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !campaigns ? (
        <div role="status" aria-label="Loading campaigns" className="stack">
          <Skeleton height={36} />
          <Skeleton height={36} />
          <Skeleton height={36} />
        </div>
      ) : campaigns.length === 0 ? (
        <EmptyState title="No campaign yet.">
          A batch makes one for each account and time zone when it goes out. <Link href="/dispatch">Preview a dispatch</Link>
        </EmptyState>
      ) : (
        <table className="small-table campaign-table">
          <thead>
            <tr>
              <th scope="col">Campaign</th>
              <th scope="col">State</th>
              <th scope="col" data-phone="off">
                Window
              </th>
              <th scope="col" data-align="end">
                Sent
              </th>
              <th scope="col" data-align="end" data-phone="off">
                Opens
              </th>
              <th scope="col" data-align="end">
                Replies
              </th>
              <th scope="col" data-align="end">
                Bounces
              </th>
            </tr>
          </thead>
          <tbody>
            {campaigns.map((campaign) => (
              <CampaignRow key={campaign.id} campaign={campaign} />
            ))}
          </tbody>
        </table>
      )}
      {data?.campaigns.pageInfo.hasNextPage && first < mostCampaigns && (
        <div>
          <Button onClick={() => setFirst(Math.min(mostCampaigns, first + pageSize * 2))}>Show earlier ones</Button>
        </div>
      )}
    </section>
  )
}

function CampaignRow({ campaign }: { campaign: Campaign }): ReactElement {
  const { batch, counts, platform, address, zone, windowFrom, state } = campaign
  const [kind, word] = stateVerdict(state)
  const name = batch?.isTest ? 'Internal test' : batch ? motionWords[batch.motion] : platformName(platform)
  return (
    <tr>
      <th scope="row">
        {batch ? <Link href={`/dispatch/${batch.id}`}>{name}</Link> : name}
        <span className="muted"> {platformName(platform)}</span>
        <span className="campaign-account muted">
          <Bidi text={address} clip />
        </span>
      </th>
      <td>
        <Verdict kind={kind}>{word}</Verdict>
      </td>
      <td data-phone="off" className="muted">
        <Time at={windowFrom} /> for {zoneCity(zone)}
      </td>
      <td data-align="end">{formatCount(counts.sends)}</td>
      <td data-align="end" data-phone="off">
        {opensWords(counts)}
      </td>
      <td data-align="end">{formatCount(counts.replies)}</td>
      <td data-align="end">{formatCount(counts.bounces)}</td>
    </tr>
  )
}
