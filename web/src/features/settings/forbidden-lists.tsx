import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { usePages } from '../../lib/use-pages.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import { Time } from '../../ui/time.tsx'
import { useScope } from '../shell/shell-data.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { ListCard } from './list-card.tsx'
import {
  excludeMutation,
  exclusionsQuery,
  removeExclusionMutation,
  suppressionsQuery,
  suppressMutation,
  unsuppressMutation,
} from './list-documents.ts'
import { SaveRefusal } from './save-refusal.tsx'

type Kind = 'CUSTOMER' | 'COMPETITOR' | 'DO_NOT_CONTACT'
const kinds: { value: Kind; label: string }[] = [
  { value: 'CUSTOMER', label: 'Customer' },
  { value: 'COMPETITOR', label: 'Competitor' },
  { value: 'DO_NOT_CONTACT', label: 'Do not contact' },
]
const pageSize = 50
const leastReason = 3

/** One thing as it is named: an address, a domain, or for suppressions a LinkedIn profile. */
function namedBy(given: string): { email?: string; domain?: string; linkedinUrl?: string } {
  const name = given.trim()
  if (/linkedin\.com\//i.test(name)) return { linkedinUrl: name }
  return name.includes('@') ? { email: name } : { domain: name }
}

/** Customers, competitors and hand-listed ones: nobody there is written to. */
export function ExclusionsCard(): ReactElement {
  const [search, setSearch] = useState('')
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind>('CUSTOMER')
  const [note, setNote] = useState('')
  const [refused, setRefused] = useState<Refused | null>(null)
  const [, exclude] = useMutation(excludeMutation)
  const [, remove] = useMutation(removeExclusionMutation)
  const mayOperate = useScope('operate')
  const pages = usePages(
    exclusionsQuery,
    (after) => ({ search: search.trim() || null, first: pageSize, after }),
    (data) => ({ rows: data.exclusions.edges.map(({ node }) => node), ...data.exclusions.pageInfo, total: null }),
    ({ id }) => id,
  )
  const tell = (why: Refused | null, done: string): void => {
    setRefused(why)
    announce(why ? `Not done. ${why.message}` : done, why ? 'assertive' : 'polite')
    if (!why) pages.reload()
  }
  const refusal = !mayOperate ? 'Excluding needs the scope operate.' : name.trim() === '' ? 'Say whom first.' : null
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal) return announce(refusal, 'assertive')
    const { data, error } = await exclude({ input: { ...namedBy(name), kind, note: note.trim() || null, clientMutationId: newId() } })
    const why = refusedOf(data?.exclude, 'ExcludeSuccess', error)
    if (!why) {
      setName('')
      setNote('')
    }
    tell(why, `Excluded ${name.trim()}.`)
  }
  return (
    <ListCard
      title="Exclusions"
      purpose="Customers, competitors and whoever is listed by hand. A domain stands for its subdomains too."
      search={search}
      onSearch={setSearch}
      pages={pages}
      empty="Nobody is excluded."
      form={
        <form className="form-row" aria-label="Exclude" onSubmit={(event) => void add(event)}>
          <TextField label="Address or domain" value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
          <Select<Kind> label="Why" value={kind} options={kinds} onChange={setKind} />
          <TextField label="Note" value={note} maxLength={200} autoComplete="off" onChange={(event) => setNote(event.target.value)} />
          <Button type="submit" tone="primary" refusal={refusal}>
            Exclude
          </Button>
        </form>
      }
      refused={refused && <SaveRefusal what="Not done." refused={refused} />}
      row={(row) => {
        const what = row.email ?? row.domain ?? row.linkedinUrl ?? row.name ?? 'Unnamed'
        return (
          <>
            <span className="grow">
              <Bidi text={what} /> <Chip>{kinds.find(({ value }) => value === row.kind)?.label}</Chip>
              <span className="muted sm row-note">
                {row.note && (
                  <>
                    <Bidi text={row.note} />,{' '}
                  </>
                )}
                <Bidi text={row.source} />, <Time at={row.at} />
              </span>
            </span>
            <ConfirmButton
              verb="Remove"
              what={what}
              question={`Remove ${what}? Its leads may be written to again.`}
              refusal={mayOperate ? null : 'Removing an exclusion needs the scope operate.'}
              onConfirm={() =>
                void remove({ input: { id: row.id, clientMutationId: newId() } }).then(({ data, error }) =>
                  tell(refusedOf(data?.removeExclusion, 'RemoveExclusionSuccess', error), `Removed ${what}.`),
                )
              }
            />
          </>
        )
      }}
    />
  )
}

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
        const what = row.email ?? row.domain ?? row.linkedinUrl ?? 'Unnamed'
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
