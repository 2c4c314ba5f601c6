import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { updateSettings } from '../../lib/update-settings.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import type { GoLiveData } from './go-live-documents.ts'

/** A refusal is sure; when no answer came it may be off all the same. */
const notSwitched = ({ code, message }: Refused): string =>
  code === 'NO_ANSWER' ? `${message} Look above whether it is off.` : `Not switched off. ${message}`

/** The last step: what changes with it stands before the button, and it takes two. */
export function SwitchLive({
  data,
  missing,
  onSwitched,
}: {
  data: GoLiveData
  missing: readonly string[]
  onSwitched(): void
}): ReactElement {
  const [isAsked, setAsked] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, save] = useMutation(updateSettings)
  const { ramp, safety, settings } = data
  const dispatch = settings.sections.find(({ name }) => name === 'dispatch')
  const refusal = fetching
    ? 'Already on its way.'
    : safety.emergencyStop
      ? 'Sending is stopped. Lift the stop first.'
      : missing.length > 0
        ? `Missing: ${missing.join(', ')}.`
        : null
  const go = async (): Promise<void> => {
    const input = { section: 'dispatch', patch: { shadowMode: false }, expectedVersion: dispatch?.version ?? 0, clientMutationId: newId() }
    const { data: answer, error } = await save({ input })
    const why = refusedOf(answer?.updateSettings, 'UpdateSettingsSuccess', error)
    setRefused(why)
    setAsked(false)
    announce(why ? notSwitched(why) : 'Shadow mode is off. Messages leave from now on.', why ? 'assertive' : 'polite')
    onSwitched()
  }
  if (!safety.shadowMode)
    return (
      <p>
        <Verdict kind="ok">Shadow mode is off: what is approved leaves.</Verdict>
      </p>
    )
  return (
    <>
      <p className="sm">What changes when shadow mode is switched off:</p>
      <ul className="what-changes sm">
        <li>Approved batches leave for real people. Now everything runs and the last call is recorded instead of made.</li>
        <li>
          {ramp.active
            ? `The ramp begins with the first of them: at most ${formatCount(ramp.dailyLimit)} emails a day, tier 1 only, each batch approved by a person.`
            : `At most ${formatCount(ramp.dailyLimit)} emails a day.`}
        </li>
        <li>Drafts that were sent in the shadow took no once-key and no ceiling: those people count as not written to.</li>
        <li>Settings can only be tightened until the ramp ends. The stop in the top bar ends all sending within a second.</li>
      </ul>
      {refused && (
        <p className="field-error" role="alert">
          {notSwitched(refused)}
        </p>
      )}
      {isAsked ? (
        // biome-ignore lint/a11y/useSemanticElements: no set of form fields
        <div className="state-actions" role="group" aria-label="Switch shadow mode off?">
          {/* Where the first button was, and with the focus: a double click or a held Enter changes nothing. */}
          <Button autoFocus onClick={() => setAsked(false)}>
            Keep it on
          </Button>
          <Button tone="bad" refusal={refusal} onClick={() => void go()}>
            Switch off, messages leave
          </Button>
        </div>
      ) : (
        <div>
          <Button tone="primary" refusal={refusal} onClick={() => setAsked(true)}>
            Switch shadow mode off…
          </Button>
        </div>
      )}
      {missing.length > 0 && <p className="muted sm">Missing: {missing.join(', ')}.</p>}
    </>
  )
}
