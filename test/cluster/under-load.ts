import { setTimeout as sleep } from 'node:timers/promises'
import type { Writer } from '@swarm/db/write'
import { createLog } from '@swarm/jobs/log'
import { checkInvariants } from '@swarm/jobs/safety/check-invariants'
import * as make from '../harness/make.ts'
import { type Ask, clientOf, kinds, type People, type Probes, signIn, startProbes } from './probes.ts'
import { startSending } from './sending.ts'
import type { Cluster } from './start-cluster.ts'

/** How many deliveries that were acknowledged are not there. */
async function lostDeliveries({ pool }: Pick<Writer, 'pool'>, acknowledged: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ lost: number }>(
    `select count(*)::int as lost from unnest($1::text[]) a(body) where not exists (select from delivery d where d.body = convert_to(a.body, 'UTF8'))`,
    [acknowledged],
  )
  return rows[0]?.lost ?? -1
}

export type Load = { people: People; probes: Probes; admin: Ask }

/**
 * Does something to the cluster while reviewers work, webhooks come in and batches go out, and then counts: nothing that was acknowledged is
 * lost, nothing went out twice, every invariant stands. Returns what must not be, with what `work` found; empty when all held.
 */
export async function underLoad(cluster: Cluster, say: (line: string) => void, work: (load: Load) => Promise<string[]>): Promise<string[]> {
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
  try {
    await sleep(5_000)
    const wrong = await work({ people, probes, admin })
    await probes.stop()
    const asked = probes.asked()
    say(`asked: ${kinds.map((kind) => `${kind} ${asked[kind]}, ${probes.failed(kind).length} refused`).join('; ')}`)
    if (probes.unseen.length > 0) wrong.push(`${probes.unseen.length} notes were acknowledged and not there at the reviewer's next look`)
    const { findings, sends, accepted, mails, statuses } = await sending.finish()
    say(`sends: ${accepted} of ${sends} accepted (${statuses}); the sandbox sent ${mails} mails`)
    if (mails === 0) wrong.push('nothing was sent: nothing was tested')
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
