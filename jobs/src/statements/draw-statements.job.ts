import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { drawStatements } from './draw-statements.ts'
import { instantlyStatement } from './statement-source.ts'

/** What each platform says it sent yesterday, held against what we say. */
export const drawStatementsJob = handle(contracts.drawStatements, (_, { writer, log, instantly }) =>
  drawStatements(writer, log, instantly === null ? [] : [instantlyStatement(instantly)]),
)
