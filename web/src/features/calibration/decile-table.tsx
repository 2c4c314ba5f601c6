import type { ReactElement } from 'react'
import { formatCount } from '../../lib/formats.ts'
import type { CalibrationShown } from './calibration-documents.ts'

const times = (value: number | null): string =>
  value === null ? '–' : `×${value.toLocaleString(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })}`

/** How well a model of the earlier leads would have told who answers of the later ones, in tenths. */
export function DecileTable({ fittedOn, triedOn, rate, deciles }: NonNullable<CalibrationShown['backTest']>): ReactElement {
  return (
    <>
      <h4 className="sub-title">Back-test</h4>
      <p className="muted sm">
        Fitted on the first {formatCount(fittedOn)} leads, tried on the {formatCount(triedOn)} after them, of whom{' '}
        {(rate * 100).toLocaleString(undefined, { maximumFractionDigits: 1 })} % answered well. A lift of ×2 is twice as good as chance.
      </p>
      <table className="small-table">
        <caption className="hidden-text">Later leads in tenths, those that the model thinks best of first</caption>
        <thead>
          <tr>
            <th scope="col">Tenth</th>
            <th scope="col" data-align="end">
              Leads
            </th>
            <th scope="col" data-align="end">
              Answered well
            </th>
            <th scope="col" data-align="end">
              Expected
            </th>
            <th scope="col" data-align="end">
              Lift
            </th>
            <th scope="col" data-align="end">
              Lift by today’s score
            </th>
          </tr>
        </thead>
        <tbody>
          {deciles.map(({ decile, leads, positives, expected, lift, liftByScore }) => (
            <tr key={decile}>
              <th scope="row">{decile === 1 ? '1, best' : decile}</th>
              <td data-align="end">{formatCount(leads)}</td>
              <td data-align="end">{formatCount(positives)}</td>
              <td data-align="end">{expected.toLocaleString(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })}</td>
              <td data-align="end">{times(lift)}</td>
              <td data-align="end">{times(liftByScore)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
