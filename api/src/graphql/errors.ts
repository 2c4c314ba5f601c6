import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  ReauthenticationRequiredError,
  RefusedError,
  type UserError,
  type UserErrorCode,
  type userErrorCodes,
} from '@swarm/jobs/errors'
import type { Reason } from '@swarm/jobs/reason'
import { builder, needs } from './builder.ts'
import { inWords } from './in-words.ts'

const UserErrorCodeEnum = builder.enumType('UserErrorCode', {
  description: 'What went wrong, for programs.',
  values: inWords({
    ALREADY_DONE: 'It was done before, and is not done twice.',
    COMPLIANCE_FAILED: 'The text breaks a rule that every message keeps.',
    CONFLICT: 'Somebody was faster, or the version is no longer the one that was seen.',
    EMERGENCY_STOP: 'All sending is stopped.',
    EXPIRED: 'Its time is over.',
    FORBIDDEN: 'The caller lacks a scope, which is named.',
    GUARD_REFUSED: 'A guard says no.',
    INVALID_INPUT: 'A value can’t be; the field and the rule are named.',
    NOT_FOUND: 'There is no such thing.',
    NOT_READY: 'Something must happen first, which is named.',
    RATE_LIMITED: 'Too many in too short a time.',
    SCOPE_MISMATCH: 'The hash is not that of what would be sent.',
  } satisfies Record<(typeof userErrorCodes)[number], string>),
})

export const ReasonType = builder.objectRef<Reason>('Reason').implement({
  description: 'Why something was refused, skipped or held.',
  extensions: needs('read'),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable code.' }),
    message: t.exposeString('message', { description: 'The same for a person.' }),
  }),
})

/** The union's member for one class of error. */
type ErrorKind =
  | 'InvalidInputError'
  | 'NotFoundError'
  | 'ForbiddenError'
  | 'ConflictError'
  | 'RefusedError'
  | 'ReauthenticationRequiredError'

/** An error as plain data: GraphQL takes a returned Error object for a thrown one, and a repeat of the mutation answers with the same. */
export type ErrorAnswer = {
  kind: ErrorKind
  code: UserErrorCode
  message: string
  path: string[] | null
  requiredScope: string | null
  currentVersion: number | null
  decidedBy: string | null
  decidedAt: string | null
  reasons: Reason[]
}

function kindOf(error: UserError): ErrorKind {
  if (error instanceof InvalidInputError) return 'InvalidInputError'
  if (error instanceof NotFoundError) return 'NotFoundError'
  if (error instanceof ForbiddenError) return 'ForbiddenError'
  if (error instanceof ConflictError) return 'ConflictError'
  if (error instanceof ReauthenticationRequiredError) return 'ReauthenticationRequiredError'
  return 'RefusedError'
}

export function errorAnswer(error: UserError): ErrorAnswer {
  return {
    kind: kindOf(error),
    code: error.code,
    message: error.message,
    path: error.path,
    requiredScope: error instanceof ForbiddenError ? error.requiredScope : null,
    currentVersion: error instanceof ConflictError ? error.currentVersion : null,
    decidedBy: error instanceof ConflictError ? error.decidedBy : null,
    decidedAt: error instanceof ConflictError ? (error.decidedAt?.toISOString() ?? null) : null,
    reasons: error instanceof RefusedError ? error.reasons : [],
  }
}

export const UserErrorInterface = builder.interfaceRef<ErrorAnswer>('UserError').implement({
  description: 'Something that the caller can act on.',
  extensions: needs('read'),
  resolveType: (error) => error.kind,
  fields: (t) => ({
    code: t.expose('code', { type: UserErrorCodeEnum, description: 'What went wrong, for programs.' }),
    message: t.exposeString('message', { description: 'What went wrong, in the client’s words.' }),
    path: t.exposeStringList('path', { nullable: true, description: 'The input field at fault.' }),
  }),
})

const shared = { interfaces: [UserErrorInterface], extensions: needs('read') }

const InvalidInputErrorType = builder
  .objectRef<ErrorAnswer>('InvalidInputError')
  .implement({ description: 'The input breaks a rule that the message names.', ...shared })
const NotFoundErrorType = builder.objectRef<ErrorAnswer>('NotFoundError').implement({ description: 'There is no such thing.', ...shared })
const ForbiddenErrorType = builder.objectRef<ErrorAnswer>('ForbiddenError').implement({
  description: 'The caller lacks a scope.',
  ...shared,
  fields: (t) => ({ requiredScope: t.exposeString('requiredScope', { nullable: true, description: 'The scope that is missing.' }) }),
})
const ConflictErrorType = builder.objectRef<ErrorAnswer>('ConflictError').implement({
  description: 'Somebody was faster, or the caller saw an older version.',
  ...shared,
  fields: (t) => ({
    currentVersion: t.exposeInt('currentVersion', { nullable: true, description: 'The version that stands now.' }),
    decidedBy: t.exposeString('decidedBy', { nullable: true, description: 'Who decided.' }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When.' }),
  }),
})
const RefusedErrorType = builder.objectRef<ErrorAnswer>('RefusedError').implement({
  description: 'A rule said no.',
  ...shared,
  fields: (t) => ({ reasons: t.field({ type: [ReasonType], description: 'Every reason, in order.', resolve: (error) => error.reasons }) }),
})

const ReauthenticationRequiredErrorType = builder.objectRef<ErrorAnswer>('ReauthenticationRequiredError').implement({
  description: 'The session was proven too long ago for this. Sign in again and repeat it; keys are never asked.',
  ...shared,
})

/** The errors that every result union holds. */
export const userErrorTypes = [
  InvalidInputErrorType,
  NotFoundErrorType,
  ForbiddenErrorType,
  ConflictErrorType,
  RefusedErrorType,
  ReauthenticationRequiredErrorType,
]
