import { setTimeout as sleep } from 'node:timers/promises'
import { createLog } from '@swarm/jobs/log'
import { checkInvariants } from '@swarm/jobs/safety/check-invariants'
import * as make from '../harness/make.ts'
import { type Fault, faults, reconcile } from './faults.ts'
import { clientOf, type Kind, kinds, type People, type Probes, signIn, startProbes } from './probes.ts'
import { startSending } from './sending.ts'
import { type Cluster, until } from './start-cluster.ts'

/** Serving again within so long, in milliseconds (invariants.md, L4). */
const goalMs = 10_000

const isOk = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}

/** Every process of ours ready, and a second machine in step with the primary. */
async function isWhole(cluster: Cluster): Promise<boolean> {
  const asked = [
    ...cluster.apiUrls.map((url) => isOk(`${url}/health/ready`)),
    (async () =>
      (await Promise.all(cluster.databases.map(({ restPort }) => isOk(`http://127.0.0.1:${restPort}/synchronous`)))).includes(true))(),
  ]
  return (await Promise.all(asked)).every(Boolean)
}

/** Injects one fault and waits until all is whole again. Returns what was wrong with it; empty when it went as it must. */
async function runFault(
  cluster: Cluster,
  people: People,
  probes: Probes,
  fault: Fault,
  admin: ReturnType<typeof clientOf>,
  say: (line: string) => void,
): Promise<string[]> {
  const since = performance.now()
  const wrong: string[] = []
  const mend = await fault.inject(cluster, people)
  const told = [`--- ${fault.name}`]
  await mend?.()
  if (fault.failsOver === true) told.push(`    sending was stopped ${(await reconcile(cluster, admin)).toFixed(1)} s later, and reconciled`)
  await until(`all is whole after "${fault.name}"`, () => isWhole(cluster))
  const wholeAt = performance.now()
  await until('everybody is answered', async () => probes.isServing(wholeAt))
  const seconds: string[] = []
  for (const kind of kinds) {
    const { ms, problems } = probes.outage(kind, since)
    seconds.push(`${kind} ${(ms / 1000).toFixed(1)} s${problems.length > 0 ? ` (${problems.length} refused)` : ''}`)
    if (ms > goalMs) wrong.push(`${fault.name}: ${kind} was away for ${(ms / 1000).toFixed(1)} s`)
    const [first] = problems
    if (first !== undefined) told.push(`    ${kind}, first of ${problems.length}: ${first.slice(0, 140)}`)
  }
  say(`${told[0]}: longest without an answer: ${seconds.join(', ')}; whole after ${((wholeAt - since) / 1000).toFixed(1)} s`)
  for (const line of told.slice(1)) say(line)
  return wrong
}

/** Deliveries that were acknowledged and are not there. */
async function lostDeliveries(writer: Parameters<typeof make.now>[0], acknowledged: readonly string[]): Promise<number> {
  const { rows } = await writer.pool.query<{ lost: number }>(
    `select count(*)::int as lost from unnest($1::text[]) a(body) where not exists (select from delivery d where d.body = convert_to(a.body, 'UTF8'))`,
    [acknowledged],
  )
  return rows[0]?.lost ?? -1
}

/** Every fault in turn while reviewers work, webhooks come in and batches go out. Returns what must not be; empty when all held. */
export async function runFaults(cluster: Cluster, only: RegExp, say: (line: string) => void): Promise<string[]> {
  const sending = await startSending(cluster)
  const keyFor = await signIn(cluster)
  const admin = clientOf(cluster.url, { authorization: `Bearer ${await keyFor(['read', 'review', 'operate', 'admin'])}` })
  const lead = await make.lead(sending.writer)
  const people: People = {
    reviewer: clientOf(cluster.url, { authorization: `Bearer ${await keyFor(['read', 'review', 'operate'])}` }),
    analyst: clientOf(cluster.url, { authorization: `Bearer ${await keyFor(['read'])}` }),
    leadId: make.globalId('Lead', lead.id),
  }
  const probes = startProbes(cluster, people)
  const wrong: string[] = []
  try {
    await sleep(5_000)
    for (const fault of faults.filter(({ name }) => only.test(name)))
      wrong.push(...(await runFault(cluster, people, probes, fault, admin, say)))
    await probes.stop()
    const asked = probes.asked()
    say(`asked: ${kinds.map((kind: Kind) => `${kind} ${asked[kind]}, ${probes.failed(kind).length} refused`).join('; ')}`)
    if (probes.unseen.length > 0) wrong.push(`${probes.unseen.length} notes were acknowledged and not there at the reviewer's next look`)
    const { findings, sends, accepted, mails, statuses } = await sending.finish()
    say(`sends: ${accepted} of ${sends} accepted (${statuses}); the sandbox sent ${mails} mails`)
    for (const { rule, detail } of findings) wrong.push(`${rule}: ${detail}`)
    const lost = await lostDeliveries(sending.writer, probes.acknowledged)
    say(`webhooks: ${probes.acknowledged.length} acknowledged, ${lost} lost`)
    if (lost !== 0) wrong.push(`${lost} acknowledged deliveries are lost`)
    const broken = await checkInvariants(sending.writer, createLog('harness', 'silent'), 'ever')
    say(`invariants checked in the database: ${broken} rows break one`)
    if (broken > 0) wrong.push(`${broken} rows break an invariant`)
    return wrong
  } finally {
    await probes.stop()
    await sending.end()
  }
}
