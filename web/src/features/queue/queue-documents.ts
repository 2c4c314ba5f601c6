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
  }
`,
  [queueRowDraft],
)

/** Asked apart from the rows: the counts change with every decision of anybody, and what they stand with is read again. */
export const queueCountsQuery = graphql(
  `
  query QueueCounts {
    queueSummary { ...Queue_counts }
    rejectionTags { tag label description }
  }
`,
  [queueCounts],
)

export const cardQuery = graphql(
  `
  query DraftCard($id: ID!) {
    draft(id: $id) { id version status ...ReviewCard_draft }
  }
`,
  [reviewCardDraft],
)

/** Asked apart from the card: without its score's reasons a draft can still be read and decided. */
export const scoreQuery = graphql(`
  query CardScore($id: ID!) {
    lead(id: $id) {
      id
      scoreReasons { part points max message }
    }
  }
`)

/** The same for why it has this angle, and what became of the others. */
export const angleQuery = graphql(`
  query CardAngle($id: ID!) {
    draft(id: $id) {
      id
      angleChoice { sentence options { angle sent answered code message } }
      rewrite { state message model zone }
    }
  }
`)

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
