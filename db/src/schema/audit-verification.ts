import { bigint, index, integer, jsonb, snakeCase, text } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

/** One walk along the audit chain and the proofs of all sends, with how far it is. */
export const auditVerification = snakeCase.table(
  'audit_verification',
  {
    id: id(),
    startedAt: instant().notNull(),
    /** Last sign of life of the process that walks; real time. */
    seenAt: instant().notNull(),
    finishedAt: instant(),
    /** Links of the chain when it began, and how many of them were checked. */
    links: bigint({ mode: 'number' }).notNull(),
    checked: bigint({ mode: 'number' }).notNull().default(0),
    sends: integer().notNull().default(0),
    /** The first link that does not hold, and why. */
    faultNumber: bigint({ mode: 'number' }),
    fault: text(),
    /** Sends without an approval, at most 100. */
    unapproved: jsonb().notNull(),
  },
  (t) => [index('audit_verification_started').on(t.startedAt.desc().nullsFirst())],
)
