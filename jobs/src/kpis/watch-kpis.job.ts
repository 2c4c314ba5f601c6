import { warnOfVolume } from '../dispatch/warn-of-volume.ts'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { warnOfRedFlags } from './warn-of-red-flags.ts'

/** What figures warn of, every hour: the KPI monitor's red flags, and more emails a day than a few domains bear. */
export const watchKpisJob = handle(contracts.watchKpis, async (_, { writer, log }) => {
  await warnOfRedFlags(writer, log)
  await warnOfVolume(writer)
})
