import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { connectionStore } from '../../lib/connection.ts'
import { formatCount } from '../../lib/formats.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { TextField } from '../../ui/field.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { acceptMutation, dismissMutation, type Proposal } from './proposal-documents.ts'
import './proposals.css'

/** The least that a reason says, in characters; the API holds to the same. */
const reasonLength = 10

/** An edit that reviewers made again and again: what became of the words, the drafts it was made to, and what a person makes of it. */
export function ProposalCard({ proposal, onSettled }: { proposal: Proposal; onSettled(words: string): void }): ReactElement {
  const [{ fetching: accepting }, accept] = useMutation(acceptMutation)
  const [{ fetching: dismissing }, dismiss] = useMutation(dismissMutation)
  const [reason, setReason] = useState<string | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const mayReview = useScope('review')
  const { state } = useStore(connectionStore)
  const angle = proposal.angle.replaceAll('_', ' ')
  const refusal = !mayReview
    ? 'Deciding needs the scope review.'
    : state === 'offline'
      ? 'Decisions wait until the connection is back.'
      : accepting || dismissing
        ? 'Already on its way.'
        : null

  const told = (why: Refused | null, words: string): void => {
    setRefused(why)
    if (why) announce(why.message, 'assertive')
    else onSettled(words)
  }
  const onAccept = async (): Promise<void> => {
    const { data, error } = await accept({ input: { key: proposal.key, clientMutationId: newId() } })
    const answer = data?.acceptTemplateProposal
    const version = answer?.__typename === 'AcceptTemplateProposalSuccess' ? answer.version : 0
    told(
      refusedOf(answer, 'AcceptTemplateProposalSuccess', error),
      `Version ${version} of ${angle} is saved. It goes live when a reviewer signs it off.`,
    )
  }
  const onDismiss = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (reason === null || reason.trim().length < reasonLength) return
    const { data, error } = await dismiss({ input: { key: proposal.key, reason: reason.trim(), clientMutationId: newId() } })
    told(refusedOf(data?.dismissTemplateProposal, 'DismissTemplateProposalSuccess', error), `The change of ${angle} was dismissed.`)
  }
  return (
    <li className="card">
      <div className="card-title">
        <h2>
          {angle.charAt(0).toUpperCase()}
          {angle.slice(1)}, {proposal.field}
        </h2>
        <span className="sm muted">
          {formatCount(proposal.drafts)} drafts, last <Time at={proposal.lastAt} as="ago" />
        </span>
      </div>
      <p className="proposal-words" dir="auto">
        <span className="muted">{visibleText(proposal.left)}</span>
        {proposal.before && (
          <del>
            <span className="hidden-text"> deleted </span>
            {visibleText(proposal.before)}
            <span className="hidden-text"> end </span>
          </del>
        )}{' '}
        {proposal.after && (
          <ins>
            <span className="hidden-text"> inserted </span>
            {visibleText(proposal.after)}
            <span className="hidden-text"> end </span>
          </ins>
        )}
        <span className="muted">{visibleText(proposal.right)}</span>
      </p>
      <details className="fold">
        <summary>The edits</summary>
        <ul className="row-list sm">
          {proposal.edits.map((edit) => (
            <li key={`${edit.at} ${edit.draft?.id}`}>
              <span className="grow">
                {edit.draft ? (
                  <Link href={`/leads/${edit.draft.lead.id}`}>
                    <Bidi text={edit.draft.lead.fullName ?? edit.draft.lead.email ?? 'Unnamed lead'} />
                  </Link>
                ) : (
                  'A draft that is gone'
                )}
              </span>
              <span className="muted">
                {edit.actor}, <Time at={edit.at} />
              </span>
            </li>
          ))}
        </ul>
      </details>
      {proposal.whyNot && <Verdict kind="warn">{visibleText(proposal.whyNot)}</Verdict>}
      {refused && <Verdict kind="bad">{visibleText(refused.message)}</Verdict>}
      {reason === null ? (
        <div className="chip-line">
          <Button tone="primary" refusal={refusal ?? proposal.whyNot} onClick={() => void onAccept()}>
            Save as version {proposal.newestVersion + 1}
          </Button>
          <Button refusal={refusal} onClick={() => setReason('')}>
            Dismiss…
          </Button>
        </div>
      ) : (
        <form className="stack" aria-label="Dismiss" onSubmit={(event) => void onDismiss(event)}>
          <TextField label="Why not" autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
          <div className="chip-line">
            <Button
              type="submit"
              refusal={refusal ?? (reason.trim().length < reasonLength ? `Say why in ${reasonLength} characters or more.` : null)}
            >
              Dismiss
            </Button>
            <Button onClick={() => setReason(null)}>Cancel</Button>
          </div>
        </form>
      )}
    </li>
  )
}
