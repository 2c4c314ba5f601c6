import { z } from 'zod'
import { targetListSchema } from '../settings/sources.ts'

/** How far a run has read its search; `pipeline_run.discovery`. */
export const searchStateSchema = z.object({
  criteria: targetListSchema,
  /** People to take who were not known before. */
  limit: z.int().min(1),
  /** The page to ask for next. */
  page: z.int().min(1),
  taken: z.int().min(0),
  /** Times in a row that the search failed. */
  attempts: z.int().min(0),
  isDone: z.boolean(),
})
export type SearchState = z.infer<typeof searchStateSchema>
