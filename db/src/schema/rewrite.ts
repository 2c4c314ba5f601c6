import { sql } from 'drizzle-orm'
import { check, index, integer, pgEnum, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { draft } from './draft.ts'

/** WAITING for the language model; REPHRASED by it; KEPT as the template made it, with the reason. */
export const rewriteState = pgEnum('rewrite_state', ['WAITING', 'REPHRASED', 'KEPT'])

/** What a language model was asked to do with a draft, and what came of it. */
export const draftRewrite = snakeCase.table(
  'draft_rewrite',
  {
    draftId: uuid()
      .primaryKey()
      .references(() => draft.id, { onDelete: 'cascade' }),
    state: rewriteState().notNull().default('WAITING'),
    /** Until when a runner works on it; real time. */
    takenUntil: instant(),
    /** Why it was kept: a code, and a sentence. */
    code: text(),
    message: text(),
    model: text(),
    /** How much of the model's context the prompt filled, in tokens, and how many it holds. */
    promptTokens: integer(),
    contextTokens: integer(),
    createdAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [
    index('draft_rewrite_waiting').on(t.createdAt).where(sql`${t.state} = 'WAITING'`),
    check('draft_rewrite_kept_says_why', sql`${t.state} <> 'KEPT' or num_nonnulls(${t.code}, ${t.message}) = 2`),
    check('draft_rewrite_ends', sql`(${t.state} = 'WAITING') = (${t.endedAt} is null)`),
  ],
)
