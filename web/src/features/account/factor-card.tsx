import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import { ConfirmButton } from '../settings/confirm-button.tsx'
import { SaveRefusal } from '../settings/save-refusal.tsx'
import { type OwnSignIn, removeFactorMutation, renewCodesMutation } from './account-documents.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { SetUpFactor } from './set-up-factor.tsx'

/** Fewer recovery codes than this are soon none. */
const fewCodes = 3

/** The second factor: whether there is one, and all that can be done with it. */
export function FactorCard({ signIn, onChanged }: { signIn: OwnSignIn; onChanged(): void }): ReactElement {
  const [refused, setRefused] = useState<Refused | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [replacing, setReplacing] = useState(false)
  const [renewing, renew] = useMutation(renewCodesMutation)
  const [, remove] = useMutation(removeFactorMutation)
  const told = (why: Refused | null, done: string): void => {
    setRefused(why)
    announce(why ? `Not done. ${why.message}` : done, why ? 'assertive' : 'polite')
    if (!why) onChanged()
  }
  const since = signIn.secondFactorSince
  const done = (): void => {
    setCodes(null)
    setReplacing(false)
    onChanged()
  }
  return (
    <section className="card" aria-labelledby="factor-title">
      <h2 id="factor-title">Second factor</h2>
      <p className="muted sm">
        A code from an authenticator on your phone, asked for after your secret. Whoever learns the secret can’t sign in without it.
      </p>
      {refused && <SaveRefusal what="Not done." refused={refused} />}
      {codes ? (
        <RecoveryCodes codes={codes} onDone={done} />
      ) : since === null || replacing ? (
        <SetUpFactor
          verb={since === null ? 'Set up a second factor' : 'Set up another one'}
          note={
            since === null && (
              <p>
                <Verdict kind="warn">{signIn.secondFactorNeeded ? 'You need one and have none.' : 'You have none.'}</Verdict>
              </p>
            )
          }
          others={replacing && since !== null && <Button onClick={() => setReplacing(false)}>Keep the one in use</Button>}
          onBegun={() => setReplacing(true)}
          onDone={done}
        />
      ) : (
        <>
          <p>
            <Verdict kind="ok">
              On since <Time at={since} as="full" />
            </Verdict>
          </p>
          <p className="sm">
            <Verdict kind={signIn.recoveryCodesLeft < fewCodes ? 'warn' : 'ok'}>
              {formatCount(signIn.recoveryCodesLeft)} recovery {signIn.recoveryCodesLeft === 1 ? 'code' : 'codes'} left
            </Verdict>
          </p>
          <div className="toolbar">
            <Button size="dense" onClick={() => setReplacing(true)}>
              Replace it
            </Button>
            <ConfirmButton
              verb="New recovery codes"
              what=""
              question="Make ten other recovery codes? Those of before count no more."
              refusal={renewing.fetching ? 'Already on its way.' : null}
              onConfirm={() =>
                void renew({ input: {} }).then(({ data, error }) => {
                  const answer = data?.renewRecoveryCodes
                  told(refusedOf(answer, 'RenewRecoveryCodesSuccess', error), 'Keep the new recovery codes.')
                  if (answer?.__typename === 'RenewRecoveryCodesSuccess') setCodes(answer.recoveryCodes)
                })
              }
            />
            <ConfirmButton
              verb="Take it away"
              what=""
              question="Take your second factor away? Your other sessions end."
              refusal={signIn.secondFactorNeeded ? 'The settings ask for one. Replace it instead.' : null}
              onConfirm={() =>
                void remove({ input: {} }).then(({ data, error }) =>
                  told(refusedOf(data?.removeSecondFactor, 'RemoveSecondFactorSuccess', error), 'Your second factor is gone.'),
                )
              }
            />
          </div>
        </>
      )}
    </section>
  )
}
