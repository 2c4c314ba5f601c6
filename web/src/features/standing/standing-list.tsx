import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip, Verdict } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { revokeMutation, type Standing } from './standing-documents.ts'

/** Standing approvals, those that stand first: how far each goes, what it has let through, and the way to take it back. */
export function StandingList({ approvals, onChange }: { approvals: readonly Standing[]; onChange(): void }): ReactElement {
  return (
    <ul className="stack">
      {approvals.map((approval) => (
        <li key={`${approval.plan} ${approval.planVersion} ${approval.at}`} className="stack standing">
          <div className="card-title">
            <h3>
              {approval.plan}, version {approval.planVersion}
            </h3>
            {approval.isOver ? (
              <Chip>Over</Chip>
            ) : approval.isInForce ? (
              <Chip tone="ok">In force</Chip>
            ) : (
              <Chip tone="warn">Does not count now</Chip>
            )}
          </div>
          <dl className="pairs">
            <dt>Given by</dt>
            <dd>
              {visibleText(approval.by)}, <Time at={approval.at} as="full" />: {visibleText(approval.reason)}
            </dd>
            <dt>Limit</dt>
            <dd>
              {formatCount(approval.limitPerDay)} a day{approval.isOver ? '' : `, ${formatCount(approval.leftToday)} left today`}
            </dd>
            {approval.endedAt === null ? (
              <>
                <dt>Until</dt>
                <dd>
                  <Time at={approval.until} as="full" />
                </dd>
              </>
            ) : (
              <>
                <dt>Ended</dt>
                <dd>
                  <Time at={approval.endedAt} as="full" />,{' '}
                  {approval.endedBy === 'clock' ? 'by itself' : visibleText(approval.endedBy ?? '')}:{' '}
                  {visibleText(approval.endReason ?? '')}
                </dd>
              </>
            )}
          </dl>
          <LetThrough approval={approval} />
          {!approval.isOver && <Withdraw approval={approval} onDone={onChange} />}
        </li>
      ))}
    </ul>
  )
}

function LetThrough({ approval }: { approval: Standing }): ReactElement {
  if (approval.batchCount === 0) return <p className="muted">Nothing has gone under it.</p>
  return (
    <details className="fold">
      <summary>
        <Icon name="next" />
        <span className="grow">
          {formatCount(approval.sendCount)} {approval.sendCount === 1 ? 'send' : 'sends'} left in {formatCount(approval.batchCount)}{' '}
          {approval.batchCount === 1 ? 'batch' : 'batches'}
        </span>
      </summary>
      <ul className="row-list">
        {approval.batches.map((batch) => (
          <li key={batch.id}>
            <Link href={`/dispatch/${batch.id}`} className="grow">
              Batch of <Time at={batch.decidedAt ?? approval.at} as="full" />
            </Link>
            <span className="muted">{batch.status.toLowerCase()}</span>
          </li>
        ))}
      </ul>
      {approval.batchCount > approval.batches.length && <p className="muted">Earlier ones are among the batches on Dispatch.</p>}
    </details>
  )
}

/** Takes one back, with a reason. What it has approved stays approved; cancelling that is done at the batch. */
function Withdraw({ approval, onDone }: { approval: Standing; onDone(): void }): ReactElement {
  const [isAsking, setAsking] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(revokeMutation)
  const mayOperate = useScope('operate')
  const { plan, planVersion } = approval
  const refusal = !mayOperate ? 'Withdrawing needs the scope operate.' : fetching ? 'Already on its way.' : null
  const withdraw = async (reason: string): Promise<void> => {
    const { data, error } = await run({ input: { plan, planVersion, reason, clientMutationId: newId() } })
    const why = refusedOf(data?.revokeStandingApproval, 'RevokeStandingApprovalSuccess', error)
    setRefused(why)
    announce(
      why ? `Not withdrawn. ${why.message}` : `Withdrawn: a person approves every batch of ${plan}, version ${planVersion} now.`,
      why ? 'assertive' : 'polite',
    )
    if (!why) onDone()
  }
  return (
    <div className="stack">
      {refused && <Verdict kind="bad">{visibleText(refused.message)}</Verdict>}
      {isAsking ? (
        <>
          <p className="muted">
            From now on a person approves every batch. One that it approved already stays approved, and is cancelled on its own page.
          </p>
          <ReasonForm
            label={`Why ${plan}, version ${planVersion} needs a person again`}
            verb="Withdraw"
            refusal={refusal}
            onReason={withdraw}
            onClose={() => setAsking(false)}
          />
        </>
      ) : (
        <div>
          <Button size="dense" refusal={refusal} onClick={() => setAsking(true)} aria-label={`Withdraw ${plan}, version ${planVersion}`}>
            Withdraw…
          </Button>
        </div>
      )}
    </div>
  )
}
