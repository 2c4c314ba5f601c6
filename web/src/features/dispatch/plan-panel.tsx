import { type FormEvent, type KeyboardEvent, type ReactElement, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { useLocation } from 'wouter'
import { connectionStore } from '../../lib/connection.ts'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { type Batch, dispatchMutation, type Preview } from './dispatch-documents.ts'
import { motionWords, planCounts } from './dispatch-words.ts'
import { FirstToClear } from './first-to-clear.tsx'
import { HeldBack } from './held-back.tsx'
import { PlannedSends } from './planned-sends.tsx'
import { RefusalNote } from './refusal-note.tsx'

type Motion = 'OUTBOUND' | 'CADENCE' | 'REVIVAL' | 'ALL'
const motions: Motion[] = ['OUTBOUND', 'CADENCE', 'REVIVAL', 'ALL']
/** The least that a reason for opening the window says, in characters; the API holds to the same. */
const reasonLength = 10

/** What a dispatch would send and hold back; then, on a second press, the batch that freezes just that. A preview changes nothing. */
export function PlanPanel({ onFrozen }: { onFrozen(): void }): ReactElement {
  const [, go] = useLocation()
  const [motion, setMotion] = useState<Motion>('OUTBOUND')
  const [limit, setLimit] = useState('')
  const [openReason, setOpenReason] = useState<string | null>(null)
  const [preview, setPreview] = useState<Preview | null>(null)
  const [refused, setRefused] = useState<{ live: boolean; refused: Refused } | null>(null)
  const [frozen, setFrozen] = useState<readonly Batch[]>([])
  const [{ fetching }, run] = useMutation(dispatchMutation)
  const opener = useRef<HTMLButtonElement>(null)
  const question = useRef(0)
  const mayOperate = useScope('operate')
  const isAdmin = useScope('admin')
  const { state } = useStore(connectionStore)
  const count = Number(limit)
  const limitError = limit !== '' && !(Number.isInteger(count) && count > 0 && count <= 1000) ? 'A whole number from 1 to 1,000.' : null
  const reasonError =
    openReason !== null && openReason.trim().length < reasonLength ? `Say why in ${reasonLength} characters or more.` : null
  const refusal = !mayOperate
    ? 'Planning a dispatch needs the scope operate.'
    : state === 'offline'
      ? 'No connection: a dispatch can be planned when it is back.'
      : fetching
        ? 'Already on its way.'
        : (limitError ?? reasonError)
  const counts = preview && planCounts(preview.counts)
  const freezeRefusal = refusal ?? (counts?.planned === 0 ? 'Nothing would go out.' : null)

  // What was shown belongs to what was asked: another question takes the old answer away.
  const ask = (change: () => void): void => {
    change()
    question.current++
    setPreview(null)
    setRefused(null)
    setFrozen([])
  }
  const closeWindow = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    ask(() => setOpenReason(null))
    opener.current?.focus()
  }
  const plan = async (live: boolean): Promise<void> => {
    const asked = question.current
    const { data, error } = await run({
      input: {
        motion,
        live,
        ...(limit === '' ? {} : { limit: count }),
        ...(openReason === null ? {} : { openWindowReason: openReason.trim() }),
        clientMutationId: newId(),
      },
    })
    const isStillAsked = asked === question.current
    // Under another question it would be taken for the answer to that one. What was frozen is so whatever is asked meanwhile.
    if (!live && !isStillAsked) return
    const answer = data?.dispatch
    const why = refusedOf(answer, 'DispatchSuccess', error)
    if (why || answer?.__typename !== 'DispatchSuccess') {
      const what = live ? 'Nothing was frozen.' : 'No preview.'
      if (why && isStillAsked) setRefused({ live, refused: why })
      announce(`${what} ${why?.message ?? ''}`, 'assertive')
      return
    }
    if (isStillAsked) {
      setRefused(null)
      setPreview(answer.preview)
    }
    const { planned, held } = planCounts(answer.preview.counts)
    if (!live) return announce(`${planned} would go out, ${held} held back.`)
    if (isStillAsked) setFrozen(answer.batches)
    onFrozen()
    const [first] = answer.batches
    announce(answer.batches.length === 0 ? 'Nothing was frozen: nothing would go out.' : `Frozen: ${planned} sends wait for approval.`)
    if (first && answer.batches.length === 1) go(`/dispatch/${first.id}`)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (refusal) announce(refusal, 'assertive')
    else void plan(false)
  }
  return (
    <section className="card" aria-labelledby="plan-title">
      <h2 id="plan-title">Plan a dispatch</h2>
      <form className="form-row" onSubmit={submit}>
        <Select<Motion>
          label="Motion"
          value={motion}
          options={motions.map((value) => ({ value, label: motionWords(value) }))}
          onChange={(value) => ask(() => setMotion(value))}
        />
        <TextField
          label="At most"
          inputMode="numeric"
          placeholder="What the day allows"
          value={limit}
          onChange={(event) => ask(() => setLimit(event.target.value.trim()))}
          aria-invalid={limitError ? true : undefined}
        />
        <Button type="submit" tone={preview && counts?.planned ? 'plain' : 'primary'} refusal={refusal}>
          {fetching && !preview ? 'Planning…' : 'Preview'}
        </Button>
        {isAdmin && (
          <Button
            ref={opener}
            tone="quiet"
            aria-expanded={openReason !== null}
            onClick={() => ask(() => setOpenReason(openReason === null ? '' : null))}
          >
            {openReason === null ? 'Open the window…' : 'Keep to the window'}
          </Button>
        )}
      </form>
      {limitError && <p className="field-error">{limitError}</p>}
      {openReason !== null && (
        <TextField
          label="Why this batch may leave outside the recipients’ send windows"
          value={openReason}
          autoFocus
          onChange={(event) => ask(() => setOpenReason(event.target.value))}
          onKeyDown={closeWindow}
          hint="Stays in the audit trail with your name."
          error={openReason === '' ? null : reasonError}
        />
      )}
      {refused && !refused.live && <RefusalNote what="No preview." refused={refused.refused} />}
      {preview && counts && (
        <>
          <div className="plan-head">
            <p>
              <Verdict kind={counts.planned > 0 ? 'ok' : 'skipped'}>
                {counts.planned === 0 ? 'Nothing would go out' : `${formatCount(counts.planned)} would go out`}
              </Verdict>
              {counts.beyondLimit > 0 && (
                <span className="muted"> and {formatCount(counts.beyondLimit)} more beyond the limit you set</span>
              )}
            </p>
            {preview.ramp.active && (
              <p className="muted">
                Ramp: at most {formatCount(preview.ramp.dailyLimit)} emails a day{preview.ramp.tier && ', tier 1 only'}.
              </p>
            )}
          </div>
          {counts.notes.map(({ motion: of, note }) => (
            <p key={of} className="muted">
              {motionWords(of)}: {note}
            </p>
          ))}
          {counts.planned > 0 && <PlannedSends planned={preview.planned.edges.map((edge) => edge.node)} />}
          {counts.held > 0 && (
            <>
              <h3 className="sub-title">
                Held back <span className="number">{formatCount(counts.held)}</span>
              </h3>
              <HeldBack counts={counts.codes} held={preview.held.edges.map((edge) => edge.node)} />
            </>
          )}
          {counts.planned === 0 && <FirstToClear held={preview.held.edges.map((edge) => edge.node)} />}
          {counts.planned === 0 && counts.held === 0 && (
            <p className="muted">
              No approved draft waits. <a href="/queue">Review drafts</a> first.
            </p>
          )}
          {refused?.live && (
            <RefusalNote what="Nothing was frozen." refused={refused.refused}>
              {refused.refused.code === 'NOT_READY' && <LinkButton href="/queue">Review drafts</LinkButton>}
            </RefusalNote>
          )}
          {frozen.length > 0 ? (
            <ul className="row-list">
              {frozen.map((batch) => (
                <li key={batch.id}>
                  <span className="grow">Frozen: {motionWords(batch.motion)}</span>
                  <LinkButton href={`/dispatch/${batch.id}`}>Open batch</LinkButton>
                </li>
              ))}
            </ul>
          ) : (
            counts.planned > 0 && (
              <div className="plan-actions">
                <Button tone="primary" refusal={freezeRefusal} onClick={() => void plan(true)}>
                  {fetching ? 'Freezing…' : `Freeze ${counts.planned === 1 ? 'this send' : `these ${formatCount(counts.planned)} sends`}`}
                </Button>
                <p className="muted sm">Nothing leaves before a person approves the batch.</p>
              </div>
            )
          )}
        </>
      )}
    </section>
  )
}
