import { startKept } from './kept.ts'
import { yearOfSends } from './kpis-data.ts'
import { fewLeads, manyLeads } from './leads-data.ts'
import { people } from './people-data.ts'

/** Builds what the rows read, and keeps it: `npm run bench -- build`. */
const server = await startKept()
try {
  for (const dataset of [fewLeads, manyLeads, people, yearOfSends]) await server.open(dataset)
} finally {
  await server.stop()
}
