import { expireDraftsJob } from '../review/expire-drafts.job.ts'
import { tidyDatabaseJob } from '../tidy/tidy-database.job.ts'
import type { ContractName } from './contracts.ts'
import type { Handler } from './handle.ts'

/** Every contract with its handler; a contract without one does not compile. */
export const registry = {
  tidyDatabase: tidyDatabaseJob,
  expireDrafts: expireDraftsJob,
} satisfies Record<ContractName, Handler>
