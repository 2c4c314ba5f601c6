import { contracts } from '../../queue/contracts.ts'
import { handle } from '../../queue/handle.ts'
import { importWorld } from './candidate.ts'
import { importFile } from './import-file.ts'

/** A file becomes leads, or entries of a list. */
export const importFileJob = handle(contracts.importFile, ({ importId }, { addressLists, places, ...context }) =>
  importFile({ ...context, world: importWorld(addressLists, places) }, importId),
)
