import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { tidyDatabase } from './tidy-database.ts'

/** Every ten minutes. */
export const tidyDatabaseJob = handle(contracts.tidyDatabase, (_, { writer }) => tidyDatabase(writer))
