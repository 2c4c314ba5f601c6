import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { LeadLink } from './held-back.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { RevivalCandidates } from './revival-candidates.tsx'
import { type RevivalScan, scanRevivalMutation } from './revival-documents.ts'

/** Who would be taken up again after a silence, why, and with which score; on a second press the best of them enter the queue. */
export function RevivalCard(): ReactElement {
  const [scan, setScan] = useState<{ live: boolean; result: RevivalScan } | null>(null)
  const [refused, setRefused] = useState<{ live: boolean; refused: Refused } | null>(null)
  const [{ fetching }, run] = useMutation(scanRevivalMutation)
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  const refusal = !mayOperate
    ? 'Looking for revivals needs the scope operate.'
    : state === 'offline'
      ? 'No connection: it can be done when it is back.'
      : fetching
        ? 'Already on its way.'
        : null

  const look = async (live: boolean): Promise<void> => {
    const { data, error } = await run({ input: { dryRun: !live, ...(live ? { clientMutationId: newId() } : {}) } })
    const answer = data?.scanRevival
    const why = refusedOf(answer, 'ScanRevivalSuccess', error)
    if (why || answer?.__typename !== 'ScanRevivalSuccess') {
      if (why) setRefused({ live, refused: why })
      announce(`${live ? 'Nobody was queued.' : 'No answer.'} ${why?.message ?? ''}`, 'assertive')
      return
    }
    setRefused(null)
    setScan({ live, result: answer })
    announce(live ? `${formatCount(answer.queued.length)} entered the queue.` : `${formatCount(answer.total)} may be taken up again.`)
  }
  return (
    <section className="card" aria-labelledby="revival-title">
      <h2 id="revival-title">Revival</h2>
      <p className="muted">
        Every day the best of those who fell silent get a new draft. It waits in the queue like any other, and leaves as the motion
        Revivals.
      </p>
      <div className="plan-actions">
        <Button refusal={refusal} onClick={() => void look(false)}>
          {fetching && !scan ? 'Looking…' : 'Who would it be?'}
        </Button>
      </div>
      {refused && <RefusalNote what={refused.live ? 'Nobody was queued.' : 'No answer.'} refused={refused.refused} />}
      {scan && <Result live={scan.live} scan={scan.result} />}
      {scan && !scan.live && scan.result.queued.length > 0 && (
        <div className="plan-actions">
          <Button tone="primary" refusal={refusal} onClick={() => void look(true)}>
            {fetching
              ? 'Writing…'
              : `Draft and queue ${scan.result.queued.length === 1 ? 'this one' : `the first ${formatCount(scan.result.queued.length)}`}`}
          </Button>
          <p className="muted sm">Nothing is sent: a person decides each draft.</p>
        </div>
      )}
    </section>
  )
}

function Result({ live, scan }: { live: boolean; scan: RevivalScan }): ReactElement {
  return (
    <>
      <div className="plan-head">
        <p>
          <Verdict kind={scan.total > 0 ? 'ok' : 'skipped'}>
            {live
              ? `${formatCount(scan.queued.length)} entered the queue`
              : scan.total === 0
                ? 'Nobody to take up again'
                : `${formatCount(scan.total)} may be taken up again`}
          </Verdict>
        </p>
        <p className="muted">
          {scan.blocker ?? `Room for ${formatCount(Math.max(0, live ? scan.room - scan.queued.length : scan.room))} more today.`}
        </p>
      </div>
      {scan.candidates.length > 0 && <RevivalCandidates scan={scan} />}
      {live && scan.queued.length > 0 && (
        <p>
          <LinkButton href="/queue">Review them</LinkButton>
        </p>
      )}
      {scan.refused.length > 0 && (
        <>
          <h3 className="sub-title">Nothing to say to</h3>
          <ul className="row-list">
            {scan.refused.map(({ lead, code, message }) => (
              <li key={lead.id + code}>
                <span className="grow">
                  <LeadLink lead={lead} />
                  <br />
                  <span className="muted sm">{message}</span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {(scan.held.length > 0 || scan.contactsWithoutLead > 0) && (
        <>
          <h3 className="sub-title">Silent, but left alone</h3>
          <ul className="row-list">
            {scan.held
              .toSorted((a, b) => b.count - a.count)
              .map(({ code, message, count }) => (
                <li key={code}>
                  <span className="grow">{message}</span>
                  <span className="number">{formatCount(count)}</span>
                </li>
              ))}
            {scan.contactsWithoutLead > 0 && (
              <li>
                <span className="grow">Contacts of the CRM that are no leads: nothing of ours to take up.</span>
                <span className="number">{formatCount(scan.contactsWithoutLead)}</span>
              </li>
            )}
          </ul>
        </>
      )}
    </>
  )
}
