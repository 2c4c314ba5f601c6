import { builder } from './builder.ts'
import type { LeadRow } from './lead-rows.ts'

/** The lead as other nouns point to it; lead.ts says what it has. */
export const Lead = builder.objectRef<LeadRow>('Lead')
