import type { Writer } from '@swarm/db/write'
import type { SendToFreeze } from '@swarm/jobs/dispatch/freeze-batch'
import type pg from 'pg'
import { accounts, sendNow } from '../harness/execution.ts'
import * as make from '../harness/make.ts'
import { type MadeBatch, makeBatch } from '../harness/make-dispatch.ts'

export type World = {
  waiting: MadeBatch[]
  /** Addresses that were suppressed before anything was handed over: nobody may write to them. */
  suppressed: Set<string>
  /** Addresses that were suppressed later. */
  optedOut: Set<string>
  /** People whom two batches would write the same step to: one of them only. */
  twice: Set<string>
  /** Of which batches a text may be changed after their approval, and whose. */
  toChange: Map<string, Pick<SendToFreeze, 'address' | 'subject'>>
  /** The subjects that were approved, by address, where another one was put in their place. */
  changed: Map<string, string>
}

/** The harness's own, which are not among the victims: with the runner's rights, and with all of them. */
export type Connections = { writer: Writer; superuser: pg.Pool }

export async function makeWorld(connections: Connections, random: (below: number) => number, batches: number): Promise<World> {
  const world: World = {
    waiting: [],
    suppressed: new Set(),
    optedOut: new Set(),
    twice: new Set(),
    toChange: new Map(),
    changed: new Map(),
  }
  for (let index = 0; index < batches; index += 4)
    world.waiting.push(...(await makeWaiting(connections, world, random, Math.min(4, batches - index))))
  return world
}

/**
 * Batches that wait for approval: two accounts each, one or two people, here and there somebody who opted out, the same person twice, or
 * somebody whose text may be changed behind everybody's back.
 */
export async function makeWaiting(
  { writer }: Connections,
  world: World,
  random: (below: number) => number,
  count: number,
): Promise<MadeBatch[]> {
  const made: MadeBatch[] = []
  for (let index = 0; index < count; index++) {
    const sends = []
    const chosen = random(accounts.length)
    const suppress: string[] = []
    const kind = random(8)
    for (const account of [accounts[chosen] ?? '', accounts[(chosen + 1) % accounts.length] ?? '']) {
      const people = 1 + random(2)
      for (let person = 0; person < people; person++) {
        const send = await sendNow(writer, { account })
        sends.push(send)
        // A campaign of which one may not go, and one of which nobody may.
        if ((kind === 0 && person === 0 && people > 1) || (kind === 1 && account === accounts[chosen])) suppress.push(send.address)
      }
    }
    for (const address of suppress) {
      world.suppressed.add(address)
      await writer.pool.query(`insert into suppression (email, person_key, reason, source) values ($1, $1, 'asked', 'test')`, [address])
    }
    const batch = await makeBatch(writer, sends, { isApproved: false })
    made.push(batch)
    const [first] = sends
    if (kind === 3 && first !== undefined) world.toChange.set(batch.batchId, first)
    if (kind === 2 && first !== undefined && first.lead !== null) {
      // The same person and step from another draft: what the once-key is for.
      const lead = { id: first.lead, email: first.address, firstName: 'Ana', companyId: '' }
      const draft = await make.draft(writer, { lead, columns: { status: 'APPROVED', step: 2, decided_at: await make.now(writer) } })
      world.twice.add(first.address)
      made.push(
        await makeBatch(writer, [{ ...first, draft: draft.id, account: accounts[(chosen + 2) % accounts.length] ?? '' }], {
          isApproved: false,
        }),
      )
    }
  }
  return made
}

/** Somebody who is in a running campaign opts out. */
export async function optOutAfterwards({ writer }: Pick<Connections, 'writer'>, world: World): Promise<void> {
  const { rows } = await writer.pool.query<{ address: string }>(
    `insert into suppression (email, person_key, reason, source)
     select s.address, s.person, 'asked', 'test' from send s join campaign c on c.id = s.campaign_id
     where s.status = 'ACCEPTED' and c.state = 'ACTIVE' and s.recalled_at is null limit 1 on conflict do nothing returning email as address`,
  )
  for (const { address } of rows) world.optedOut.add(address)
}

/** Somebody with all rights puts other words into what was just approved. */
export async function changeText({ superuser }: Connections, world: World, { batchId }: MadeBatch): Promise<void> {
  const send = world.toChange.get(batchId)
  if (send === undefined) return
  world.changed.set(send.address, send.subject ?? '')
  await superuser.query(
    `update send set frozen = convert_to(replace(convert_from(frozen, 'UTF8'), 'An idea', 'A change'), 'UTF8') where batch_id = $1 and address = $2`,
    [batchId, send.address],
  )
}
