import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'
import { takeImportBack } from './undo-import.ts'

/** An import that somebody wants back, row by row. */
export const undoImportJob = handle(contracts.undoImport, ({ importId }, { writer, log, stopping }) =>
  takeImportBack({ writer, log, stopping }, importId),
)
