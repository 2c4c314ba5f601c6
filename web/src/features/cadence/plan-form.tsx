import { type ReactElement, useEffect, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icons.tsx'
import { AddStep } from './add-step.tsx'
import { actionWords } from './cadence-words.ts'
import { PlanChanges } from './plan-changes.tsx'
import { daysProblem, type EditedStep, editedSteps, movedStep, numberedSteps, planDifference } from './plan-difference.ts'
import { type Plan, planPreviewQuery, savePlan } from './plan-documents.ts'
import { PlanForecast } from './plan-forecast.tsx'
import { PlanStepRow } from './plan-step-row.tsx'
import './plan-editor.css'

/** Days ahead that both versions are held against. */
const forecastDays = 30
/** Typing rests this long before the server is asked. */
const restMs = 400

/** The steps of a plan, to be changed, moved, added and removed, and saved as its next version. `running`: its versions that somebody goes by. */
export function PlanForm({
  plan,
  running,
  templates,
  onSaved,
}: {
  plan: Plan
  running: readonly Plan[]
  templates: ReadonlyMap<string, string[]>
  onSaved(): void
}): ReactElement {
  const [steps, setSteps] = useState<readonly EditedStep[]>(() => editedSteps(plan.steps))
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, save] = useMutation(savePlan)
  const isAdmin = useScope('admin')
  const { state } = useStore(connectionStore)
  const changes = planDifference(plan.steps, steps)
  const problem = daysProblem(steps)
  const document = { title: plan.title, steps: numberedSteps(steps) }
  const rested = useRested(JSON.stringify(document), restMs)
  const [{ data: seen, error: unseen }] = useQuery({
    query: planPreviewQuery,
    variables: { name: plan.name, document: JSON.parse(rested), days: forecastDays },
    pause: changes.length === 0 || problem !== null,
    requestPolicy: 'network-only',
  })
  const preview = seen?.cadencePlanPreview
  const refusal = !isAdmin
    ? 'Saving a plan needs the scope admin.'
    : state === 'offline'
      ? 'No connection: a plan can be saved when it is back.'
      : fetching
        ? 'Already on its way.'
        : (problem ?? preview?.problems[0] ?? null)
  const change = (key: string, to: Partial<EditedStep>): void => setSteps(steps.map((one) => (one.key === key ? { ...one, ...to } : one)))
  const last = steps.at(-1)
  const act = async (): Promise<void> => {
    const { data, error } = await save({
      input: { name: plan.name, document, expectedVersion: plan.version, clientMutationId: newId() },
    })
    const why = refusedOf(data?.saveCadencePlan, 'SaveCadencePlanSuccess', error)
    setRefused(why)
    announce(why ? `Not saved. ${why.message}` : `Version ${plan.version + 1} of ${plan.title} is saved.`, why ? 'assertive' : 'polite')
    if (!why) onSaved()
  }
  return (
    <>
      <div className="plan-rows">
        <table className="small-table">
          <thead>
            <tr>
              {['Step', 'Day', 'Only when', 'Text', 'Change'].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step, index) => (
              <PlanStepRow
                key={step.key}
                step={step}
                index={index}
                count={steps.length}
                texts={textsFor(step, index, templates, plan.steps[0]?.template)}
                onChange={(to) => change(step.key, to)}
                onMove={(by) => {
                  setSteps(movedStep(steps, index, by))
                  announce(`It is step ${index + 1 + by} now.`)
                }}
                onRemove={() => {
                  setSteps(steps.filter((one) => one !== step))
                  announce(`Step ${index + 1} is removed.`)
                }}
              />
            ))}
          </tbody>
        </table>
      </div>
      {last && <AddStep last={last} texts={templates} onAdd={(step) => setSteps([...steps, step])} />}
      {changes.length > 0 && <PlanChanges changes={changes} plan={plan} running={running} />}
      {changes.length > 0 && problem === null && unseen && !preview && <p className="muted">The coming days could not be worked out.</p>}
      {changes.length > 0 && problem === null && preview && <PlanForecast preview={preview} days={forecastDays} />}
      {refused && (
        <p className="refused">
          <Icon name="bad" /> Not saved. {refused.message}
        </p>
      )}
      {changes.length > 0 && (
        <div className="state-actions">
          <Button tone="primary" refusal={refusal} onClick={() => void act()}>
            {fetching ? 'Saving…' : `Save version ${plan.version + 1}`}
          </Button>
          <Button onClick={() => setSteps(editedSteps(plan.steps))}>Take back</Button>
        </div>
      )}
    </>
  )
}

/** The texts that a step may have: those of its kind, the first touch's own for the first step alone. */
function textsFor(
  step: EditedStep,
  index: number,
  templates: ReadonlyMap<string, readonly string[]>,
  firstText: string | undefined,
): readonly string[] {
  const known = templates.get(actionWords(step.action, step.task)) ?? [step.template]
  return known.filter((one) => index === 0 || one !== firstText)
}

/** A value once it has not changed for a while. */
function useRested(value: string, ms: number): string {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return rested
}
