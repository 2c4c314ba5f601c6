import type { ResultOf } from 'gql.tada'
import { type ReactElement, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Chip } from '../../ui/chip.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useScope } from '../shell/shell-data.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { GiveAccess } from './give-access.tsx'
import { accessQuery, createApiKeyMutation, createUserMutation, disableUserMutation, revokeApiKeyMutation } from './list-documents.ts'
import { SaveRefusal } from './save-refusal.tsx'

type Access = ResultOf<typeof accessQuery>

function useAccess(): { access: Access | undefined; body: ReactElement | null; again(): void } {
  const isAdmin = useScope('admin')
  const [{ data, error }, again] = useQuery({ query: accessQuery, requestPolicy: 'network-only', pause: !isAdmin })
  const ask = (): void => again({ requestPolicy: 'network-only' })
  const body = !isAdmin ? (
    <EmptyState title="Only admins see who has access.">Ask an admin to let somebody in or out.</EmptyState>
  ) : error && !data ? (
    <ErrorState what="Who has access could not be loaded" {...faultOf(error)} onRetry={ask} />
  ) : !data ? (
    <Skeleton height={160} />
  ) : null
  return { access: data, body, again: ask }
}

/** A refusal of the last change, told where it was asked for. */
function useTold(again: () => void): { refused: Refused | null; tell(why: Refused | null, done: string): void } {
  const [refused, setRefused] = useState<Refused | null>(null)
  return {
    refused,
    tell(why, done) {
      setRefused(why)
      announce(why ? `Not done. ${why.message}` : done, why ? 'assertive' : 'polite')
      if (!why) again()
    },
  }
}

/** People who may sign in. */
export function UsersCard(): ReactElement {
  const { access, body, again } = useAccess()
  const { refused, tell } = useTold(again)
  const [, create] = useMutation(createUserMutation)
  const [, disable] = useMutation(disableUserMutation)
  return (
    <section className="card" aria-labelledby="section-title">
      <h2 id="section-title" tabIndex={-1}>
        Users
      </h2>
      <p className="muted sm">People who may sign in, and what they may do. The last admin stays.</p>
      {body ?? (
        <>
          <GiveAccess
            verb="Add user"
            nameLabel="Name"
            shown="Their secret"
            scopes={['read', 'review', 'operate', 'admin']}
            onGive={async (name, scopes) => {
              const { data, error } = await create({ input: { name, scopes, clientMutationId: newId() } })
              const answer = data?.createUser
              tell(refusedOf(answer, 'CreateUserSuccess', error), `Added ${name}.`)
              return answer?.__typename === 'CreateUserSuccess' ? answer.secret : null
            }}
          />
          {refused && <SaveRefusal what="Not done." refused={refused} />}
          <ul className="row-list">
            {access?.users.map((user) => (
              <li key={user.id}>
                <span className="grow">
                  <Bidi text={user.name} /> {user.disabledAt && <Chip>Disabled</Chip>}
                  <span className="muted sm row-note">
                    {user.scopes.join(', ')}
                    {user.lastSignInAt ? (
                      <>
                        , signed in <Time at={user.lastSignInAt} />
                      </>
                    ) : (
                      ', never signed in'
                    )}
                  </span>
                </span>
                {!user.disabledAt && (
                  <ConfirmButton
                    verb="Disable"
                    what={user.name}
                    question={`Disable ${user.name}? Their sessions end at once.`}
                    refusal={null}
                    onConfirm={() =>
                      void disable({ input: { id: user.id, clientMutationId: newId() } }).then(({ data, error }) =>
                        tell(refusedOf(data?.disableUser, 'DisableUserSuccess', error), `Disabled ${user.name}.`),
                      )
                    }
                  />
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** What programs sign in with. */
export function ApiKeysCard(): ReactElement {
  const { access, body, again } = useAccess()
  const { refused, tell } = useTold(again)
  const [, create] = useMutation(createApiKeyMutation)
  const [, revoke] = useMutation(revokeApiKeyMutation)
  return (
    <section className="card" aria-labelledby="section-title">
      <h2 id="section-title" tabIndex={-1}>
        API keys
      </h2>
      <p className="muted sm">
        What programs sign in with. A key is shown once and ends in a year; replace one that is older than 90 days.
      </p>
      {body ?? (
        <>
          <GiveAccess
            verb="Make key"
            nameLabel="What it is for"
            shown="The key"
            scopes={['read', 'review', 'operate', 'admin', 'webhook']}
            onGive={async (name, scopes) => {
              const { data, error } = await create({ input: { name, scopes, clientMutationId: newId() } })
              const answer = data?.createApiKey
              tell(refusedOf(answer, 'CreateApiKeySuccess', error), `Made a key for ${name}.`)
              return answer?.__typename === 'CreateApiKeySuccess' ? answer.key : null
            }}
          />
          {refused && <SaveRefusal what="Not done." refused={refused} />}
          {access?.apiKeys.length === 0 && <p className="muted">No program has a key.</p>}
          <ul className="row-list">
            {access?.apiKeys.map((key) => (
              <li key={key.id}>
                <span className="grow">
                  <Bidi text={key.name} /> <code>{key.prefix}…</code> {key.revokedAt && <Chip>Revoked</Chip>}
                  {!key.revokedAt && key.isOld && <Chip tone="warn">Older than 90 days</Chip>}
                  <span className="muted sm row-note">
                    {key.scopes.join(', ')}, made by <Bidi text={key.createdBy} />
                    {key.lastUsedAt ? (
                      <>
                        , used <Time at={key.lastUsedAt} />
                      </>
                    ) : (
                      ', never used'
                    )}
                    {key.expiresAt && (
                      <>
                        , ends <Time at={key.expiresAt} as="full" />
                      </>
                    )}
                  </span>
                </span>
                {!key.revokedAt && (
                  <ConfirmButton
                    verb="Revoke"
                    what={key.name}
                    question={`Revoke ${key.name}? It stops at once, everywhere.`}
                    refusal={null}
                    onConfirm={() =>
                      void revoke({ input: { id: key.id, clientMutationId: newId() } }).then(({ data, error }) =>
                        tell(refusedOf(data?.revokeApiKey, 'RevokeApiKeySuccess', error), `Revoked ${key.name}.`),
                      )
                    }
                  />
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
