import type { CombinedError } from '@urql/core'
import type { VariablesOf } from 'gql.tada'
import { useClient } from 'urql'
import { graphql } from '../../lib/graphql.ts'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { reviewCardDraft } from './card-draft.ts'
import { queueCounts } from './queue-documents.ts'
import { queueRowDraft } from './queue-row.tsx'
import { type Refusal, refusalWords } from './refusal.ts'

const userError = graphql(`
  fragment Decision_error on UserError @_unmask {
    code
    message
    ... on ConflictError { currentVersion decidedBy decidedAt }
    ... on RefusedError { reasons { code message } }
  }
`)

const approveDraft = graphql(
  `
  mutation ApproveDraft($input: ApproveDraftInput!) {
    approveDraft(input: $input) {
      __typename
      ... on ApproveDraftSuccess { draft { id version ...ReviewCard_draft ...QueueRow_draft } }
      ... on UserError { ...Decision_error }
    }
  }
`,
  [reviewCardDraft, queueRowDraft, userError],
)

const approveAndSendDraft = graphql(
  `
  mutation ApproveAndSendDraft($input: ApproveDraftInput!) {
    approveAndSendDraft(input: $input) {
      __typename
      ... on ApproveAndSendDraftSuccess {
        message
        draft { id version ...ReviewCard_draft ...QueueRow_draft }
        send { id status batch { id } }
      }
      ... on UserError { ...Decision_error }
    }
  }
`,
  [reviewCardDraft, queueRowDraft, userError],
)

const rejectDraft = graphql(
  `
  mutation RejectDraft($input: RejectDraftInput!) {
    rejectDraft(input: $input) {
      __typename
      ... on RejectDraftSuccess { draft { id version ...ReviewCard_draft ...QueueRow_draft } }
      ... on UserError { ...Decision_error }
    }
  }
`,
  [reviewCardDraft, queueRowDraft, userError],
)

const editDraft = graphql(
  `
  mutation EditDraft($input: EditDraftInput!) {
    editDraft(input: $input) {
      __typename
      ... on EditDraftSuccess { draft { id version ...ReviewCard_draft ...QueueRow_draft } }
      ... on UserError { ...Decision_error }
    }
  }
`,
  [reviewCardDraft, queueRowDraft, userError],
)

const undoReview = graphql(
  `
  mutation UndoReview($input: UndoReviewInput!) {
    undoReview(input: $input) {
      __typename
      ... on UndoReviewSuccess { draft { id version ...ReviewCard_draft ...QueueRow_draft } }
      ... on UserError { ...Decision_error }
    }
  }
`,
  [reviewCardDraft, queueRowDraft, userError],
)

const reviewDrafts = graphql(
  `
  mutation ReviewDrafts($input: ReviewDraftsInput!) {
    reviewDrafts(input: $input) {
      __typename
      ... on ReviewDraftsSuccess {
        outcomes {
          draftId
          decided
          draft { id version ...ReviewCard_draft ...QueueRow_draft }
          error { ...Decision_error }
        }
      }
      ... on UserError { ...Decision_error }
    }
  }
`,
  [reviewCardDraft, queueRowDraft, userError],
)

const recraftDraft = graphql(
  `
  mutation RecraftDraft($input: RecraftDraftInput!) {
    recraftDraft(input: $input) {
      __typename
      ... on RecraftDraftSuccess { draft { id version status ...ReviewCard_draft ...QueueRow_draft } }
      ... on UserError { ...Decision_error }
    }
  }
`,
  [reviewCardDraft, queueRowDraft, userError],
)

const cleanQueue = graphql(
  `
  mutation CleanQueue($input: CleanQueueInput!) {
    cleanQueue(input: $input) {
      __typename
      ... on CleanQueueSuccess { cleaned summary { ...Queue_counts } }
      ... on UserError { ...Decision_error }
    }
  }
`,
  [userError, queueCounts],
)

/** A systematic fault is a stop, of one angle or of everything, with its reason. */
const flagFault = graphql(
  `
  mutation FlagFault($input: FlagSystematicFaultInput!) {
    flagSystematicFault(input: $input) {
      __typename
      ... on FlagSystematicFaultSuccess { safety { emergencyStop reason since by stoppedAngles } }
      ... on UserError { ...Decision_error }
    }
  }
`,
  [userError],
)

const openDraft = graphql(`
  mutation OpenDraft($input: OpenDraftInput!) {
    openDraft(input: $input) {
      __typename
      ... on OpenDraftSuccess { draft { id readBy readSince openedAt readers { name since } } }
    }
  }
`)

/** What came of one draft of a selection: null where it was decided, else why not. */
export type BulkOutcome = { draftId: string; refusal: string | null }

/** What came of a decision: the server's word for a success, or its refusal. */
export type Outcome = { done: true; message: string | null; version: number | null } | { done: false; refusal: Refusal }

/** What came of approve and send: the send as it stands with the server's sentence, or the refusal. */
export type SentOutcome =
  | { done: true; message: string; send: { id: string; status: string; batchId: string | null } }
  | { done: false; refusal: Refusal }

/** What came of crafting again: the draft that took the place, and whether guards let it through. */
export type RecraftOutcome = { done: true; draftId: string; isBlocked: boolean } | { done: false; refusal: Refusal }

/** The shape that all results share: a success of whatever name, or one of the five errors. */
type Answer = { __typename: string; code?: string; message?: string; draft?: { version: number } } & Omit<
  Partial<Refusal>,
  'code' | 'message'
>

/** The line was lost after the question: the server may have done it, and nobody may take it for undone. */
const noAnswer: Refusal = {
  code: 'NO_ANSWER',
  message: 'No answer came. It may have been done all the same: look at it before you do it again.',
}

function outcomeOf(answer: Answer | undefined, error: CombinedError | undefined): Outcome {
  // Only the success type itself is a success: an answer that this page doesn't know must never look like one.
  if (answer && !answer.__typename.endsWith('Success')) {
    return {
      done: false,
      refusal: { ...answer, code: answer.code ?? 'FAULT', message: answer.message ?? 'The answer was not understood.' },
    }
  }
  if (answer) return { done: true, message: answer.message ?? null, version: answer.draft?.version ?? null }
  const why = refusedOf(null, 'Success', error)
  const isUnknown = why?.code === 'NO_ANSWER' && error?.graphQLErrors.length === 0
  return { done: false, refusal: isUnknown ? noAnswer : { code: 'FAULT', message: why?.message ?? 'No answer came.' } }
}

export type Decisions = {
  approve(input: VariablesOf<typeof approveDraft>['input']): Promise<Outcome>
  approveAndSend(input: VariablesOf<typeof approveAndSendDraft>['input']): Promise<SentOutcome>
  reject(input: VariablesOf<typeof rejectDraft>['input']): Promise<Outcome>
  edit(input: VariablesOf<typeof editDraft>['input']): Promise<Outcome>
  undo(input: VariablesOf<typeof undoReview>['input']): Promise<Outcome>
  many(decisions: VariablesOf<typeof reviewDrafts>['input']['decisions']): Promise<BulkOutcome[] | Refusal>
  recraft(input: { draftId: string; version: number }): Promise<RecraftOutcome>
  cleanUp(): Promise<Outcome & { cleaned?: number }>
  flag(angle: string | null, reason: string): Promise<Outcome>
  opened(draftId: string): void
}

/** The mutations of the review queue. Each carries its own `clientMutationId`, so that a repeat of the same request decides once. */
export function useDecisions(): Decisions {
  const client = useClient()
  const once = (): { clientMutationId: string } => ({ clientMutationId: newId() })
  return {
    approve: async (input) => {
      const result = await client.mutation(approveDraft, { input: { ...input, ...once() } })
      return outcomeOf(result.data?.approveDraft, result.error)
    },
    approveAndSend: async (input) => {
      const { data, error } = await client.mutation(approveAndSendDraft, { input: { ...input, ...once() } })
      const result = data?.approveAndSendDraft
      if (result?.__typename === 'ApproveAndSendDraftSuccess') {
        const { message, send } = result
        return { done: true, message, send: { id: send.id, status: send.status, batchId: send.batch?.id ?? null } }
      }
      const outcome = outcomeOf(result, error)
      return outcome.done ? { done: false, refusal: { code: 'FAULT', message: 'The answer was not understood.' } } : outcome
    },
    reject: async (input) => {
      const result = await client.mutation(rejectDraft, { input: { ...input, ...once() } })
      return outcomeOf(result.data?.rejectDraft, result.error)
    },
    edit: async (input) => {
      const result = await client.mutation(editDraft, { input: { ...input, ...once() } })
      return outcomeOf(result.data?.editDraft, result.error)
    },
    undo: async (input) => {
      const result = await client.mutation(undoReview, { input: { ...input, ...once() } })
      return outcomeOf(result.data?.undoReview, result.error)
    },
    many: async (decided) => {
      const { data, error } = await client.mutation(reviewDrafts, { input: { decisions: decided, ...once() } })
      const result = data?.reviewDrafts
      if (result?.__typename !== 'ReviewDraftsSuccess') {
        const outcome = outcomeOf(result, error)
        return outcome.done ? { code: 'FAULT', message: 'The answer was not understood.' } : outcome.refusal
      }
      return result.outcomes.map(({ draftId, decided: done, error: why }) => ({
        draftId,
        refusal: done ? null : refusalWords('decided', why ?? { code: 'FAULT', message: 'No reason was given.' }),
      }))
    },
    recraft: async (input) => {
      const { data, error } = await client.mutation(recraftDraft, { input: { ...input, ...once() } })
      const result = data?.recraftDraft
      if (result?.__typename === 'RecraftDraftSuccess')
        return { done: true, draftId: result.draft.id, isBlocked: result.draft.status === 'BLOCKED' }
      const outcome = outcomeOf(result, error)
      return outcome.done ? { done: false, refusal: { code: 'FAULT', message: 'The answer was not understood.' } } : outcome
    },
    cleanUp: async () => {
      const { data, error } = await client.mutation(cleanQueue, { input: once() })
      const result = data?.cleanQueue
      return result?.__typename === 'CleanQueueSuccess'
        ? { done: true, message: null, version: null, cleaned: result.cleaned }
        : outcomeOf(result, error)
    },
    flag: async (angle, reason) => {
      const { data, error } = await client.mutation(flagFault, {
        input: { reason, ...(angle === null ? {} : { angle }), ...once() },
      })
      return outcomeOf(data?.flagSystematicFault, error)
    },
    opened: (draftId) => void client.mutation(openDraft, { input: { draftId } }).toPromise(),
  }
}
