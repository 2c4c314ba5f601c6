import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { tier } from './lead.ts'

/** A tier that was opened in full after the ramp, with what spoke for it. One that was opened before the last roll back counts no more. */
export const rampOpening = snakeCase.table(
  'ramp_opening',
  {
    id: id(),
    tier: tier().notNull(),
    /** The criteria as they stood. */
    criteria: jsonb().notNull(),
    by: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [index('ramp_opening_at').on(t.at)],
)

/** A person's word that the follow-ups of one version of a plan need no approval of their own, until it is revoked. */
export const standingApproval = snakeCase.table(
  'standing_approval',
  {
    id: id(),
    plan: text().notNull(),
    planVersion: integer().notNull(),
    reason: text().notNull(),
    approvedBy: text().notNull(),
    approvedById: text().notNull(),
    approvedAt: instant().notNull(),
    revokedBy: text(),
    revokedAt: instant(),
  },
  (t) => [
    uniqueIndex('standing_approval_one_per_version').on(t.plan, t.planVersion).where(sql`${t.revokedAt} is null`),
    check('standing_approval_revoked_by_someone', sql`num_nonnulls(${t.revokedBy}, ${t.revokedAt}) in (0, 2)`),
  ],
)
