import { parseArgs } from 'node:util'
import { installPrograms } from './install.ts'
import { runFaults } from './run-faults.ts'
import { prepareSending, sendingQueues } from './sending.ts'
import { startCluster } from './start-cluster.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/**
 * The deployment of docs/deployment.md on loopback ports: `npm run cluster` keeps it running until Ctrl-C, `npm run cluster -- --faults` runs
 * the fault harness against it (`--only REGEXP` picks some) and exits 1 when something did not hold. Leaves nothing running and no file.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { faults: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
  })
  const stopping = new AbortController()
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        stopping.abort(new Error('told to stop'))
        resolve()
      })
  })
  const cluster = await startCluster(installPrograms(say), {
    apis: 3,
    runners: 3,
    ...(values.faults && { prepare: prepareSending, env: { QUEUES: sendingQueues } }),
    stopping: stopping.signal,
    say,
  })
  try {
    if (values.faults) {
      const wrong = await Promise.race([runFaults(cluster, new RegExp(values.only), say), told.then(() => ['told to stop'])])
      for (const line of wrong.slice(0, 40)) say(`BROKEN ${line}`)
      if (wrong.length === 0) say('Everything held.')
      process.exitCode = wrong.length === 0 ? 0 : 1
    } else {
      say(`Open ${cluster.url}, name admin, secret ${cluster.adminSecret}. Logs are in ${cluster.folder}. Ctrl-C stops everything.`)
      await told
    }
  } finally {
    await cluster.stop()
  }
}

await main()
