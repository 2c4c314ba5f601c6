import { graphql } from '../../lib/graphql.ts'
import { reviewCardDraft } from './card-draft.ts'
import { queueRowDraft } from './queue-row.tsx'

export const queueCounts = graphql(`
  fragment Queue_counts on QueueSummary @_unmask {
    pending
    edited
    approved
    hidden
    decidedToday
    overdue
    dueSoon
    hiddenReasons { code label count cleanable }
  }
`)

export const queueQuery = graphql(
  `
  query Queue($filter: QueueFilter, $first: Int, $after: String) {
    queue(filter: $filter, first: $first, after: $after) {
      edges { cursor node { id status ...QueueRow_draft } }
      pageInfo { hasNextPage endCursor }
    }
    queueSummary { ...Queue_counts }
    rejectionTags { tag label description }
  }
`,
  [queueRowDraft, queueCounts],
)

export const cardQuery = graphql(
  `
  query DraftCard($id: ID!) {
    draft(id: $id) { id version status ...ReviewCard_draft }
  }
`,
  [reviewCardDraft],
)

export const queueSubscription = graphql(
  `
  subscription QueueChanged($filter: QueueFilter) {
    queueChanged(filter: $filter) {
      kind
      draftId
      draft { id version status lead { id fullName email tier } ...QueueRow_draft }
      summary { ...Queue_counts }
    }
  }
`,
  [queueRowDraft, queueCounts],
)

/** The open draft, whole: who reads it, another version, a decision of somebody else. */
export const draftSubscription = graphql(
  `
  subscription DraftChanged($id: ID!) {
    draftChanged(id: $id) { id version status ...ReviewCard_draft ...QueueRow_draft }
  }
`,
  [reviewCardDraft, queueRowDraft],
)
