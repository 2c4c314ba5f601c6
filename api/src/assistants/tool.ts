import type { Scope } from '@swarm/jobs/actors'

/** The API's answer to one operation. */
export type Answer = { data?: Record<string, unknown> | null; errors?: readonly { message: string }[] }

/** Runs one operation as the caller, through the API's own door and no other. Throws with words for the assistant when nobody answers. */
export type Ask = (query: string, variables: Record<string, unknown>) => Promise<Answer>

/** A tool that only looks. */
export type ReadTool = {
  name: string
  group: 'read'
  /** Whose description in the schema is the tool's, `Query.leads`. */
  describedBy: string
  /** One operation; its variables are what the tool takes. */
  document: string
}

/** What a change would touch, as it was looked at. */
export type Seen = {
  /** Variables that the change names what was seen by: a version, a hash. */
  fill: Record<string, unknown>
  /** How many messages, drafts, rows. */
  count: number
  /** What must still be the same when it is confirmed, or its hash where the product has one. */
  subject: unknown
}

/** Why nothing may be done by what was seen, for the assistant. */
export type Unseen = { refusal: string }

/** A tool that changes something: it looks first, and acts when the caller comes back with the confirmation of what was seen. */
export type ChangeTool = {
  name: string
  group: 'review' | 'operate'
  describedBy: string
  /** Every scope that the mutation asks for; a test compares. */
  needs: readonly Scope[]
  /** Where one of several scopes is enough, which only the mutation itself decides. */
  needsOneOf?: readonly Scope[]
  /** One mutation with `__typename` on its result; its variables, but for the filled ones and `clientMutationId`, are what the tool takes. */
  document: string
  /** The variables that `seen` fills. */
  filled: readonly string[]
  /** What is shown before: an operation over some of the same variables. */
  look: string
  /** Reads what `look` answered; null where there is nothing to act on. */
  seen: (data: unknown, given: Record<string, unknown>) => Seen | Unseen | null
  /** What confirming does, as a sentence for the assistant and its person. */
  effect: string
  /** Whether messages go out by it, now or with what follows by itself. */
  sends: boolean
  /** Whether it acts without a preview: only what stops. */
  atOnce?: (given: Record<string, unknown>) => boolean
}

export type Tool = ReadTool | ChangeTool
