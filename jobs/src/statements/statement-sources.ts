import type { JobContext } from '../context.ts'
import { ghlStatement } from './ghl-statement.ts'
import { heyreachStatement } from './heyreach-statement.ts'
import { resendStatement } from './resend-statement.ts'
import { instantlyStatement, type StatementSource, smtpStatement } from './statement-source.ts'

/** The platforms that have a key, as the statement asks them. */
export function statementSources({ writer, instantly, heyreach, ghl, resend, smtpHost }: JobContext): StatementSource[] {
  return [
    ...(instantly === null ? [] : [instantlyStatement(instantly)]),
    ...(heyreach === null ? [] : [heyreachStatement(writer, heyreach)]),
    ...(ghl === null ? [] : [ghlStatement(ghl)]),
    ...(resend === null ? [] : [resendStatement(resend)]),
    ...(smtpHost === null ? [] : [smtpStatement]),
  ]
}
