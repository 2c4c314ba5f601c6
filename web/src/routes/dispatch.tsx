import { type ReactElement, useState } from 'react'
import { AccountsCard } from '../features/dispatch/accounts-card.tsx'
import { BatchesList } from '../features/dispatch/batches-list.tsx'
import { CeilingsCard } from '../features/dispatch/ceilings-card.tsx'
import { CleanUpOffer } from '../features/dispatch/clean-up-offer.tsx'
import { PlanPanel } from '../features/dispatch/plan-panel.tsx'
import { RevivalCard } from '../features/dispatch/revival-card.tsx'
import { RampCard } from '../features/ramp/ramp-card.tsx'
import { BrakesCard } from '../features/safety/brakes-card.tsx'
import { useScope } from '../lib/scope.ts'
import { LinkButton } from '../ui/link-button.tsx'
import '../ui/page.css'

/** What could go out and what holds it, the batches that carry it, and what limits them: ceilings, ramp, accounts. */
export function DispatchPage(): ReactElement {
  // Another list after a freeze: the new batch must not wait for the next look.
  const [freezes, setFreezes] = useState(0)
  const mayLift = useScope('admin')
  const mayResume = useScope('operate')
  return (
    <div className="sheet">
      <div className="columns">
        <div>
          <BrakesCard mayLift={mayLift} mayResume={mayResume} />
          <CleanUpOffer />
          <PlanPanel onFrozen={() => setFreezes(freezes + 1)} />
          <BatchesList key={freezes} />
          <RevivalCard />
        </div>
        <div>
          <CeilingsCard />
          <AccountsCard />
          <RampCard mayGraduate={mayResume} mayOverride={mayLift} />
          <p className="chip-line">
            <LinkButton href="/sends">Sends</LinkButton>
            <LinkButton href="/standing-approvals">Standing approvals</LinkButton>
            <LinkButton href="/deliveries">Deliveries</LinkButton>
          </p>
        </div>
      </div>
    </div>
  )
}
