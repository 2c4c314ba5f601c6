import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { rescoreLeads } from './rescore-leads.ts'

export const rescoreLeadsJob = handle(contracts.rescoreLeads, async (_, { writer, log }) => {
  const scored = await rescoreLeads(writer)
  if (scored > 0) log.info({ scored }, 'segment: scored again')
})
