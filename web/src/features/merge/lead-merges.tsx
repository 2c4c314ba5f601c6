import { type FormEvent, type ReactElement, useEffect, useState } from 'react'
import { useClient, useQuery } from 'urql'
import { useLocation } from 'wouter'
import { faultOf } from '../../lib/fault.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useFocusBack } from '../../ui/use-focus-back.ts'
import { type LeadMerge, leadByAddress, leadMergesQuery, type Suggestion } from './merge-documents.ts'
import { MergePair, nameOfLead } from './merge-pair.tsx'
import { useMerge } from './use-merge.ts'

/** Who may be the same person as this lead, who was merged into it, and merging it with somebody by hand. */
export function LeadMerges({ id, changedAt }: { id: string; changedAt: string }): ReactElement | null {
  const [{ data, error }, again] = useQuery({ query: leadMergesQuery, variables: { id }, requestPolicy: 'cache-and-network' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lead's own change says that something of it is new
  useEffect(() => again({ requestPolicy: 'network-only' }), [changedAt, again])
  const [, go] = useLocation()
  const reload = (): void => again({ requestPolicy: 'network-only' })
  if (error && !data) return <ErrorState what="Merges could not be loaded" {...faultOf(error)} onRetry={reload} />
  const lead = data?.lead
  if (!lead) return null
  const decided = (stays: string | null): void => (stays !== null && stays !== id ? go(`/leads/${stays}`) : reload())
  return (
    <section className="card" aria-labelledby="merges-title">
      <h2 id="merges-title">The same person</h2>
      {lead.mergeSuggestions.length > 0 && (
        <ul className="stack">
          {lead.mergeSuggestions.map((suggestion: Suggestion) => (
            <MergePair key={suggestion.id} suggestion={suggestion} onDecided={decided} />
          ))}
        </ul>
      )}
      {lead.merges.length > 0 && (
        <ul className="row-list">
          {lead.merges.map((merge) => (
            <EarlierMerge key={merge.id} merge={merge} onUndone={reload} />
          ))}
        </ul>
      )}
      <MergeByHand id={id} onMerged={decided} />
    </section>
  )
}

function EarlierMerge({ merge, onUndone }: { merge: LeadMerge; onUndone(): void }): ReactElement {
  const [isAsked, setIsAsked] = useState(false)
  const frame = useFocusBack<HTMLLIElement>(isAsked)
  const { refusal, refused, unmerge } = useMerge()
  return (
    <li ref={frame}>
      <div className="grow">
        <strong>
          <Bidi text={merge.mergedName} />
        </strong>{' '}
        <span className="muted sm">
          <Bidi text={merge.mergedEmail ?? merge.mergedLinkedinUrl ?? ''} />
        </span>
        <p className="sm">
          {merge.undoneBy !== null ? (
            <>
              Taken apart by {merge.undoneBy} {merge.undoneAt && <Time at={merge.undoneAt} />}
            </>
          ) : (
            <>
              Merged by {merge.mergedBy} <Time at={merge.mergedAt} />. <Bidi text={merge.reason} />
            </>
          )}
        </p>
        {refused && (
          <p className="field-error" role="alert">
            {refused}
          </p>
        )}
      </div>
      {merge.undoneBy === null &&
        (isAsked ? (
          // biome-ignore lint/a11y/useSemanticElements: no set of form fields
          <span className="toolbar" role="group" aria-label="Take them apart?">
            <Button
              size="dense"
              tone="bad"
              autoFocus
              refusal={refusal}
              onClick={() => void unmerge(merge.id).then((isDone) => isDone && onUndone())}
            >
              Take apart
            </Button>
            <Button size="dense" onClick={() => setIsAsked(false)}>
              Keep
            </Button>
          </span>
        ) : (
          <Button size="dense" refusal={refusal} onClick={() => setIsAsked(true)}>
            Take apart…<span className="hidden-text"> {merge.mergedName}</span>
          </Button>
        ))}
    </li>
  )
}

function MergeByHand({ id, onMerged }: { id: string; onMerged(stays: string): void }): ReactElement {
  const [email, setEmail] = useState('')
  const [found, setFound] = useState<{ id: string; name: string } | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const client = useClient()
  const { refusal, refused, merge } = useMerge()
  const find = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const { data, error } = await client.query(leadByAddress, { email: email.trim() }, { requestPolicy: 'network-only' }).toPromise()
    const lead = data?.lead ?? null
    setFound(lead && lead.id !== id ? { id: lead.id, name: nameOfLead(lead) } : null)
    setSaid(
      error ? faultOf(error).message : lead === null ? 'No lead has this address.' : lead.id === id ? 'This is the lead itself.' : null,
    )
  }
  return (
    <form className="stack" onSubmit={(event) => void find(event)}>
      <div className="form-row">
        <TextField
          label="Address of another lead who is the same person"
          value={email}
          maxLength={254}
          autoComplete="off"
          error={said ?? refused}
          onChange={(event) => {
            setEmail(event.target.value)
            setFound(null)
            setSaid(null)
          }}
        />
        <Button type="submit" refusal={refusal ?? (email.trim() === '' ? 'Type an address first.' : null)}>
          Find
        </Button>
      </div>
      {found && (
        <div className="toolbar">
          <span className="sm grow">
            <Bidi text={found.name} /> becomes one with this lead; the older of both stays.
          </span>
          <Button
            tone="primary"
            refusal={refusal}
            onClick={() => void merge(id, found.id).then((stays) => stays !== null && onMerged(stays))}
          >
            Merge
          </Button>
        </div>
      )}
    </form>
  )
}
