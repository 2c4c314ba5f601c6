import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icons.tsx'
import { useScope } from '../shell/shell-data.ts'
import { actionWords, conditionWords, templateWords } from './cadence-words.ts'
import { PlanChanges } from './plan-changes.tsx'
import { daysProblem, type EditedStep, planDifference } from './plan-difference.ts'
import { type Plan, savePlan } from './plan-documents.ts'
import './plan-editor.css'

const conditions = ['always', 'hasLinkedin', 'notReplied', 'connected']

/** The days, conditions and texts of a plan, to be saved as its next version. `running`: its versions that somebody goes by. */
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
  const [steps, setSteps] = useState<readonly EditedStep[]>(plan.steps)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, save] = useMutation(savePlan)
  const isAdmin = useScope('admin')
  const { state } = useStore(connectionStore)
  const changes = planDifference(plan.steps, steps)
  const problem = daysProblem(steps)
  const refusal = !isAdmin
    ? 'Saving a plan needs the scope admin.'
    : state === 'offline'
      ? 'No connection: a plan can be saved when it is back.'
      : fetching
        ? 'Already on its way.'
        : problem
  const change = (step: number, to: Partial<EditedStep>): void =>
    setSteps(steps.map((one) => (one.step === step ? { ...one, ...to } : one)))
  const act = async (): Promise<void> => {
    const document = { title: plan.title, steps: plan.steps.map((old, index) => plain({ ...old, ...steps[index] })) }
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
              {['Step', 'Day', 'Only when', 'Text'].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {plan.steps.map((old, index) => {
              const now = steps[index] ?? old
              const action = actionWords(old.action, old.task)
              const named = (what: string): string => `${what} of step ${old.step}, ${action}`
              return (
                <tr key={old.step}>
                  <th scope="row">
                    {old.step} {action}
                  </th>
                  <td>
                    <div className="field">
                      <input
                        aria-label={named('Day')}
                        type="number"
                        min={1}
                        max={365}
                        disabled={index === 0}
                        value={Number.isNaN(now.day) ? '' : now.day}
                        onChange={(event) => change(old.step, { day: event.target.valueAsNumber })}
                      />
                    </div>
                  </td>
                  <td>
                    <div className="field">
                      <select
                        aria-label={named('Condition')}
                        value={now.onlyWhen}
                        onChange={(event) => change(old.step, { onlyWhen: event.target.value })}
                      >
                        {conditions.map((one) => (
                          <option key={one} value={one}>
                            {conditionWords(one)}
                          </option>
                        ))}
                      </select>
                    </div>
                  </td>
                  <td>
                    <div className="field">
                      <select
                        aria-label={named('Text')}
                        value={now.template}
                        onChange={(event) => change(old.step, { template: event.target.value })}
                      >
                        {(templates.get(action) ?? [now.template])
                          .filter((one) => index === 0 || one !== plan.steps[0]?.template)
                          .map((one) => (
                            <option key={one} value={one}>
                              {templateWords(one)}
                            </option>
                          ))}
                      </select>
                    </div>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {changes.length > 0 && <PlanChanges changes={changes} plan={plan} running={running} />}
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
          <Button onClick={() => setSteps(plan.steps)}>Take back</Button>
        </div>
      )}
    </>
  )
}

/** A step as the document has it: nothing of the cache's own. */
const plain = ({ step, day, action, task, template, onlyWhen }: Plan['steps'][number]): Plan['steps'][number] => ({
  step,
  day,
  action,
  task,
  template,
  onlyWhen,
})
