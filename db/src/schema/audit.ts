import { bigint, bytea, index, jsonb, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'

/**
 * Every decision and state change that a person may ask about: append-only, written by `write_audit` in the transaction of the change.
 * No role of the application may insert, update or delete here by itself.
 */
export const auditEntry = snakeCase.table(
  'audit_entry',
  {
    id: id(),
    at: instant().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    subjectType: text().notNull(),
    subjectId: text().notNull(),
    /** SHA-256 of the detail's text: erasing the detail leaves the chain whole. */
    digest: bytea().notNull(),
  },
  (t) => [
    index('audit_entry_subject').on(t.subjectId, t.id.desc().nullsFirst()),
    index('audit_entry_actor').on(t.actor, t.id.desc().nullsFirst()),
    index('audit_entry_action').on(t.action, t.id.desc().nullsFirst()),
  ],
)

/** The detail of an audit entry, which may hold personal data and which an erasure removes. */
export const auditDetail = snakeCase.table('audit_detail', {
  auditId: uuid()
    .primaryKey()
    .references(() => auditEntry.id),
  detail: jsonb().notNull(),
})

/** Entries that the sealer has still to link. */
export const auditUnsealed = snakeCase.table('audit_unsealed', {
  auditId: uuid()
    .primaryKey()
    .references(() => auditEntry.id),
  at: instant().notNull(),
})

/** The chain: each link's hash covers the link before it and the entry. Written by `seal_audit` alone. */
export const auditSeal = snakeCase.table('audit_seal', {
  number: bigint({ mode: 'number' }).primaryKey(),
  auditId: uuid()
    .notNull()
    .unique()
    .references(() => auditEntry.id),
  previousHash: bytea().notNull(),
  hash: bytea().notNull(),
  sealedAt: instant().notNull(),
})
