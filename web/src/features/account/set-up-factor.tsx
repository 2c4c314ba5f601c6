import { type FormEvent, lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react'
import { useMutation } from 'urql'
import { refusedOf, refusedWords } from '../../lib/refused.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { confirmFactorMutation, offerFactorMutation } from './account-documents.ts'
import { CopyButton } from './copy-button.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

/** Fetched with the first offer: most who sign in never need it. */
const CodePicture = lazy(async () => ({ default: (await import('./code-picture.tsx')).CodePicture }))

/** Sets up a second factor: a picture for the authenticator, a code of it, then the recovery codes. It counts from the code on. */
export function SetUpFactor({
  verb,
  note,
  others,
  onBegun,
  onDone,
}: {
  verb: string
  /** What stands before the button, and no longer once it was pressed. */
  note?: ReactNode
  others?: ReactNode
  /** From here on it must stay on the page whatever else is loaded there: the recovery codes are shown once. */
  onBegun?(): void
  onDone(): void
}): ReactElement {
  const [offered, setOffered] = useState<{ uri: string; secret: string } | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [code, setCode] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const [offering, offer] = useMutation(offerFactorMutation)
  const [confirming, confirm] = useMutation(confirmFactorMutation)
  const tell = (words: string): void => {
    setSaid(words)
    announce(words, 'assertive')
  }
  const begin = async (): Promise<void> => {
    const { data, error } = await offer({ input: {} })
    const answer = data?.offerSecondFactor
    const why = refusedOf(answer, 'OfferSecondFactorSuccess', error)
    if (why) return tell(refusedWords(why))
    setSaid(null)
    onBegun?.()
    if (answer?.__typename === 'OfferSecondFactorSuccess') setOffered({ uri: answer.uri, secret: answer.secret })
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (confirming.fetching) return
    const { data, error } = await confirm({ input: { code } })
    const answer = data?.confirmSecondFactor
    const why = refusedOf(answer, 'ConfirmSecondFactorSuccess', error)
    if (why) {
      setCode('')
      if (why.reasons.some((reason) => reason.code === 'NOT_OFFERED')) {
        setOffered(null)
        return tell('That picture is over: one is good for 15 minutes. Begin again with another.')
      }
      return tell(why.code === 'INVALID_INPUT' ? 'This is not the code that it shows now. Wait for the next one.' : refusedWords(why))
    }
    announce('Your second factor is set up. Keep the recovery codes.')
    if (answer?.__typename === 'ConfirmSecondFactorSuccess') setCodes(answer.recoveryCodes)
  }
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />
  if (!offered) {
    return (
      <>
        {note}
        <div className="toolbar">
          <Button refusal={offering.fetching ? 'Already on its way.' : null} onClick={() => void begin()}>
            {verb}
          </Button>
          {others}
        </div>
        {said && (
          <p className="field-error" role="alert">
            {said}
          </p>
        )}
      </>
    )
  }
  return (
    <form className="stack set-up-factor" aria-label="Set up a second factor" onSubmit={(event) => void submit(event)}>
      <ol className="steps">
        <li>
          <p>Open an authenticator on your phone and have it read this picture.</p>
          <Suspense fallback={<Skeleton height={200} />}>
            <CodePicture text={offered.uri} />
          </Suspense>
          <p className="sm">
            Or type this in: <code className="factor-secret">{(offered.secret.match(/.{1,4}/g) ?? []).join(' ')}</code>{' '}
            <CopyButton text={offered.secret} />
          </p>
        </li>
        <li>
          <p>Type the six digits that it shows now.</p>
          <TextField
            label="Code"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            required
            maxLength={20}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            error={said}
          />
        </li>
      </ol>
      <div className="toolbar">
        <Button type="submit" tone="primary" refusal={confirming.fetching ? 'Already on its way.' : null}>
          Turn it on
        </Button>
        <Button onClick={() => setOffered(null)}>Not now</Button>
      </div>
    </form>
  )
}
