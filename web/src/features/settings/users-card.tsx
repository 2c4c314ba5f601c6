import { type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { ConfirmButton } from './confirm-button.tsx'
import { GiveAccess } from './give-access.tsx'
import {
  changeUserScopesMutation,
  createUserMutation,
  disableUserMutation,
  endSessionsMutation,
  resetSecondFactorMutation,
  resetUserSecretMutation,
} from './list-documents.ts'
import { SaveRefusal } from './save-refusal.tsx'
import { ScopeChoice } from './scope-choice.tsx'
import { ShownOnce } from './shown-once.tsx'
import { type Access, type AccessScope, useAccess, useTold } from './use-access.tsx'

type User = Access['users'][number]

/** People who may sign in. */
export function UsersCard(): ReactElement {
  const { access, body, again } = useAccess()
  const { refused, tell } = useTold(again)
  const [, create] = useMutation(createUserMutation)
  const forPeople = access?.accessScopes.filter((scope) => scope.forPeople) ?? []
  return (
    <section className="card" aria-labelledby="section-title">
      <h2 id="section-title" tabIndex={-1}>
        Users
      </h2>
      <p className="muted sm">People who may sign in, and what they may do. The last admin stays. You give what you hold yourself.</p>
      {body ?? (
        <>
          {refused && <SaveRefusal what="Not done." refused={refused} />}
          <ul className="row-list" aria-label="People">
            {access?.users.map((user) => (
              <UserRow key={user.id} user={user} scopes={forPeople} onTold={tell} />
            ))}
          </ul>
          <h3 className="sub-title">Let somebody in</h3>
          <GiveAccess
            verb="Add user"
            nameLabel="Name"
            shown="Their secret"
            scopes={forPeople}
            onGive={async ({ name, scopes }) => {
              const { data, error } = await create({ input: { name, scopes, clientMutationId: newId() } })
              const answer = data?.createUser
              tell(refusedOf(answer, 'CreateUserSuccess', error), `Added ${name}.`)
              return answer?.__typename === 'CreateUserSuccess' ? answer.secret : null
            }}
          />
        </>
      )}
    </section>
  )
}

function UserRow({
  user,
  scopes,
  onTold,
}: {
  user: User
  scopes: readonly AccessScope[]
  onTold(why: Refused | null, done: string): void
}): ReactElement {
  return (
    <li>
      <details className="fold grow">
        <summary>
          <Icon name="next" size={12} />
          <span className="grow">
            <Bidi text={user.name} /> {user.disabledAt && <Chip>Disabled</Chip>} {user.hasSecondFactor && <Chip>Second factor</Chip>}{' '}
            {user.secretIsFirst && !user.disabledAt && <Chip tone="warn">First secret</Chip>}
            <span className="muted sm row-note">
              {user.scopes.join(', ')}
              {user.lastSignInAt ? (
                <>
                  , signed in <Time at={user.lastSignInAt} as="ago" />
                </>
              ) : (
                ', never signed in'
              )}
              {user.sessions > 0 && `, ${formatCount(user.sessions)} ${user.sessions === 1 ? 'session' : 'sessions'} open`}
            </span>
          </span>
        </summary>
        <UserActions user={user} scopes={scopes} onTold={onTold} />
      </details>
    </li>
  )
}

function UserActions({
  user,
  scopes,
  onTold,
}: {
  user: User
  scopes: readonly AccessScope[]
  onTold(why: Refused | null, done: string): void
}): ReactElement {
  const [chosen, setChosen] = useState<readonly string[]>(user.scopes)
  const [secret, setSecret] = useState<string | null>(null)
  const [, change] = useMutation(changeUserScopesMutation)
  const [, end] = useMutation(endSessionsMutation)
  const [, reset] = useMutation(resetUserSecretMutation)
  const [, resetFactor] = useMutation(resetSecondFactorMutation)
  const [, disable] = useMutation(disableUserMutation)
  const isSame = chosen.length === user.scopes.length && chosen.every((scope) => user.scopes.includes(scope))
  const withId = () => ({ input: { id: user.id, clientMutationId: newId() } })
  return (
    <div className="stack user-actions">
      <ScopeChoice legend={`${user.name} may`} scopes={scopes} chosen={chosen} onChange={setChosen} />
      <div className="toolbar">
        <Button
          size="dense"
          refusal={isSame ? 'Nothing is changed yet.' : chosen.length === 0 ? 'Choose a scope, or disable the person.' : null}
          onClick={() =>
            void change({ input: { id: user.id, scopes: [...chosen], clientMutationId: newId() } }).then(({ data, error }) =>
              onTold(refusedOf(data?.changeUserScopes, 'ChangeUserScopesSuccess', error), `Changed what ${user.name} may do.`),
            )
          }
        >
          Save scopes<span className="hidden-text"> of {user.name}</span>
        </Button>
        <ConfirmButton
          verb="End sessions"
          what={`of ${user.name}`}
          question={`Sign ${user.name} out everywhere? They may sign in again.`}
          refusal={user.sessions === 0 ? 'There is no open session.' : null}
          onConfirm={() =>
            void end(withId()).then(({ data, error }) =>
              onTold(refusedOf(data?.endSessions, 'EndSessionsSuccess', error), `${user.name} is signed out everywhere.`),
            )
          }
        />
        <ConfirmButton
          verb="New secret"
          what={`for ${user.name}`}
          question={`Make another secret for ${user.name}? The old one and their sessions end${user.disabledAt ? ', and they may sign in again' : ''}. It works for 7 days, until they put their own in its place.`}
          refusal={null}
          onConfirm={() =>
            void reset(withId()).then(({ data, error }) => {
              const answer = data?.resetUserSecret
              onTold(refusedOf(answer, 'ResetUserSecretSuccess', error), `${user.name} has another secret.`)
              if (answer?.__typename === 'ResetUserSecretSuccess') setSecret(answer.secret)
            })
          }
        />
        {user.hasSecondFactor && (
          <ConfirmButton
            verb="Reset second factor"
            what={`of ${user.name}`}
            question={`Take the second factor of ${user.name} away? Their sessions end; do it when it is lost, and be sure who asks.`}
            refusal={null}
            onConfirm={() =>
              void resetFactor(withId()).then(({ data, error }) =>
                onTold(
                  refusedOf(data?.resetSecondFactor, 'ResetSecondFactorSuccess', error),
                  `${user.name} has no second factor any more.`,
                ),
              )
            }
          />
        )}
        {!user.disabledAt && (
          <ConfirmButton
            verb="Disable"
            what={user.name}
            question={`Disable ${user.name}? Their sessions end at once.`}
            refusal={null}
            onConfirm={() =>
              void disable(withId()).then(({ data, error }) =>
                onTold(refusedOf(data?.disableUser, 'DisableUserSuccess', error), `Disabled ${user.name}.`),
              )
            }
          />
        )}
      </div>
      {secret !== null && <ShownOnce title="Their secret" secret={secret} onClose={() => setSecret(null)} />}
    </div>
  )
}
