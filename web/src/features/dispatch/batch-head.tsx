import type { ReactElement } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { useNow } from '../../lib/now.ts'
import { Chip, SendState, Verdict } from '../../ui/chip.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { Batch } from './dispatch-documents.ts'
import {
  batchCounts,
  batchVerdict,
  closingWords,
  expiryWords,
  isMismatch,
  isOpen,
  isReplaced,
  motionWords,
  sendStatuses,
} from './dispatch-words.ts'
import { HashText } from './hash-text.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { ScopeDifferences } from './scope-differences.tsx'
import './batch.css'

/** What this batch is and where it stands: motion, state, expiry, who made it, the hash that is approved, and its sends in numbers. */
export function BatchHead({ batch }: { batch: Batch }): ReactElement {
  const now = useNow()
  const [kind, words] = batchVerdict(batch.status)
  const counts = batchCounts(batch.counts)
  const expiry = expiryWords(Date.parse(batch.expiresAt), now)
  const closing = batch.status === 'PENDING' ? closingWords(batch.firstWindowCloses, now) : null
  const ended = endWords(batch, counts)
  return (
    <header className="card batch-head">
      <div className="batch-line">
        <strong className="batch-motion">{batch.isTest ? 'Internal test' : motionWords(batch.motion)}</strong>
        <Verdict kind={kind}>{words}</Verdict>
        {isOpen(batch.status) && (
          <span title={new Date(batch.expiresAt).toString()}>
            <Chip tone={expiry.isShort ? 'warn' : 'neutral'}>{expiry.words}</Chip>
          </span>
        )}
        {closing && (
          <span title={new Date(batch.firstWindowCloses ?? '').toString()}>
            <Chip tone={closing.isShort ? 'warn' : 'neutral'}>{closing.words}</Chip>
          </span>
        )}
        {batch.openWindowReason && !batch.isTest && <Chip tone="warn">Window opened: {visibleText(batch.openWindowReason)}</Chip>}
      </div>
      <dl className="pairs">
        <dt>Frozen</dt>
        <dd>
          by {visibleText(batch.createdBy)} <Time at={batch.createdAt} />
        </dd>
        <dt>Scope hash</dt>
        <dd>
          <HashText hash={batch.scopeHash} label="Scope hash" />
        </dd>
        {batch.decidedBy && (
          <>
            <dt>{batch.status === 'REJECTED' ? 'Rejected' : 'Approved'}</dt>
            <dd>
              by {visibleText(batch.decidedBy)} {batch.decidedAt && <Time at={batch.decidedAt} />}
            </dd>
          </>
        )}
        {batch.decisionReason && (
          <>
            <dt>Reason</dt>
            <dd>{visibleText(batch.decisionReason)}</dd>
          </>
        )}
        {batch.finishedAt && (
          <>
            <dt>Ended</dt>
            <dd>
              <Time at={batch.finishedAt} />
            </dd>
          </>
        )}
      </dl>
      {batch.status !== 'PENDING' && (
        <ul className="send-counts" aria-label="Sends by state">
          {sendStatuses.map((status) => (
            <li key={status} data-none={!counts.statuses[status]}>
              <span className="number">{formatCount(counts.statuses[status] ?? 0)}</span>
              <SendState status={status} />
            </li>
          ))}
        </ul>
      )}
      {isMismatch(batch.counts) && (
        <RefusalNote
          what="Refused: what would be sent differs from what was approved."
          refused={{ code: 'SCOPE_MISMATCH', message: 'None of those was sent; operators are alerted.', reasons: [] }}
        >
          <ScopeDifferences id={batch.id} />
        </RefusalNote>
      )}
      {ended && (
        <div className="batch-ended">
          <p>{ended}</p>
          {batch.status !== 'EXECUTED' && <LinkButton href="/dispatch">Preview again</LinkButton>}
        </div>
      )}
    </header>
  )
}

/** What an ended batch leaves behind, in one sentence; null while it is open or when everything went. */
function endWords(batch: Batch, { sends, statuses }: ReturnType<typeof batchCounts>): string | null {
  const skipped = (statuses.SKIPPED ?? 0) + (statuses.REFUSED ?? 0)
  const left = sends === 1 ? '1 send' : `${formatCount(sends)} sends`
  if (batch.status === 'EXPIRED') return `This batch expired with ${left} unsent. Nothing went out from it.`
  if (batch.status === 'REJECTED') return 'Nothing of it goes out. Its drafts can be planned again.'
  if (batch.status === 'CANCELLED' && isReplaced(batch.counts)) return 'Nobody had decided it. A newer batch holds what can still go.'
  if (batch.status === 'CANCELLED') return 'It was cancelled. What had not started never goes.'
  if (batch.status === 'PARTIAL')
    return `${formatCount(sends - skipped)} of ${left} went; ${formatCount(skipped)} did not, each with its reason below.`
  return null
}
