import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAlone } from '../run-alone.ts'
import { archiveYears } from './archive-years.ts'

/** Once a night; there is something to do in January. */
export const archiveYearsJob = handle(contracts.archiveYears, async (_, { writer, log, stopping }) => {
  const archived = await runAlone(writer, 'archive-years', () => archiveYears(writer, stopping))
  if (archived !== null && archived.length > 0) log.info({ archived }, 'tidy: years became one partition each')
})
