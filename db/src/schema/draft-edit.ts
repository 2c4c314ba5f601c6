import { sql } from 'drizzle-orm'
import { check, index, integer, smallint, snakeCase, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { draft } from './draft.ts'

/** One place of a draft that a reviewer changed, word by word: training data by angle. Append-only; it goes with its draft. */
export const draftEditChange = snakeCase.table(
  'draft_edit_change',
  {
    id: id(),
    draftId: uuid()
      .notNull()
      .references(() => draft.id, { onDelete: 'cascade' }),
    /** The version that was edited: with the place it names the change. */
    draftVersion: integer().notNull(),
    place: smallint().notNull(),
    angle: text().notNull(),
    templateVersion: integer().notNull(),
    field: text().notNull(),
    /** The same for the same change in another draft (jobs/src/review/word-changes.ts). */
    key: text().notNull(),
    beforeWords: text().notNull(),
    afterWords: text().notNull(),
    leftWords: text().notNull(),
    rightWords: text().notNull(),
    actor: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('draft_edit_change_once').on(t.draftId, t.draftVersion, t.place),
    index('draft_edit_change_key').on(t.key, t.draftId),
    index('draft_edit_change_newest').on(t.at.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('draft_edit_change_angle').on(t.angle, t.at.desc().nullsFirst(), t.id.desc().nullsFirst()),
    check('draft_edit_change_field', sql`${t.field} in ('subject', 'body')`),
  ],
)

/** What a person made of a proposed change of a template: once for each. Append-only. */
export const templateProposalDecision = snakeCase.table(
  'template_proposal_decision',
  {
    key: text().primaryKey(),
    angle: text().notNull(),
    decision: text().notNull(),
    /** The version that was saved with it, where it was accepted. */
    templateVersion: integer(),
    reason: text(),
    actor: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    check(
      'template_proposal_decision_is',
      sql`(${t.decision} = 'ACCEPTED' and ${t.templateVersion} is not null) or (${t.decision} = 'DISMISSED' and ${t.reason} is not null)`,
    ),
  ],
)
