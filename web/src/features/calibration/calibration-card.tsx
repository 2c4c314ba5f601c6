import type { ReactElement, ReactNode } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { AdoptPanel } from './adopt-panel.tsx'
import { type CalibrationShown, calibrationQuery } from './calibration-documents.ts'
import './calibration.css'
import { DecileTable } from './decile-table.tsx'

const points = (value: number): string => value.toLocaleString(undefined, { maximumFractionDigits: 1 })
const odds = (value: number): string => `×${value.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
const words: Record<string, string> = {
  title: 'Title',
  size: 'Company size',
  industry: 'Industry',
  readiness: 'Readiness',
  intent: 'Intent',
}

/** What the answers say of a part in one sentence: the colour-blind and the hurried read the same. */
function verdictOf({ today, low, high }: CalibrationShown['parts'][number]): string {
  if (today < low) return 'Worth more'
  return today > high ? 'Worth less' : 'About right'
}

/** What each part of the score is really worth by what came back, how well that would have told later answers, and what is proposed. */
export function CalibrationCard({ foretell }: { foretell(patch: Record<string, unknown>): ReactNode }): ReactElement {
  const [{ data, error }, again] = useQuery({ query: calibrationQuery, requestPolicy: 'cache-and-network' })
  const reload = (): void => again({ requestPolicy: 'network-only' })
  const calibration = data?.calibration
  if (error && !calibration) return <ErrorState what="The calibration could not be worked out" {...faultOf(error)} onRetry={reload} />
  if (!calibration) return <Skeleton height={240} />
  const { leads, replies, positives, firstSentAt, lastSentAt, missing, parts, backTest, proposal, profileVersion } = calibration
  return (
    <section className="card calibration" aria-labelledby="calibration-title">
      <div className="card-title">
        <h3 id="calibration-title">What each part of the score is worth</h3>
        <span className="muted sm number">{profileVersion === 0 ? 'Profile as shipped' : `Profile version ${profileVersion}`}</span>
      </div>
      <p className="muted sm">
        {leads === 0 ? (
          'Nobody was written to a week ago or earlier.'
        ) : (
          <>
            {formatCount(leads)} leads written to
            {firstSentAt && lastSentAt && (
              <>
                {' '}
                from <Time at={firstSentAt} /> to <Time at={lastSentAt} />
              </>
            )}
            : {formatCount(replies)} answered, {formatCount(positives)} of them well or with a meeting.
          </>
        )}
      </p>
      {missing.length > 0 ? (
        <>
          <p>Too early to say:</p>
          <ul>
            {missing.map(({ code, message }) => (
              <li key={code}>{message}</li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <table className="small-table">
            <caption className="hidden-text">Points of each part today, and what they are worth by the answers</caption>
            <thead>
              <tr>
                <th scope="col">Part</th>
                <th scope="col" data-align="end">
                  Today, points
                </th>
                <th scope="col" data-align="end">
                  Worth, points
                </th>
                <th scope="col" data-align="end" className="calibration-odds">
                  Odds for each point
                </th>
                <th scope="col">By the answers</th>
              </tr>
            </thead>
            <tbody>
              {parts.map((part) => (
                <tr key={part.part}>
                  <th scope="row">{words[part.part] ?? part.part}</th>
                  <td data-align="end">{points(part.today)}</td>
                  <td data-align="end">
                    {points(part.worth)} <span className="muted">· {`${points(part.low)} to ${points(part.high)}`}</span>
                  </td>
                  <td data-align="end" className="calibration-odds">
                    {odds(part.oddsPerPoint)} <span className="muted">· {`${odds(part.oddsLow)} to ${odds(part.oddsHigh)}`}</span>
                  </td>
                  <td>{verdictOf(part)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="muted sm">
            With 95 % intervals. All parts together are worth as many points as today; with few answers a part stays near today’s points.
          </p>
          {backTest && <DecileTable {...backTest} />}
          {proposal ? (
            <AdoptPanel
              key={proposal.hash}
              profileVersion={profileVersion}
              hash={proposal.hash}
              changes={parts
                .filter(({ today, proposed }) => today !== proposed)
                .map(({ part, today, proposed }) => ({ name: words[part] ?? part, today: points(today), proposed: points(proposed) }))}
              note={foretell(Object(proposal.patch))}
              onAdopted={reload}
            />
          ) : (
            <p>Today’s points lie within what the answers say: nothing is proposed.</p>
          )}
        </>
      )}
    </section>
  )
}
