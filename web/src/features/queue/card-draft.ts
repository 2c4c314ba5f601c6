import type { ResultOf } from 'gql.tada'
import { graphql } from '../../lib/graphql.ts'

/** All that the review card and its parts show of a draft. */
export const reviewCardDraft = graphql(`
  fragment ReviewCard_draft on Draft {
    id
    version
    status
    channel
    angle
    variant
    step
    subject
    body
    originalSubject
    originalBody
    footer
    readBy
    readSince
    readers { name since }
    undoUntil
    expiresAt
    createdAt
    dueAt
    route { platform account campaign }
    evidence { id kind text source foundAt }
    claims { field start end evidence { id } }
    compliance { name applies passed message }
    guardNotes { code message }
    reviews { decision tag reason actor at }
    earlierRejections { tag reason angle opener actor at }
    lead {
      id
      fullName
      email
      title
      tier
      score
      timeZone
      company { id name domain }
    }
  }
`)

export type CardDraft = ResultOf<typeof reviewCardDraft>

/** Why nothing can be typed for a decision, nothing decided, nothing sent at once; null where it can. */
export type Refusals = { type: string | null; decide: string | null; send: string | null }

/** The checks that stop an approval. */
export function failingChecks(draft: CardDraft): CardDraft['compliance'] {
  return draft.compliance.filter((check) => check.applies && !check.passed)
}

/** Why this draft can't be sent at once, as far as the page can tell; the server has the last word. */
export function sendAtOnceRefusal({ channel, route, lead }: CardDraft): string | null {
  if (channel !== 'EMAIL') return 'Only an email goes through GHL.'
  return route?.platform === 'GHL' || lead.tier === 'TIER_1' ? null : 'Approve and send is for warm leads.'
}

/** A check's name as people say it: `postal_address` is postal address. */
export function checkWords(name: string): string {
  return name.replaceAll('_', ' ')
}

/** Whether a person changed the text that was crafted. */
export function isEdited(draft: CardDraft): boolean {
  return (draft.originalBody ?? draft.body) !== draft.body || (draft.originalSubject ?? draft.subject) !== draft.subject
}

/** Why this draft can't be approved now, in one sentence; null when it can. */
export function approvalRefusal(draft: CardDraft): string | null {
  const failing = failingChecks(draft)
  if (failing.length > 0) {
    const names = failing.map((check) => checkWords(check.name)).join(', ')
    return `${failing.length} ${failing.length === 1 ? 'check fails' : 'checks fail'}: ${names}.`
  }
  if (draft.status === 'BLOCKED') {
    const [note] = draft.guardNotes
    return note
      ? `Blocked by ${note.code}: ${note.message} It can't be approved as it is.`
      : "It is blocked and can't be approved as it is."
  }
  return draft.status === 'PENDING' ? null : `It is ${draft.status.toLowerCase()} already.`
}
