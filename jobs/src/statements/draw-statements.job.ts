import type { JobContext } from '../context.ts'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { drawStatements } from './draw-statements.ts'
import { ghlStatement } from './ghl-statement.ts'
import { heyreachStatement } from './heyreach-statement.ts'
import { resendStatement } from './resend-statement.ts'
import { instantlyStatement, type StatementSource, smtpStatement } from './statement-source.ts'

/** What each platform says it sent yesterday, held against what we say. */
export const drawStatementsJob = handle(contracts.drawStatements, (_, context) =>
  drawStatements(context.writer, context.log, statementSources(context)),
)

/** The platforms that have a key, as the statement asks them. */
function statementSources({ writer, instantly, heyreach, ghl, resend, smtpHost }: JobContext): StatementSource[] {
  return [
    ...(instantly === null ? [] : [instantlyStatement(instantly)]),
    ...(heyreach === null ? [] : [heyreachStatement(writer, heyreach)]),
    ...(ghl === null ? [] : [ghlStatement(ghl)]),
    ...(resend === null ? [] : [resendStatement(resend)]),
    ...(smtpHost === null ? [] : [smtpStatement]),
  ]
}
