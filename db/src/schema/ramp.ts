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

/**
 * A person's word that the follow-ups of one version of a plan need no approval of their own: so many a day, in the texts that were read, until
 * it expires or is taken back.
 */
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
    /** Most sends that it lets through on one day of the organisation. */
    limitPerDay: integer().notNull(),
    expiresAt: instant().notNull(),
    /** The version of each text that was read, by template. A draft of another version is not covered. */
    texts: jsonb().$type<Record<string, number>>().notNull(),
    revokedBy: text(),
    revokedAt: instant(),
    revokeReason: text(),
  },
  (t) => [
    uniqueIndex('standing_approval_one_per_version').on(t.plan, t.planVersion).where(sql`${t.revokedAt} is null`),
    check('standing_approval_revoked_by_someone', sql`num_nonnulls(${t.revokedBy}, ${t.revokedAt}) in (0, 2)`),
    check('standing_approval_limit_is_positive', sql`${t.limitPerDay} > 0`),
    check('standing_approval_expires_later', sql`${t.expiresAt} > ${t.approvedAt}`),
  ],
)
