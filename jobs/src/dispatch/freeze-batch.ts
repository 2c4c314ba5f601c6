import { newId } from '@swarm/db/new-id'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { recordTimeline } from '../timeline.ts'
import { type FrozenSend, freeze, scopeHashOf } from './frozen-send.ts'
import type { HeldItem, SendMotion } from './plan-item.ts'

/** One send of a batch: what is frozen, and what the guards need to judge it again. */
export type SendToFreeze = FrozenSend & {
  domain: string | null
  tier: string | null
  angle: string | null
  nameKeys: string[]
  lawRegion: string | null
}

export type BatchToFreeze = {
  motion: SendMotion
  sends: readonly SendToFreeze[]
  held: readonly HeldItem[]
  isTest: boolean
  /** Why an admin opened the send window for it. */
  openWindowReason: string | null
  expiryHours: number
}

export type FrozenBatch = { batchId: string; scopeHash: string }

/** Who created or decided something, as a batch keeps it. */
export function idOf(actor: Actor): string {
  return actor.kind === 'user' || actor.kind === 'key' ? actor.id : `${actor.kind}:${actor.name}`
}

/**
 * Freezes sends in their order into a batch that waits for a person: bytes, hashes, what was left out, audit row, timelines and an alert with
 * them. The drafts stay APPROVED. At most one unfinished send of a draft can be in any batch; a second one fails on its key.
 */
export async function freezeBatch(tx: Sql, actor: Actor, now: Date, batch: BatchToFreeze): Promise<FrozenBatch> {
  const batchId = newId(now)
  const frozen = batch.sends.map(({ domain, tier, angle, nameKeys, lawRegion, ...send }, index) => {
    const { bytes, hash } = freeze(send)
    return { id: newId(now), place: index + 1, send, more: { domain, tier, angle, nameKeys, lawRegion }, bytes, hash }
  })
  const scopeHash = scopeHashOf(frozen.map(({ hash }) => hash))
  const instant = now.toISOString()
  await tx.execute(sql`
    insert into batch (id, motion, scope_hash, is_test, open_window_reason, created_by, created_by_id, created_at, expires_at)
    values (${batchId}, ${batch.motion}, ${scopeHash}, ${batch.isTest}, ${batch.openWindowReason}, ${actor.name}, ${idOf(actor)}, ${instant},
      ${instant}::timestamptz + make_interval(secs => ${batch.expiryHours * 3_600}))`)
  const rows = frozen.map(({ id, place, send, more, bytes, hash }) => ({
    ...send,
    ...more,
    id,
    place,
    frozen: bytes.toString('base64'),
    hash: hash.toString('hex'),
  }))
  await tx.execute(sql`
    insert into send (id, batch_id, place, lead_id, draft_id, draft_version, person, address, domain, channel, action, platform, account, motion, round, step,
      tier, angle, name_keys, law_region, zone, window_from, window_to, scheduled_at, frozen, hash, created_at)
    select id, ${batchId}, place, lead, draft, "draftVersion", person, address, domain, channel, action, platform, account, motion, round, step,
      tier, angle, "nameKeys", "lawRegion", zone, "windowFrom", "windowTo", "scheduledAt", decode(frozen, 'base64'), decode(hash, 'hex'), ${instant}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, place integer, lead uuid, draft uuid, "draftVersion" integer, person text,
      address text, domain text, channel channel, action touch_action, platform platform, account text, motion motion, round smallint, step smallint, tier tier, angle text,
      "nameKeys" text[], "lawRegion" text, zone text, "windowFrom" timestamptz, "windowTo" timestamptz, "scheduledAt" timestamptz, frozen text, hash text)`)
  if (batch.held.length > 0) {
    await tx.execute(sql`
      insert into batch_held (batch_id, place, lead_id, draft_id, code, message, clears_at)
      select ${batchId}, h.place, "leadId", "draftId", code, message, "clearsAt"
      from jsonb_to_recordset(${JSON.stringify(batch.held.map((item, index) => ({ ...item, place: index + 1 })))}::jsonb)
        as h(place integer, "leadId" uuid, "draftId" uuid, code text, message text, "clearsAt" timestamptz)`)
  }
  await writeAudit(tx, actor, {
    action: 'batch.frozen',
    subjectType: 'batch',
    subjectId: batchId,
    detail: {
      motion: batch.motion,
      scopeHash: scopeHash.toString('hex'),
      sends: frozen.map(({ id, hash }) => ({ send: id, hash: hash.toString('hex') })),
      held: batch.held.length,
      isTest: batch.isTest,
      openWindowReason: batch.openWindowReason,
    },
  })
  await recordTimeline(
    tx,
    now,
    frozen.flatMap(({ id, send }) =>
      send.lead === null
        ? []
        : [
            {
              leadId: send.lead,
              kind: 'send',
              actor: actor.name,
              summary: `In a batch that waits for approval: step ${send.step}`,
              detail: { batchId, sendId: id, scheduledAt: send.scheduledAt },
            },
          ],
    ),
  )
  // A nurture batch is approved by whoever freezes it.
  if (!batch.isTest && batch.motion !== 'NURTURE') {
    const words = `A batch of ${frozen.length} ${frozen.length === 1 ? 'send' : 'sends'} (${batch.motion.toLowerCase()}) waits for approval.`
    await tx.execute(sql`select from raise_alert(${`batch:${batchId}`}, 'INFO', ${words})`)
  }
  await announce(tx, 'batch', [batchId])
  await announce(
    tx,
    'lead',
    frozen.flatMap(({ send }) => (send.lead === null ? [] : [send.lead])),
  )
  return { batchId, scopeHash: scopeHash.toString('hex') }
}
