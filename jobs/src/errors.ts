import type { Reason } from './reason.ts'

/** What a caller can act on, by code. One list for API, jobs and command line. */
export const userErrorCodes = [
  'INVALID_INPUT',
  'NOT_FOUND',
  'FORBIDDEN',
  'CONFLICT',
  'GUARD_REFUSED',
  'COMPLIANCE_FAILED',
  'SCOPE_MISMATCH',
  'EXPIRED',
  'ALREADY_DONE',
  'EMERGENCY_STOP',
  'NOT_READY',
  'RATE_LIMITED',
] as const
export type UserErrorCode = (typeof userErrorCodes)[number]

/** Thrown when a caller asked for what can't be. The API answers it as a member of the result union; a job records it and does not retry. */
export abstract class UserError extends Error {
  abstract readonly code: UserErrorCode
  /** The path of the input that is at fault, in the client's words. */
  readonly path: string[] | null

  constructor(message: string, path: string[] | null = null) {
    super(message)
    this.path = path
    this.name = new.target.name
  }
}

export class InvalidInputError extends UserError {
  readonly code = 'INVALID_INPUT'
}

export class NotFoundError extends UserError {
  readonly code = 'NOT_FOUND'
}

export class ForbiddenError extends UserError {
  readonly code = 'FORBIDDEN'
  readonly requiredScope: string | null

  constructor(message: string, requiredScope: string | null) {
    super(message)
    this.requiredScope = requiredScope
  }
}

/** Somebody was faster, or the caller saw an older version. */
export class ConflictError extends UserError {
  readonly code = 'CONFLICT'
  readonly currentVersion: number | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null

  constructor(message: string, now: { currentVersion?: number; decidedBy?: string | null; decidedAt?: Date | null } = {}) {
    super(message)
    this.currentVersion = now.currentVersion ?? null
    this.decidedBy = now.decidedBy ?? null
    this.decidedAt = now.decidedAt ?? null
  }
}

/** The caller's session was proven too long ago for what it asks; whoever signs in again may ask again. */
export class ReauthenticationRequiredError extends UserError {
  readonly code = 'NOT_READY'
}

/** A rule said no; the reasons say which, and what to do. */
export class RefusedError extends UserError {
  readonly code: Exclude<UserErrorCode, 'INVALID_INPUT' | 'NOT_FOUND' | 'FORBIDDEN' | 'CONFLICT'>
  readonly reasons: Reason[]

  constructor(code: RefusedError['code'], message: string, reasons: Reason[]) {
    super(message)
    this.code = code
    this.reasons = reasons
  }
}
