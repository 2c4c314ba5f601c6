import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { useFocusBack } from '../../ui/use-focus-back.ts'
import { visibleText } from '../../ui/visible-text.ts'
import { type Account, pauseAccountMutation } from './campaign-documents.ts'

/** Holds an account or lets it send again, with a reason. A refusal stands here and says what to mend. */
export function AccountPause({ account }: { account: Account }): ReactElement {
  const { id, address, paused } = account
  const [isAsking, setAsking] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(pauseAccountMutation)
  const mayOperate = useScope('operate')
  const frame = useFocusBack<HTMLDivElement>(isAsking)
  const verb = paused ? 'Resume account' : 'Pause account'
  const refusal = !mayOperate ? 'Pausing an account needs the scope operate.' : fetching ? 'Already on its way.' : null

  const decide = async (reason: string): Promise<void> => {
    setRefused(null)
    const { data, error } = await run({ input: { accountId: id, paused: !paused, reason, clientMutationId: newId() } })
    const why = refusedOf(data?.pauseAccount, 'PauseAccountSuccess', error)
    setRefused(why)
    if (why) announce(`${address} was not ${paused ? 'resumed' : 'paused'}. ${why.message}`, 'assertive')
    else announce(paused ? `${address} may send again.` : `${address} is paused.`)
    setAsking(false)
  }
  return (
    <div className="account-pause" ref={frame}>
      {refused && (
        <div className="account-refused">
          <Verdict kind="bad">{visibleText(refused.message)}</Verdict>
          <ul>
            {refused.reasons.map((reason) => (
              <li key={reason.code + reason.message}>{visibleText(reason.message)}</li>
            ))}
          </ul>
        </div>
      )}
      {isAsking ? (
        <ReasonForm
          label={paused ? `Why ${address} may send again` : `Why ${address} holds`}
          verb={verb}
          tone={paused ? 'primary' : 'bad'}
          refusal={refusal}
          onReason={decide}
          onClose={() => setAsking(false)}
        />
      ) : (
        <Button size="dense" refusal={refusal} onClick={() => setAsking(true)} aria-label={`${paused ? 'Resume' : 'Pause'} ${address}`}>
          {paused ? 'Resume…' : 'Pause…'}
        </Button>
      )}
    </div>
  )
}
