import { sql } from 'drizzle-orm'
import { check, index, jsonb, pgEnum, snakeCase, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { lead } from './lead.ts'

/** Two leads that turned out to be one person: the older stays, the younger goes into it, and everything needed to take them apart again. */
export const leadMerge = snakeCase.table(
  'lead_merge',
  {
    id: id(),
    /** Who stayed; follows further merges. */
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    /** Who went. */
    mergedId: uuid().notNull(),
    reason: text().notNull(),
    /** The row of the lead that went, as it was. */
    merged: jsonb().notNull(),
    /** The row of the lead that stayed, before and after. */
    before: jsonb().notNull(),
    after: jsonb().notNull(),
    mergedBy: text().notNull(),
    mergedAt: instant().notNull(),
    undoneBy: text(),
    undoneAt: instant(),
  },
  (t) => [
    index('lead_merge_lead').on(t.leadId, t.id.desc().nullsFirst()),
    uniqueIndex('lead_merge_once').on(t.mergedId).where(sql`${t.undoneAt} is null`),
    check('lead_merge_undone_by_someone', sql`(${t.undoneBy} is null) = (${t.undoneAt} is null)`),
  ],
)

/** MOVED: its lead changed. ASIDE: the other lead had one already; kept here whole. CHANGED: as it was before. ADDED: by the merge itself. */
export const leadMergeRowKind = pgEnum('lead_merge_row_kind', ['MOVED', 'ASIDE', 'CHANGED', 'ADDED'])

/** One row that a merge touched, so that taking the leads apart is exact. */
export const leadMergeRow = snakeCase.table(
  'lead_merge_row',
  {
    id: id(),
    mergeId: uuid()
      .notNull()
      .references(() => leadMerge.id, { onDelete: 'cascade' }),
    kind: leadMergeRowKind().notNull(),
    tableName: text().notNull(),
    /** The column that names the lead. */
    columnName: text().notNull(),
    /** The rest of its primary key. */
    key: jsonb().notNull(),
    before: jsonb(),
    after: jsonb(),
  },
  (t) => [index('lead_merge_row_merge').on(t.mergeId, t.tableName)],
)

/**
 * Two leads that may be one person. SAME_PERSON: a source named the address of one with the profile of the other, and nothing speaks against
 * it; merged by itself as soon as nothing is under way. CONTRADICTION: a source says so, but both have another of the same. SAME_NAME: the
 * same name at the same company.
 */
export const mergeSuggestionKind = pgEnum('merge_suggestion_kind', ['SAME_PERSON', 'CONTRADICTION', 'SAME_NAME'])

export const mergeSuggestion = snakeCase.table(
  'merge_suggestion',
  {
    id: id(),
    /** The smaller id of the two, so that a pair is there once. */
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    otherId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    kind: mergeSuggestionKind().notNull(),
    /** What says so, for a person. */
    evidence: text().notNull(),
    at: instant().notNull(),
    /** They are two people, said somebody; never suggested or merged by itself again. */
    dismissedBy: text(),
    dismissedAt: instant(),
    /** Why it could not be merged by itself at the last try. */
    refusal: text(),
  },
  (t) => [
    uniqueIndex('merge_suggestion_pair').on(t.leadId, t.otherId),
    index('merge_suggestion_other').on(t.otherId),
    index('merge_suggestion_open').on(t.at.desc().nullsFirst(), t.id.desc().nullsFirst()).where(sql`${t.dismissedAt} is null`),
    check('merge_suggestion_in_order', sql`${t.leadId} < ${t.otherId}`),
    check('merge_suggestion_dismissed_by_someone', sql`(${t.dismissedBy} is null) = (${t.dismissedAt} is null)`),
  ],
)

/** How far what providers observed has been looked through for people who are there twice. One row. */
export const mergeSweep = snakeCase.table('merge_sweep', {
  only: text().primaryKey().default('one'),
  observedUntil: instant().notNull(),
})
