import { type FormEvent, type ReactElement, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { formatCount, shortenHash } from '../../lib/formats.ts'
import { useKeys } from '../../lib/keys.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ReasonForm } from '../../ui/reason-form.tsx'
import { approveBatch, cancelBatch, rejectBatch } from './batch-documents.ts'
import type { Batch } from './dispatch-documents.ts'
import { RefusalNote } from './refusal-note.tsx'
import { ScopeDifferences } from './scope-differences.tsx'

type Panel = 'reject' | 'cancel' | null

/**
 * The gate: approve what was shown, reject or cancel. No single key approves; Ctrl Enter does only when the focus is already on the
 * button's form, and brings it there otherwise. Never optimistic.
 */
export function BatchDecision({ batch, words, unseen }: { batch: Batch; words: string; unseen: string | null }): ReactElement | null {
  const [panel, setPanel] = useState<Panel>(null)
  const [refused, setRefused] = useState<{ what: string; refused: Refused } | null>(null)
  const [{ fetching: approving }, approve] = useMutation(approveBatch)
  const [{ fetching: rejecting }, reject] = useMutation(rejectBatch)
  const [{ fetching: cancelling }, cancel] = useMutation(cancelBatch)
  const form = useRef<HTMLFormElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  const isPending = batch.status === 'PENDING'
  const refusal = !mayOperate
    ? 'Deciding a batch needs the scope operate.'
    : state === 'offline'
      ? 'No connection: a batch can be decided when it is back.'
      : approving || rejecting || cancelling
        ? 'Already on its way.'
        : null
  const approveRefusal = refusal ?? unseen

  const finish = (why: Refused | null, what: string, done: string): void => {
    setRefused(why && { what, refused: why })
    if (why) announce(`${what} ${why.message}`, 'assertive')
    else {
      setPanel(null)
      announce(done)
    }
  }
  const decide = { batchId: batch.id, scopeHash: batch.scopeHash }
  const submit = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault()
    if (approveRefusal) return announce(approveRefusal, 'assertive')
    const { data, error } = await approve({ input: { ...decide, clientMutationId: newId() } })
    finish(refusedOf(data?.approveBatch, 'ApproveBatchSuccess', error), 'Not approved.', 'Approved. The batch is executed now.')
  }
  const onReject = async (reason: string): Promise<void> => {
    const { data, error } = await reject({ input: { ...decide, reason, clientMutationId: newId() } })
    finish(refusedOf(data?.rejectBatch, 'RejectBatchSuccess', error), 'Not rejected.', 'Rejected. Nothing of it goes out.')
  }
  const onCancel = async (reason: string): Promise<void> => {
    const { data, error } = await cancel({ input: { batchId: batch.id, reason, clientMutationId: newId() } })
    finish(refusedOf(data?.cancelBatch, 'CancelBatchSuccess', error), 'Not cancelled.', 'Cancelled. What had not started never goes.')
  }
  useKeys('Batch', [
    {
      key: 'Mod+Enter',
      does: 'Approve this batch (with the focus on its button)',
      refusal: isPending ? approveRefusal : 'This batch is decided.',
      run: () => {
        if (!isPending || panel !== null) return
        if (document.activeElement && form.current?.contains(document.activeElement)) void submit()
        else button.current?.focus()
      },
    },
  ])

  if (!['PENDING', 'APPROVED', 'EXECUTING'].includes(batch.status)) return null
  return (
    <div className="batch-decision">
      {refused && (
        <RefusalNote {...refused}>
          {refused.refused.code === 'EXPIRED' && <LinkButton href="/dispatch">Preview again</LinkButton>}
          {refused.refused.code === 'SCOPE_MISMATCH' && <ScopeDifferences id={batch.id} />}
        </RefusalNote>
      )}
      {panel !== null ? (
        <ReasonForm
          label={panel === 'reject' ? 'Why this batch is rejected' : 'Why this batch is cancelled'}
          verb={panel === 'reject' ? 'Reject batch' : 'Cancel batch'}
          refusal={refusal}
          onReason={panel === 'reject' ? onReject : onCancel}
          onClose={() => setPanel(null)}
        />
      ) : isPending ? (
        <form ref={form} className="batch-approve" aria-label="Approve this batch" onSubmit={(event) => void submit(event)}>
          <p>
            <strong>{words}</strong> <span className="muted sm">Scope hash {shortenHash(batch.scopeHash)}.</span>
          </p>
          {unseen && <p className="muted sm">{unseen}</p>}
          <div className="state-actions">
            <Button ref={button} type="submit" tone="primary" keys="Mod+Enter" refusal={approveRefusal}>
              {approving ? 'Approving…' : 'Approve'}
            </Button>
            <Button refusal={refusal} onClick={() => setPanel('reject')}>
              Reject…
            </Button>
          </div>
        </form>
      ) : (
        <div className="state-actions">
          <Button refusal={refusal} onClick={() => setPanel('cancel')}>
            Cancel batch…
          </Button>
        </div>
      )}
    </div>
  )
}

/** What approving does, in one sentence. */
export function approveWords(count: number, span: string): string {
  const what = count === 1 ? 'this email' : `these ${formatCount(count)} emails`
  return `Approving sends ${what}${span ? `, ${span}` : ''}.`
}
