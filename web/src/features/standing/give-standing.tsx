import { type ReactElement, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { OfferedTexts } from './offered-texts.tsx'
import { giveMutation, offerQuery, type PlanChoice } from './standing-documents.ts'

const keyOf = ({ name, version }: PlanChoice): string => `${name} ${version}`

/** Gives one: which plan, its texts to read, how many a day, how long, and why. */
export function GiveStanding({ plans, onGiven }: { plans: readonly PlanChoice[]; onGiven(): void }): ReactElement | null {
  const [chosen, setChosen] = useState<string | null>(null)
  const plan = plans.find((one) => keyOf(one) === chosen) ?? plans.toSorted((a, b) => b.running - a.running)[0]
  if (!plan) return null
  return (
    <section className="card" aria-labelledby="give-title">
      <h2 id="give-title">Give one</h2>
      <Select
        label="Plan"
        value={keyOf(plan)}
        options={plans.map((one) => ({
          value: keyOf(one),
          label: `${one.title} (${one.name}, version ${one.version}, ${one.running} running)`,
        }))}
        onChange={setChosen}
      />
      <Offer key={keyOf(plan)} plan={plan} onGiven={onGiven} />
    </section>
  )
}

function Offer({ plan, onGiven }: { plan: PlanChoice; onGiven(): void }): ReactElement {
  const [{ data, error }, again] = useQuery({
    query: offerQuery,
    variables: { plan: plan.name, planVersion: plan.version },
    requestPolicy: 'network-only',
  })
  const [limit, setLimit] = useState('10')
  const [days, setDays] = useState('30')
  const [isAsking, setAsking] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, give] = useMutation(giveMutation)
  const mayOperate = useScope('operate')
  const offer = data?.standingApprovalOffer
  if (error && !offer) {
    return <ErrorState what="The texts could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
  }
  if (!offer) {
    return (
      <div role="status" aria-label="Loading the texts">
        <Skeleton height={200} />
      </div>
    )
  }
  const problem = wholeFrom1(limit, 500) ?? wholeFrom1(days, 90)
  const refusal = !mayOperate ? 'Giving one needs the scope operate.' : fetching ? 'Already on its way.' : (offer.refusal ?? problem)
  const act = async (reason: string): Promise<void> => {
    const input = { plan: plan.name, planVersion: plan.version, limitPerDay: Number(limit), days: Number(days), textsHash: offer.textsHash }
    const { data: answer, error: fault } = await give({ input: { ...input, reason, clientMutationId: newId() } })
    const why = refusedOf(answer?.giveStandingApproval, 'GiveStandingApprovalSuccess', fault)
    setRefused(why)
    setAsking(false)
    announce(
      why ? `Not given. ${why.message}` : `Given: follow-ups of ${plan.name} go without an approval of their own.`,
      why ? 'assertive' : 'polite',
    )
    if (why) again({ requestPolicy: 'network-only' })
    else onGiven()
  }
  return (
    <>
      <p className="muted">These texts go without a person reading them. When one of them changes, its messages wait for a person again.</p>
      <OfferedTexts texts={offer.texts} />
      <div className="form-row">
        <TextField
          label="Sends a day, at most"
          type="number"
          min={1}
          max={500}
          value={limit}
          onChange={(event) => setLimit(event.target.value)}
          error={wholeFrom1(limit, 500)}
        />
        <TextField
          label="Days until it ends"
          type="number"
          min={1}
          max={90}
          value={days}
          onChange={(event) => setDays(event.target.value)}
          error={wholeFrom1(days, 90)}
        />
      </div>
      {offer.refusal && <Verdict kind="warn">{offer.refusal}</Verdict>}
      {refused && <Verdict kind="bad">{visibleText(refused.message)}</Verdict>}
      {isAsking ? (
        <ReasonForm
          label="Why these follow-ups need nobody to approve them"
          verb="Give it"
          tone="primary"
          refusal={refusal}
          onReason={act}
          onClose={() => setAsking(false)}
        />
      ) : (
        <div>
          <Button tone="primary" refusal={refusal} onClick={() => setAsking(true)}>
            Give…
          </Button>
        </div>
      )}
    </>
  )
}

/** Why a typed number won't do. */
function wholeFrom1(typed: string, most: number): string | null {
  const number = Number(typed)
  return typed.trim() !== '' && Number.isInteger(number) && number >= 1 && number <= most ? null : `A whole number from 1 to ${most}.`
}
