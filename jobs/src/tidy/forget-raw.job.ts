import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { runAlone } from '../run-alone.ts'
import { forgetRaw } from './forget-raw.ts'

/** Once a night. */
export const forgetRawJob = handle(contracts.forgetRaw, async (_, { writer, log, stopping }) => {
  const forgotten = await runAlone(writer, 'forget-raw', () => forgetRaw(writer, stopping))
  if (forgotten !== null) log.info(forgotten, 'tidy: raw content past its time is gone')
})
