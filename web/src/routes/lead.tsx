import { type ReactElement, useEffect, useState } from 'react'
import { useQuery, useSubscription } from 'urql'
import { Link, useLocation, useParams } from 'wouter'
import { LeadCadence } from '../features/cadence/lead-cadence.tsx'
import { LeadData } from '../features/erasure/lead-data.tsx'
import { LeadIntent } from '../features/intent/lead-intent.tsx'
import { leadQuery, leadSubscription } from '../features/lead/lead-documents.ts'
import { LeadDrafts } from '../features/lead/lead-drafts.tsx'
import { LeadHead } from '../features/lead/lead-head.tsx'
import { LeadTimeline } from '../features/lead/lead-timeline.tsx'
import { LeadWhy } from '../features/lead/lead-why.tsx'
import { LeadMeetings } from '../features/meetings/lead-meetings.tsx'
import { LeadMerges } from '../features/merge/lead-merges.tsx'
import { NextSend } from '../features/send-trace/next-send.tsx'
import { onReconnected, pausedStore } from '../lib/connection.ts'
import { faultOf } from '../lib/fault.ts'
import { usePhone } from '../lib/phone.ts'
import { useStore } from '../lib/store.ts'
import { useTitle } from '../lib/title.ts'
import { useCalm } from '../lib/use-calm.ts'
import { LinkButton } from '../ui/link-button.tsx'
import '../ui/page.css'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { type Tab, Tabs } from '../ui/tabs.tsx'

type Part = 'timeline' | 'cadence' | 'meetings' | 'why' | 'drafts'
const parts: Tab<Part>[] = [
  { id: 'timeline', label: 'Timeline' },
  { id: 'cadence', label: 'Cadence' },
  { id: 'meetings', label: 'Meetings' },
  { id: 'why', label: 'Score' },
  { id: 'drafts', label: 'Drafts' },
]

/** One lead: who it is and where it stands, everything that happened, why this score, what was written. Live. */
export function LeadPage(): ReactElement {
  const { id = '' } = useParams<{ id: string }>()
  const [{ data, error }, again] = useQuery({ query: leadQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  const paused = useStore(pausedStore)
  // Much of what happens to a lead leaves its own row as it was: a proof, a pause, a draft. Each word of it counts.
  const [{ data: heard = 0 }] = useSubscription(
    { query: leadSubscription, variables: { id }, pause: paused },
    (count: number = 0) => count + 1,
  )
  // What happened while the line was lost was told to nobody.
  const [lines, setLines] = useState(0)
  useEffect(
    () =>
      onReconnected(() => {
        again({ requestPolicy: 'network-only' })
        setLines((count) => count + 1)
      }),
    [again],
  )
  // While something works on many leads each of its steps is told here too, and to each lead page that a person has open.
  const told = useCalm(`${heard} ${lines}`, 5_000)
  const phone = usePhone()
  const [part, setPart] = useState<Part>('timeline')
  const lead = data?.lead
  const [, go] = useLocation()
  const stays = lead && lead.id !== id ? lead.id : null
  useEffect(() => {
    // Merged with another: an old link goes on to the lead that stays, whose changes are then heard.
    if (stays !== null) go(`/leads/${stays}`, { replace: true })
  }, [stays, go])
  useTitle(lead ? (lead.fullName ?? lead.email ?? 'Unnamed lead') : null)

  if (error && !lead) {
    return (
      <div className="sheet">
        <ErrorState what="This lead could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      </div>
    )
  }
  if (data && !lead) {
    return (
      <EmptyState title="There is no such lead." actions={<LinkButton href="/leads">All leads</LinkButton>}>
        It may have been erased, or merged with another.
      </EmptyState>
    )
  }
  if (!lead) {
    return (
      <div className="sheet" role="status" aria-label="Loading the lead">
        <Skeleton height={180} />
        <Skeleton height={320} />
      </div>
    )
  }
  // One's own change is told by its answer, also where live updates are paused.
  const changedAt = `${lead.updatedAt} ${told}`
  const timeline = <LeadTimeline id={id} changedAt={changedAt} />
  return (
    <div className="sheet">
      <p>
        <Link href="/leads">All leads</Link>
      </p>
      {phone ? (
        <>
          <LeadHead lead={lead} />
          <NextSend id={id} changedAt={changedAt} />
          <Tabs<Part> label="Parts" tabs={parts} current={part} panelId="lead-part" onChange={setPart} />
          <div id="lead-part" role="tabpanel" aria-label={parts.find((one) => one.id === part)?.label} className="stack">
            {part === 'timeline' && timeline}
            {part === 'why' && (
              <>
                <LeadIntent id={id} changedAt={changedAt} />
                <LeadWhy id={id} changedAt={changedAt} />
                <LeadMerges id={lead.id} changedAt={changedAt} />
                <LeadData id={lead.id} changedAt={changedAt} />
              </>
            )}
            {part === 'drafts' && <LeadDrafts id={id} changedAt={changedAt} />}
            {part === 'meetings' && <LeadMeetings id={id} changedAt={changedAt} />}
            {part === 'cadence' && <LeadCadence id={id} changedAt={changedAt} />}
          </div>
        </>
      ) : (
        <div className="columns">
          <div>
            <LeadHead lead={lead} />
            <NextSend id={id} changedAt={changedAt} />
            {timeline}
          </div>
          <div>
            <LeadCadence id={id} changedAt={changedAt} />
            <LeadMeetings id={id} changedAt={changedAt} />
            <LeadIntent id={id} changedAt={changedAt} />
            <LeadWhy id={id} changedAt={changedAt} />
            <LeadDrafts id={id} changedAt={changedAt} />
            <LeadMerges id={lead.id} changedAt={changedAt} />
            <LeadData id={lead.id} changedAt={changedAt} />
          </div>
        </div>
      )}
    </div>
  )
}
