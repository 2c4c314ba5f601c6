import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { cadenceQuery, forecastQuery } from '../features/cadence/cadence-documents.ts'
import { EnrollmentsList } from '../features/cadence/enrollments-list.tsx'
import { ForecastChart } from '../features/cadence/forecast-chart.tsx'
import { PlanEditor } from '../features/cadence/plan-editor.tsx'
import { StepsPicture } from '../features/cadence/steps-picture.tsx'
import { faultOf } from '../lib/fault.ts'
import { formatCount } from '../lib/formats.ts'
import { useAgain } from '../lib/use-again.ts'
import '../ui/page.css'
import { ErrorState, Skeleton } from '../ui/states.tsx'

const againMs = 15_000
const days = 30

/** The plan as a picture with how many wait where, what is due, the next 30 days against what they allow, who is on the way, and the plans to change. */
export function CadencePage(): ReactElement {
  const [step, setStep] = useState<number | null>(null)
  const [{ data, error }, again] = useQuery({ query: cadenceQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const cadence = data?.cadence
  return (
    <div className="sheet">
      <section className="card" aria-labelledby="plan-title">
        <div className="card-title">
          <h2 id="plan-title">{cadence ? cadence.plan.title : 'Plan'}</h2>
          {cadence && (
            <span className="muted sm">
              {cadence.plan.name}, version {cadence.plan.version}
            </span>
          )}
        </div>
        {error && !cadence ? (
          <ErrorState what="The cadence could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
        ) : !cadence ? (
          <div role="status" aria-label="Loading the cadence">
            <Skeleton height={180} />
          </div>
        ) : (
          <>
            <p className="cadence-sums">
              <span>
                <strong className="number">{formatCount(cadence.active)}</strong> running
              </span>
              <span>
                <strong className="number">{formatCount(cadence.dueToday)}</strong> due today
              </span>
              <span>
                <strong className="number">{formatCount(cadence.paused)}</strong> paused
              </span>
              <span>
                <strong className="number">{formatCount(cadence.ended)}</strong> ended
              </span>
              <Link href="/tasks">
                {formatCount(cadence.openTasks)} open {cadence.openTasks === 1 ? 'task' : 'tasks'}
              </Link>
              <Link href="/sends?tab=parked">{formatCount(cadence.parked)} parked</Link>
            </p>
            <StepsPicture steps={cadence.steps} chosen={step} onChoose={setStep} />
          </>
        )}
      </section>
      <Forecast />
      <EnrollmentsList step={step} onAll={() => setStep(null)} />
      <PlanEditor />
    </div>
  )
}

function Forecast(): ReactElement {
  const [{ data, error }, again] = useQuery({ query: forecastQuery, variables: { days }, requestPolicy: 'cache-and-network' })
  return (
    <section className="card" aria-labelledby="forecast-title">
      <h2 id="forecast-title">The next {days} days</h2>
      {error && !data ? (
        <ErrorState what="The forecast could not be made" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
      ) : !data ? (
        <div role="status" aria-label="Loading the forecast">
          <Skeleton height={240} />
        </div>
      ) : (
        <ForecastChart days={data.forecast} />
      )}
    </section>
  )
}
