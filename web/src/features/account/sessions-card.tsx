import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { announce } from '../../ui/announcer.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import { ConfirmButton } from '../settings/confirm-button.tsx'
import { SaveRefusal } from '../settings/save-refusal.tsx'
import { endOthersMutation, endSessionMutation, type OwnSignIn } from './account-documents.ts'

type OwnSession = OwnSignIn['sessions'][number]

const placeOf = ({ browser, address }: OwnSession): string =>
  [browser ?? 'An unknown browser', ...(address ? [`at ${address}`] : [])].join(' ')

/** Where one is signed in, and how to end it. */
export function SessionsCard({ sessions, onChanged }: { sessions: readonly OwnSession[]; onChanged(): void }): ReactElement {
  const [refused, setRefused] = useState<Refused | null>(null)
  const [, endOne] = useMutation(endSessionMutation)
  const [, endOthers] = useMutation(endOthersMutation)
  const told = (why: Refused | null, done: string): void => {
    setRefused(why)
    announce(why ? `Not done. ${why.message}` : done, why ? 'assertive' : 'polite')
    onChanged()
  }
  return (
    <section className="card" aria-labelledby="sessions-title">
      <div className="card-title">
        <h2 id="sessions-title">Where you are signed in</h2>
        <span>
          <ConfirmButton
            verb="End all others"
            what=""
            question="Sign out everywhere but here?"
            refusal={sessions.length < 2 ? 'You are signed in here alone.' : null}
            onConfirm={() =>
              void endOthers({ input: {} }).then(({ data, error }) =>
                told(refusedOf(data?.endOtherSessions, 'EndOtherSessionsSuccess', error), 'You are signed in here alone.'),
              )
            }
          />
        </span>
      </div>
      <p className="muted sm">
        A session ends after 12 hours without use, and after 30 days. One that you don’t know: end it, then change your secret.
      </p>
      {refused && <SaveRefusal what="Not done." refused={refused} />}
      <ul className="row-list" aria-label="Sessions">
        {sessions.map((session) => (
          <li key={session.id}>
            <span className="grow">
              {placeOf(session)} {session.isThis && <Chip>This one</Chip>}
              <span className="muted sm row-note">
                Signed in <Time at={session.openedAt} as="full" />, used <Time at={session.lastUsedAt} />
              </span>
            </span>
            {!session.isThis && (
              <ConfirmButton
                verb="End"
                what={placeOf(session)}
                question="End this session?"
                refusal={null}
                onConfirm={() =>
                  void endOne({ input: { id: session.id } }).then(({ data, error }) =>
                    told(refusedOf(data?.endOwnSession, 'EndOwnSessionSuccess', error), 'The session is over.'),
                  )
                }
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
