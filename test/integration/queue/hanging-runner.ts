import { createWriter } from '@swarm/db/write'
import { startTestRunner } from './test-runner.ts'

// A runner that takes a job and is never done with it; the test kills it.
const url = process.env.DATABASE_JOBS_URL ?? ''
const writer = createWriter({ url, name: 'hanging', maxConnections: 2, onConnectionError: () => {} })
await startTestRunner(url, writer, ['import-file'], async (importId) => {
  process.stdout.write(`took ${importId}\n`)
  await new Promise(() => {})
})
process.stdout.write('ready\n')
