import { type FragmentOf, readFragment } from 'gql.tada'
import { memo, type ReactElement } from 'react'
import { formatAge, spokenAge } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'
import { useNow } from '../../lib/now.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { TierChip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import './queue-row.css'

export const queueRowDraft = graphql(`
  fragment QueueRow_draft on Draft {
    id
    version
    status
    channel
    subject
    body
    readBy
    readers { name since }
    reviews { decision actor at }
    createdAt
    dueAt
    compliance { applies passed }
    lead { id fullName email tier company { id name } }
  }
`)

export type QueueRowDraft = FragmentOf<typeof queueRowDraft>

/** Within this of its due time a draft is due soon. */
const dueSoonMs = 30 * 60_000

function dueWords(dueAt: string | null, now: number): 'overdue' | 'due soon' | null {
  if (!dueAt) return null
  const leftMs = Date.parse(dueAt) - now
  if (leftMs < 0) return 'overdue'
  return leftMs < dueSoonMs ? 'due soon' : null
}

/** The option's spoken name: "Ana Ruiz, tier 1, Acme, 41 minutes, due soon". */
export function queueRowName(draft: QueueRowDraft, now: number): string {
  const { lead, createdAt, dueAt } = readFragment(queueRowDraft, draft)
  const tier = lead.tier ? `tier ${lead.tier.slice(-1)}` : 'no tier'
  const parts = [
    lead.fullName ?? lead.email ?? 'Unnamed lead',
    tier,
    lead.company?.name,
    spokenAge(now - Date.parse(createdAt)),
    dueWords(dueAt, now),
  ]
  return parts.filter(Boolean).join(', ')
}

/** One draft in the list, 64 px: who, where from, what about, how long it waits. */
export const QueueRow = memo(function QueueRow({
  draft,
  ticked,
  refused,
  mine,
  wanted,
}: {
  draft: QueueRowDraft
  ticked: boolean
  refused: boolean
  /** The viewer's own name: that they read it themselves needs no saying. */
  mine: string
  /** The status that the list is for; a row of another one is on its way out. Null for lists of all. */
  wanted: string | null
}): ReactElement {
  const { lead, subject, body, readBy, createdAt, dueAt, compliance, status, reviews } = readFragment(queueRowDraft, draft)
  const now = useNow()
  if (wanted !== null && status !== wanted) {
    const by = reviews.at(-1)?.actor
    return (
      <div className="queue-row queue-row-gone muted">
        <Bidi clip text={lead.fullName ?? lead.email ?? 'Unnamed lead'} />
        <span>
          {status.charAt(0) + status.slice(1).toLowerCase()}
          {by && ` by ${by}`}
        </span>
      </div>
    )
  }
  const due = dueWords(dueAt, now)
  const fails = compliance.some((check) => check.applies && !check.passed)
  return (
    <div className="queue-row">
      <div className="queue-row-line">
        {ticked && <Icon name="ok" size={14} />}
        <TierChip tier={lead.tier} />
        <strong>
          <Bidi clip text={lead.fullName ?? lead.email ?? 'Unnamed lead'} />
        </strong>
        {readBy && readBy !== mine && <span className="muted queue-row-reader">({readBy})</span>}
        <span className="queue-row-age number">
          {refused && <Icon name="bad" size={12} />}
          {fails && <Icon name="warn" size={12} />}
          <span data-due={due}>
            {formatAge(now - Date.parse(createdAt))}
            {due === 'overdue' ? ' late' : due ? ' due' : ''}
          </span>
        </span>
      </div>
      <div className="queue-row-line muted">
        <Bidi clip text={[lead.company?.name, subject ?? body].filter(Boolean).join(' · ')} />
      </div>
    </div>
  )
})
