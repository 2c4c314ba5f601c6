import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { usePages } from '../../lib/use-pages.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Time } from '../../ui/time.tsx'
import { ListCard } from './list-card.tsx'
import { suppressionsQuery, suppressMutation, unsuppressMutation } from './list-documents.ts'
import { namedBy } from './named-by.ts'
import { SaveRefusal } from './save-refusal.tsx'

const pageSize = 50
const leastReason = 3

/** Whoever must not be written to again: opted out, bounced, or by hand. */
export function SuppressionsCard(): ReactElement {
  const [search, setSearch] = useState('')
  const [name, setName] = useState('')
  const [reason, setReason] = useState('')
  const [lifting, setLifting] = useState<string | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [, suppress] = useMutation(suppressMutation)
  const [, unsuppress] = useMutation(unsuppressMutation)
  const mayOperate = useScope('operate')
  const isAdmin = useScope('admin')
  const pages = usePages(
    suppressionsQuery,
    (after) => ({ search: search.trim() || null, first: pageSize, after }),
    (data) => ({ rows: data.suppressions.edges.map(({ node }) => node), ...data.suppressions.pageInfo, total: null }),
    ({ id }) => id,
  )
  const tell = (why: Refused | null, done: string): void => {
    setRefused(why)
    announce(why ? `Not done. ${why.message}` : done, why ? 'assertive' : 'polite')
    if (!why) pages.reload()
  }
  const refusal = !mayOperate
    ? 'Suppressing needs the scope operate.'
    : name.trim() === ''
      ? 'Say whom first.'
      : reason.trim().length < leastReason
        ? 'Say why first.'
        : null
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal) return announce(refusal, 'assertive')
    const { data, error } = await suppress({ input: { ...namedBy(name), reason: reason.trim(), clientMutationId: newId() } })
    const why = refusedOf(data?.suppress, 'SuppressSuccess', error)
    if (!why) {
      setName('')
      setReason('')
    }
    tell(why, `Suppressed ${name.trim()}.`)
  }
  const lift = async (id: string, what: string, why: string): Promise<void> => {
    const { data, error } = await unsuppress({ input: { id, reason: why, clientMutationId: newId() } })
    const refusedBy = refusedOf(data?.unsuppress, 'UnsuppressSuccess', error)
    if (!refusedBy) setLifting(null)
    tell(refusedBy, `Lifted the suppression of ${what}.`)
  }
  return (
    <ListCard
      list="suppressions"
      title="Suppressions"
      purpose="Whoever must not be written to again. An import, a provider and a person can add to it; only an admin lifts one, with a reason."
      search={search}
      onSearch={setSearch}
      pages={pages}
      empty="Nobody is suppressed."
      form={
        <form className="form-row" aria-label="Suppress" onSubmit={(event) => void add(event)}>
          <TextField
            label="Address, domain or LinkedIn profile"
            value={name}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
          <TextField label="Why" value={reason} maxLength={200} autoComplete="off" onChange={(event) => setReason(event.target.value)} />
          <Button type="submit" tone="primary" refusal={refusal}>
            Suppress
          </Button>
        </form>
      }
      refused={refused && <SaveRefusal what="Not done." refused={refused} />}
      row={(row) => {
        const what = row.email ?? row.domain ?? row.linkedinUrl ?? 'An erased person'
        return (
          <>
            <span className="grow">
              <Bidi text={what} />
              <span className="muted sm row-note">
                <Bidi text={row.reason} />, <Bidi text={row.source} />, <Time at={row.at} />
                {row.until && (
                  <>
                    , until <Time at={row.until} as="full" />
                  </>
                )}
              </span>
            </span>
            {lifting === row.id ? (
              <LiftForm what={what} onLift={(why) => void lift(row.id, what, why)} onClose={() => setLifting(null)} />
            ) : (
              <Button
                size="dense"
                refusal={isAdmin ? null : 'Lifting a suppression needs the scope admin.'}
                onClick={() => setLifting(row.id)}
              >
                Lift…<span className="hidden-text"> {what}</span>
              </Button>
            )}
          </>
        )
      }}
    />
  )
}

function LiftForm({ what, onLift, onClose }: { what: string; onLift(reason: string): void; onClose(): void }): ReactElement {
  const [reason, setReason] = useState('')
  const short = reason.trim().length < leastReason ? 'Say why first.' : null
  return (
    <form
      className="confirm"
      aria-label={`Lift the suppression of ${what}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (short) announce(short, 'assertive')
        else onLift(reason.trim())
      }}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <TextField label="Why it is lifted" autoFocus value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      <Button type="submit" size="dense" tone="bad" refusal={short}>
        Lift
      </Button>
      <Button size="dense" onClick={onClose}>
        Keep
      </Button>
    </form>
  )
}
