import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { Select } from '../../ui/field.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { actionOfText, actionWords } from './cadence-words.ts'
import { type Plan, type PlanText, plansQuery } from './plan-documents.ts'
import { PlanForm } from './plan-form.tsx'

/** The plans as they stand, each changed by saving its next version. */
export function PlanEditor(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: plansQuery, requestPolicy: 'cache-and-network' })
  const [chosen, setChosen] = useState<string | null>(null)
  const plans = data?.cadence.plans ?? []
  const newest = plans.filter((plan) => plans.every((one) => one.name !== plan.name || one.version <= plan.version))
  const name = chosen ?? data?.cadence.plan.name
  const plan = newest.find((one) => one.name === name)
  return (
    <section className="card" aria-labelledby="plan-editor-title">
      <h2 id="plan-editor-title">Change a plan</h2>
      {error && !data ? (
        <ErrorState what="The plans could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !plan ? (
        <div role="status" aria-label="Loading the plans">
          <Skeleton height={96} />
        </div>
      ) : (
        <>
          <Select
            label="Plan"
            value={plan.name}
            options={newest.map((one) => ({ value: one.name, label: `${one.title} (${one.name}, version ${one.version})` }))}
            onChange={setChosen}
          />
          <PlanForm
            key={`${plan.name} ${plan.version}`}
            plan={plan}
            running={plans.filter((one) => one.name === plan.name && one.running > 0)}
            templates={templatesOf(plans, data?.templates ?? [])}
            onSaved={() => again({ requestPolicy: 'network-only' })}
          />
        </>
      )}
    </section>
  )
}

/** The texts that a step may have, by what it does: those that are live, and those that any version of any plan uses. */
function templatesOf(plans: readonly Plan[], texts: readonly PlanText[]): Map<string, string[]> {
  const used = plans.flatMap(({ steps }) => steps).map(({ action, task, template }) => ({ template, does: actionWords(action, task) }))
  const live = texts.flatMap(({ angle, kind, live: version }) => {
    const does = version === null ? null : actionOfText(kind)
    return does === null ? [] : [{ template: angle, does }]
  })
  const byAction = Map.groupBy([...used, ...live], ({ does }) => does)
  return new Map([...byAction].map(([does, ones]) => [does, [...new Set(ones.map(({ template }) => template))].toSorted()]))
}
