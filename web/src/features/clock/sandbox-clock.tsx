import { type ReactElement, useContext, useState } from 'react'
import { useMutation } from 'urql'
import { formatCount, formatDuration, formatInstant } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'
import { countOf, fieldsOf } from '../../lib/json.ts'
import { newId } from '../../lib/new-id.ts'
import { clockMoved, useNow } from '../../lib/now.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { ShellContext } from '../shell/shell-data.ts'

const advanceMutation = graphql(`
  mutation AdvanceClock($input: AdvanceClockInput!) {
    advanceClock(input: $input) {
      __typename
      ... on AdvanceClockSuccess { now ran }
      ... on UserError { code message }
      ... on RefusedError { reasons { code message } }
    }
  }
`)

const steps: { by: string; words: string }[] = [
  { by: 'PT1H', words: '1 hour' },
  { by: 'PT6H', words: '6 hours' },
  { by: 'P1D', words: '1 day' },
  { by: 'P3D', words: '3 days' },
]

/** In the sandbox an admin moves business time forward; jobs, platforms and webhooks follow step by step. Nothing elsewhere. */
export function SandboxClock(): ReactElement | null {
  const shell = useContext(ShellContext)
  const isAdmin = useScope('admin')
  const now = useNow()
  const [said, setSaid] = useState<string | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [moving, setMoving] = useState<string | null>(null)
  const [, run] = useMutation(advanceMutation)
  if (shell?.health.mode.toLowerCase() !== 'sandbox' || !isAdmin) return null

  const advance = async (by: string, words: string): Promise<void> => {
    setMoving(by)
    setSaid(null)
    announce(`Moving the clock by ${words}…`)
    const { data, error } = await run({ input: { by, clientMutationId: newId() } })
    setMoving(null)
    const answer = data?.advanceClock
    const why = refusedOf(answer, 'AdvanceClockSuccess', error)
    setRefused(why)
    if (answer?.__typename !== 'AdvanceClockSuccess') return announce(`The clock was not moved. ${why?.message ?? ''}`, 'assertive')
    clockMoved(Date.parse(answer.now))
    const ran = fieldsOf(answer.ran)
    const took = countOf(ran.milliseconds)
    const text = `It is ${formatInstant(Date.parse(answer.now))}: ${formatCount(countOf(ran.steps))} steps, ${formatCount(countOf(ran.sandboxSteps))} of them at the platforms${took > 0 ? `, in ${formatDuration(took)}` : ''}.`
    setSaid(text)
    announce(text)
  }
  return (
    <section className="card" aria-labelledby="clock-title">
      <h2 id="clock-title">Sandbox clock</h2>
      <p className="muted sm">
        Business time, as far as this page knows: {formatInstant(now)}. Moving it runs everything that falls due on the way.
      </p>
      <div className="state-actions">
        {steps.map(({ by, words }) => (
          <Button
            key={by}
            size="dense"
            aria-label={`Move the clock forward by ${words}`}
            refusal={moving ? 'The clock is being moved.' : null}
            onClick={() => void advance(by, words)}
          >
            {moving === by ? 'Moving…' : `+ ${words}`}
          </Button>
        ))}
      </div>
      {said && <p role="status">{said}</p>}
      {refused && (
        <p className="field-error" role="alert">
          The clock was not moved. {refused.message}
        </p>
      )}
    </section>
  )
}
