import { type ReactElement, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useAgain } from '../../lib/use-again.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { Time } from '../../ui/time.tsx'
import { brakesQuery, liftAngle, resumeMotion } from './safety-documents.ts'
import './safety.css'

const againMs = 15_000

const motionWords: Record<string, string> = {
  OUTBOUND: 'First touches',
  CADENCE: 'Follow-ups',
  REVIVAL: 'Revivals',
  NURTURE: 'Nurture messages',
}

type Brake = {
  key: string
  title: string
  words: string
  since: string
  verb: string
  refusal: string | null
  lift(reason: string): Promise<string | null>
}

/** Stopped angles and paused motions, each with what lifts it. Nothing is shown while everything may go. */
export function BrakesCard({ mayLift, mayResume }: { mayLift: boolean; mayResume: boolean }): ReactElement | null {
  const [{ data }, again] = useQuery({ query: brakesQuery, requestPolicy: 'cache-and-network' })
  const [, resume] = useMutation(resumeMotion)
  const [, lift] = useMutation(liftAngle)
  useAgain(again, againMs)
  const safety = data?.safety
  if (!safety || safety.pauses.length + safety.angleStops.length === 0) return null
  const brakes: Brake[] = [
    ...safety.pauses.map((pause) => ({
      key: pause.motion,
      title: `${motionWords[pause.motion] ?? pause.motion} are paused`,
      words: `${pause.reason} Paused by ${pause.by}.`,
      since: pause.since,
      verb: 'Resume',
      refusal: mayResume ? null : 'Resuming needs the scope operate.',
      lift: async (reason: string) => {
        const { data: answer, error } = await resume({ input: { motion: pause.motion, reason, clientMutationId: newId() } })
        return refusedOf(answer?.resumeMotion, 'ResumeMotionSuccess', error)?.message ?? null
      },
    })),
    ...safety.angleStops.map(({ angle, reason: why, by, since }) => ({
      key: angle,
      title: `The angle ${angle.replaceAll('_', ' ')} is stopped`,
      words: `${why} Stopped by ${by}.`,
      since,
      verb: 'Lift',
      refusal: mayLift ? null : 'Lifting needs the scope admin.',
      lift: async (reason: string) => {
        const { data: answer, error } = await lift({ input: { active: false, angle, reason, clientMutationId: newId() } })
        return refusedOf(answer?.setEmergencyStop, 'SetEmergencyStopSuccess', error)?.message ?? null
      },
    })),
  ]
  return (
    <section className="card" aria-labelledby="brakes-title">
      <h2 id="brakes-title">Held back</h2>
      <ul className="brakes">
        {brakes.map((brake) => (
          <BrakeRow key={brake.key} brake={brake} />
        ))}
      </ul>
    </section>
  )
}

function BrakeRow({ brake }: { brake: Brake }): ReactElement {
  const [isOpen, setOpen] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const onReason = async (reason: string): Promise<void> => {
    const said = await brake.lift(reason)
    setFailed(said)
    if (said === null) setOpen(false)
    announce(said === null ? `${brake.title}: over now.` : said, said === null ? undefined : 'assertive')
  }
  return (
    <li>
      <div className="brake-head">
        <Verdict kind="bad">{brake.title}</Verdict>
        <Time at={brake.since} />
        {!isOpen && (
          <Button size="dense" refusal={brake.refusal} aria-label={`${brake.verb}: ${brake.title}`} onClick={() => setOpen(true)}>
            {brake.verb}…
          </Button>
        )}
      </div>
      <p className="muted">{brake.words}</p>
      {failed && <Verdict kind="bad">{failed}</Verdict>}
      {isOpen && (
        <ReasonForm
          label="What has changed"
          verb={brake.verb}
          tone="primary"
          refusal={brake.refusal}
          onReason={onReason}
          onClose={() => setOpen(false)}
        />
      )}
    </li>
  )
}
