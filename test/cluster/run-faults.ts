import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, reconcile } from './faults.ts'
import { type Kind, kinds } from './probes.ts'
import { type Cluster, type DatabaseNode, isAnswered, until } from './start-cluster.ts'
import { type Load, underLoad } from './under-load.ts'

/** Serving again within so long, in milliseconds (invariants.md, L4). */
const goalMs = 10_000

/** Every process of ours ready, and a second machine in step with the primary. */
async function isWhole(cluster: Cluster): Promise<boolean> {
  const asked = [
    ...cluster.apiUrls.map((url) => isAnswered(`${url}/health/ready`)),
    (async () =>
      (await Promise.all(cluster.databases.map(({ restPort }) => isAnswered(`http://127.0.0.1:${restPort}/synchronous`)))).includes(
        true,
      ))(),
  ]
  return (await Promise.all(asked)).every(Boolean)
}

/** When another node than this one takes writes, by Patroni's own word; null when `isOver` comes first. */
async function whenPromoted(cluster: Cluster, before: DatabaseNode, isOver: () => boolean): Promise<number | null> {
  const others = cluster.databases.filter(({ name }) => name !== before.name)
  while (!isOver()) {
    const answers = await Promise.all(others.map(({ restPort }) => isAnswered(`http://127.0.0.1:${restPort}/primary`)))
    if (answers.includes(true)) return performance.now()
    await sleep(50)
  }
  return null
}

/** Injects one fault and waits until all is whole again. Returns what was wrong with it; empty when it went as it must. */
async function runFault(cluster: Cluster, fault: Fault, { people, probes, admin }: Load, say: (line: string) => void): Promise<string[]> {
  const before = fault.failsOver === true ? await cluster.primary() : null
  const since = performance.now()
  const clock = new Date().toISOString()
  const wrong: string[] = []
  let isOver = false
  const promoting = before === null ? Promise.resolve(null) : whenPromoted(cluster, before, () => isOver)
  const told = [`--- ${fault.name}`]
  let wholeAt: number
  try {
    const mend = await fault.inject(cluster, people)
    await mend?.()
    if (fault.failsOver === true)
      told.push(`    sending was stopped ${(await reconcile(cluster, admin)).toFixed(1)} s later, and reconciled`)
    await until(`all is whole after "${fault.name}"`, () => isWhole(cluster))
    wholeAt = performance.now()
  } finally {
    isOver = true
  }
  const promotedAt = await promoting
  await until('everybody is answered', async () => probes.isServing(wholeAt))
  const after = (at: number) => `${((at - since) / 1000).toFixed(1)} s`
  if (promotedAt !== null) {
    const first = (kind: Kind) => `first ${kind} ${after(probes.outage(kind, since).endedAt)}`
    told.push(`    begun ${clock}, promoted ${after(promotedAt)}, ${kinds.map(first).join(', ')}`)
  }
  const seconds: string[] = []
  for (const kind of kinds) {
    const { ms, problems } = probes.outage(kind, since)
    seconds.push(`${kind} ${(ms / 1000).toFixed(1)} s${problems.length > 0 ? ` (${problems.length} refused)` : ''}`)
    if (ms > goalMs) wrong.push(`${fault.name}: ${kind} was away for ${(ms / 1000).toFixed(1)} s`)
    const [first] = problems
    if (first !== undefined) told.push(`    ${kind}, first of ${problems.length}: ${first.slice(0, 140)}`)
  }
  say(`${told[0]}: longest without an answer: ${seconds.join(', ')}; whole after ${after(wholeAt)}`)
  for (const line of told.slice(1)) say(line)
  return wrong
}

/** These faults in turn while everybody works. Returns what must not be; empty when all held. */
export function runFaults(cluster: Cluster, chosen: readonly Fault[], say: (line: string) => void): Promise<string[]> {
  return underLoad(cluster, say, async (load) => {
    const wrong: string[] = []
    for (const fault of chosen) {
      const found = await runFault(cluster, fault, load, say).catch((error: unknown) => {
        say(`--- ${fault.name}: ${String(error)}`)
        return [`${fault.name}: ${String(error)}`]
      })
      wrong.push(...found)
      // A fault on top of one that is not mended yet is another test: with no replica in step nobody may take over.
      await until('all is whole', () => isWhole(cluster))
    }
    return wrong
  })
}
