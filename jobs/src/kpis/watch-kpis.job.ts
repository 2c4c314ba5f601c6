import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { warnOfRedFlags } from './warn-of-red-flags.ts'

/** The KPI monitor's warnings, every hour. */
export const watchKpisJob = handle(contracts.watchKpis, async (_, { writer, log }) => {
  await warnOfRedFlags(writer, log)
})
