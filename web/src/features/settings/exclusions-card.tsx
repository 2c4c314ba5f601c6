import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { usePages } from '../../lib/use-pages.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import { Time } from '../../ui/time.tsx'
import { ConfirmButton } from './confirm-button.tsx'
import { ListCard } from './list-card.tsx'
import { excludeMutation, exclusionsQuery, removeExclusionMutation } from './list-documents.ts'
import { namedBy } from './named-by.ts'
import { SaveRefusal } from './save-refusal.tsx'

type Kind = 'CUSTOMER' | 'COMPETITOR' | 'DO_NOT_CONTACT'
const kinds: { value: Kind; label: string }[] = [
  { value: 'CUSTOMER', label: 'Customer' },
  { value: 'COMPETITOR', label: 'Competitor' },
  { value: 'DO_NOT_CONTACT', label: 'Do not contact' },
]
const pageSize = 50

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
  const { linkedinUrl, ...named } = namedBy(name)
  const refusal = !mayOperate
    ? 'Excluding needs the scope operate.'
    : name.trim() === ''
      ? 'Say whom first.'
      : linkedinUrl !== undefined
        ? 'An address or a domain. A profile is kept from mail by a suppression.'
        : null
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal) return announce(refusal, 'assertive')
    const { data, error } = await exclude({ input: { ...named, kind, note: note.trim() || null, clientMutationId: newId() } })
    const why = refusedOf(data?.exclude, 'ExcludeSuccess', error)
    if (!why) {
      setName('')
      setNote('')
    }
    tell(why, `Excluded ${name.trim()}.`)
  }
  return (
    <ListCard
      list="exclusions"
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
