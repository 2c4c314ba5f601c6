import type { ReactElement } from 'react'
import { formatCount } from '../../lib/formats.ts'
import type { PlanChange } from './plan-difference.ts'
import type { Plan } from './plan-documents.ts'

/** What the next version of a plan would change, and what becomes of those who are on the way. */
export function PlanChanges({
  changes,
  plan,
  running,
}: {
  changes: readonly PlanChange[]
  plan: Plan
  running: readonly Plan[]
}): ReactElement {
  return (
    <>
      <table className="small-table" aria-label="What changes">
        <thead>
          <tr>
            {['Step', 'What', 'Now', 'Then'].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map(({ step, what, before, after }) => (
            <tr key={step + what}>
              <th scope="row">{step}</th>
              <td>{what}</td>
              <td>
                <del>{before}</del>
              </td>
              <td>
                <ins>{after}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {running.length === 0
          ? 'Nobody is on the way by this plan.'
          : `${running.map(({ running: count, version }) => `${formatCount(count)} by version ${version}`).join(', ')}: they keep their steps and days.`}{' '}
        Cadences that begin from now on go by version {plan.version + 1}. A lead is moved on its own page, where what would change stands
        first.
      </p>
    </>
  )
}
