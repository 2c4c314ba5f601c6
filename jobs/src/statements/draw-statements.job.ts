import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { drawStatements } from './draw-statements.ts'
import { statementSources } from './statement-sources.ts'

/** What each platform says it sent yesterday, held against what we say. */
export const drawStatementsJob = handle(contracts.drawStatements, (_, context) =>
  drawStatements(context.writer, context.log, statementSources(context)),
)
