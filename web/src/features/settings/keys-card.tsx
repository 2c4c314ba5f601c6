import type { ReactElement } from 'react'
import { useMutation } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import { ConfirmButton } from './confirm-button.tsx'
import { GiveAccess } from './give-access.tsx'
import { createApiKeyMutation, revokeApiKeyMutation } from './list-documents.ts'
import { SaveRefusal } from './save-refusal.tsx'
import { ScopeTable } from './scope-choice.tsx'
import { type Access, useAccess, useTold } from './use-access.tsx'

type ApiKey = Access['apiKeys'][number]

const dayMs = 86_400_000
/** A key that ends sooner than this, in days, says so. */
const soonDays = 14

/** What programs sign in with. Their times are real time: a moved clock revives no key. */
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
        What programs sign in with. A key is shown once; replace one that is older than 90 days: make the new one, hand it over, then revoke
        the old one.
      </p>
      {body ?? (
        <>
          <GiveAccess
            verb="Make key"
            nameLabel="What it is for"
            shown="The key"
            scopes={access?.accessScopes ?? []}
            expires
            onGive={async ({ name, scopes, days }) => {
              const expiresAt = days === 0 ? {} : { expiresAt: new Date(Date.now() + days * dayMs).toISOString() }
              const { data, error } = await create({ input: { name, scopes, ...expiresAt, clientMutationId: newId() } })
              const answer = data?.createApiKey
              tell(refusedOf(answer, 'CreateApiKeySuccess', error), `Made a key for ${name}.`)
              return answer?.__typename === 'CreateApiKeySuccess' ? answer.key : null
            }}
          />
          {refused && <SaveRefusal what="Not done." refused={refused} />}
          {access?.apiKeys.length === 0 && <p className="muted">No program has a key.</p>}
          <ul className="row-list" aria-label="Keys">
            {access?.apiKeys.map((key) => (
              <li key={key.id}>
                <span className="grow">
                  <Bidi text={key.name} /> <code>{key.prefix}…</code> <KeyState apiKey={key} />
                  <span className="muted sm row-note">
                    {key.scopes.join(', ')}, made by <Bidi text={key.createdBy} />
                    {key.lastUsedAt ? (
                      <>
                        , used <Time at={key.lastUsedAt} as="full" />
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
          <h3 className="sub-title">What each scope allows</h3>
          <ScopeTable scopes={access?.accessScopes ?? []} />
        </>
      )}
    </section>
  )
}

function KeyState({ apiKey }: { apiKey: ApiKey }): ReactElement | null {
  if (apiKey.revokedAt) return <Chip>Revoked</Chip>
  const left = apiKey.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(apiKey.expiresAt) - Date.now()
  if (left <= 0) return <Chip>Ended</Chip>
  if (left < soonDays * dayMs) return <Chip tone="warn">{`Ends in ${Math.ceil(left / dayMs)} d`}</Chip>
  return apiKey.isOld ? <Chip tone="warn">Older than 90 days</Chip> : null
}
