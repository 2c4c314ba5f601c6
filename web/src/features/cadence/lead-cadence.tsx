import { type ReactElement, useState } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { useNow } from '../../lib/now.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useFocusBack } from '../../ui/use-focus-back.ts'
import { visibleText } from '../../ui/visible-text.ts'
import { type Enrollment, leadCadenceQuery } from './cadence-documents.ts'
import { actionWords, stepLook, templateWords } from './cadence-words.ts'
import { type Change, ChangePanel } from './change-panel.tsx'
import './cadence.css'

const tones = { ACTIVE: 'ok', PAUSED: 'warn', ENDED: 'neutral' } as const
const words = { ACTIVE: 'Running', PAUSED: 'Paused', ENDED: 'Ended' } as const
const isState = (state: string): state is keyof typeof words => state in words

/** A lead's own way through its plan, as dots and in words, and what a person may change about it. */
export function LeadCadence({ id, changedAt }: { id: string; changedAt: string }): ReactElement {
  const [{ data, error }, again] = useQuery({
    query: leadCadenceQuery,
    variables: { id },
    requestPolicy: 'cache-and-network',
    context: useChanged(changedAt),
  })
  const [change, setChange] = useState<Change | null>(null)
  const frame = useFocusBack<HTMLElement>(change !== null)
  const reload = (): void => again({ requestPolicy: 'network-only' })
  const enrollment = data?.lead?.enrollment
  return (
    <section ref={frame} className="card" aria-labelledby="cadence-title">
      <div className="card-title">
        <h2 id="cadence-title">Cadence</h2>
        {enrollment && isState(enrollment.state) && <Chip tone={tones[enrollment.state]}>{words[enrollment.state]}</Chip>}
      </div>
      {error && !data ? (
        <ErrorState what="The cadence could not be loaded" {...faultOf(error)} onRetry={reload} />
      ) : !data ? (
        <Skeleton height={96} />
      ) : !enrollment ? (
        <p className="muted">Not enrolled. A cadence begins when a platform accepts the first touch.</p>
      ) : (
        <>
          <Dots enrollment={enrollment} />
          <State enrollment={enrollment} />
          <Steps enrollment={enrollment} />
          {enrollment.state !== 'ENDED' &&
            (change === null ? (
              <div className="state-actions">
                {enrollment.state === 'ACTIVE' ? (
                  <Button onClick={() => setChange('PAUSE')}>Pause…</Button>
                ) : (
                  <Button onClick={() => setChange('RESUME')}>Resume…</Button>
                )}
                <Button onClick={() => setChange('MOVE')}>Move…</Button>
                <Button onClick={() => setChange('EXIT')}>End…</Button>
              </div>
            ) : (
              <ChangePanel
                key={change}
                leadId={id}
                change={change}
                plans={data.cadence.plans}
                onDone={() => {
                  setChange(null)
                  reload()
                }}
                onClose={() => setChange(null)}
              />
            ))}
        </>
      )}
    </section>
  )
}

const contexts = new Map<string, { changed: string }>()
/** The same object for the same change, so that a lead's live update asks once and a render never. */
function useChanged(changedAt: string): { changed: string } {
  const known = contexts.get(changedAt) ?? { changed: changedAt }
  contexts.clear()
  contexts.set(changedAt, known)
  return known
}

function Dots({ enrollment }: { enrollment: Enrollment }): ReactElement {
  return (
    <ol className="step-dots" aria-label="Steps">
      {enrollment.steps.map((step) => {
        const isNext = step.step === enrollment.nextStep && step.state !== 'DONE'
        const { kind, word } = stepLook(step.state, isNext)
        return (
          <li
            key={`${step.step} ${step.day}`}
            data-look={kind}
            data-next={isNext || undefined}
            title={`Step ${step.step}, day ${step.day}: ${word}`}
          >
            <Icon name={kind} size={12} />
            <span className="hidden-text">
              Step {step.step}: {word}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

function State({ enrollment }: { enrollment: Enrollment }): ReactElement {
  const now = useNow()
  const { state, reason, pausedUntil, plan, planVersion, account, nextStep, nextDueAt } = enrollment
  return (
    <p className="sm">
      {state === 'ACTIVE' && (
        <>
          {nextStep === null ? 'No step is left' : `Step ${nextStep} comes next`}
          {nextDueAt ? (
            <>
              , {Date.parse(nextDueAt) > now ? 'due' : 'due since'} <Time at={nextDueAt} />.
            </>
          ) : (
            '.'
          )}
        </>
      )}
      {state !== 'ACTIVE' && reason && visibleText(reason)}
      {state === 'PAUSED' && (
        <>
          {' '}
          {pausedUntil ? (
            <>
              Goes on <Time at={pausedUntil} />.
            </>
          ) : (
            'Goes on when somebody resumes it.'
          )}
        </>
      )}{' '}
      <span className="muted">
        {plan}, version {planVersion}, from {visibleText(account)}
      </span>
    </p>
  )
}

function Steps({ enrollment }: { enrollment: Enrollment }): ReactElement {
  return (
    <details className="fold">
      <summary>
        <Icon name="next" size={12} />
        <span className="grow">Each step</span>
      </summary>
      <ul className="row-list sm">
        {enrollment.steps.map((step) => (
          <li key={`${step.step} ${step.day}`}>
            <span className="grow">
              {step.step} {actionWords(step.action, step.task)} <span className="muted">{templateWords(step.template)}</span>
              {step.skipped && <p className="muted">Skipped: {visibleText(step.skipped.message)}</p>}
              {step.state === 'PARKED' && <p>Parked: sending was held up for too long.</p>}
            </span>
            {step.doneAt ? <Time at={step.doneAt} /> : step.state === 'WAITING' && step.dueAt ? <Time at={step.dueAt} /> : null}
          </li>
        ))}
      </ul>
    </details>
  )
}
