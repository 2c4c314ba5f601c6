import { readOptions } from '../harness/read-options.ts'
import { faults } from './faults.ts'
import { installPrograms } from './install.ts'
import { runCost } from './run-cost.ts'
import { runFaults } from './run-faults.ts'
import { runUpgrade } from './run-upgrade.ts'
import { prepareSending, sendingQueues } from './sending.ts'
import { type Cluster, startCluster } from './start-cluster.ts'
import { underLoad } from './under-load.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

const usage = `npm run cluster -- [--faults [--only REGEXP]] [--upgrade] [--cost]
The deployment of docs/deployment.md on loopback ports, until Ctrl-C; or what is tried against it, which ends with 1 when something did not hold.
PGBOUNCER names another PgBouncer than Debian's.`

/**
 * The deployment of docs/deployment.md on loopback ports: `npm run cluster` keeps it running until Ctrl-C. `npm run cluster -- --faults` runs
 * the fault harness against it (`--only REGEXP` picks some), `--upgrade` puts another version in under load, `--cost` measures processor time
 * a request. They exit 1 when something did not hold. Leaves nothing running and no file.
 */
async function main(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const
  const values = readOptions(usage, { faults: flag, upgrade: flag, cost: flag, only: { type: 'string', default: '' } })
  const only = new RegExp(values.only)
  const chosen = faults.filter(({ name }) => only.test(name))
  if (chosen.length === 0) throw new Error(`--only: no fault is called so. There are: ${faults.map(({ name }) => name).join('; ')}`)
  const works: ((cluster: Cluster) => Promise<string[]>)[] = []
  if (values.cost) works.push((cluster) => runCost(cluster, say))
  if (values.upgrade) works.push((cluster) => underLoad(cluster, say, ({ probes }) => runUpgrade(cluster, probes, say)))
  if (values.faults) works.push((cluster) => runFaults(cluster, chosen, say))

  const stopping = new AbortController()
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        stopping.abort(new Error('told to stop'))
        resolve()
      })
  })
  const programs = installPrograms(say)
  const start = (isTested: boolean) =>
    startCluster(programs, {
      apis: 3,
      runners: 3,
      ...(isTested && { prepare: prepareSending, env: { QUEUES: sendingQueues } }),
      stopping: stopping.signal,
      say,
    })
  if (works.length === 0) {
    const cluster = await start(false)
    say(`Open ${cluster.url}, name admin, secret ${cluster.adminSecret}. Logs are in ${cluster.folder}. Ctrl-C stops everything.`)
    await told
    return cluster.stop()
  }
  // Each on a cluster of its own: what one of them leaves behind is no matter of the next.
  for (const work of works) {
    const cluster = await start(true)
    try {
      const wrong = await Promise.race([work(cluster), told.then(() => ['told to stop'])])
      for (const line of wrong.slice(0, 40)) say(`BROKEN ${line}`)
      if (wrong.length === 0) say('Everything held.')
      else process.exitCode = 1
    } finally {
      await cluster.stop()
    }
    // Whoever still asks would ask for ever.
    if (stopping.signal.aborted) process.exit(1)
  }
}

await main()
