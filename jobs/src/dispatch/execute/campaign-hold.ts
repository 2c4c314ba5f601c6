import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/**
 * A campaign's way, written by `move` alone:
 *
 *   PLANNED ── draft made ──► DRAFTED ── leads added and read back ──► FILLED ── hand-over begins ──► ACTIVATING
 *                                ▲── what it holds is not ours ────────┘  ▲── not sent, refused ────────┤
 *                                                                                         accepted ──► ACTIVE ──► PAUSED (recalled)
 *   any of them without a send left ──► REMOVED (and gone at the platform)
 *
 * ACTIVATING with an unknown send stays so until reading the platform, or a person, has settled it. So does a full draft that is gone there, or
 * runs, and not by us: it may have left.
 */
export type CampaignState = 'PLANNED' | 'DRAFTED' | 'FILLED' | 'ACTIVATING' | 'ACTIVE' | 'PAUSED' | 'REMOVED'

export type HeldCampaign = {
  id: string
  batchId: string
  account: string
  zone: string
  /** ISO 8601. */
  windowFrom: string
  windowTo: string
  state: CampaignState
  providerCampaignId: string | null
  /** How often it was taken without getting further, this time included. */
  attempts: number
}

/**
 * How long one runner may work on a campaign before another may, in milliseconds. Every step renews it; short, because it is what a killed
 * runner leaves behind. Whoever is late but was not replaced goes on.
 */
const holdMs = 15_000
/** Leads are added only with this much of the hold left: longer than that call may take, so that nothing of ours arrives after somebody else took over. */
const writeMs = 10_000

/** The right to work on one campaign. Real time. A process that was frozen past its end finds `mayWrite` false and every `move` refused. */
export type Hold = {
  campaign: HeldCampaign
  mayWrite(): boolean
  /** Prolongs it; throws LostHoldError when somebody else has it. */
  renew(): Promise<void>
  /** Writes the next state and prolongs; throws LostHoldError when somebody else has it. */
  move(state: CampaignState, providerCampaignId?: string | null): Promise<void>
  /** Gives it up. `error` with a pause until it is taken again, in milliseconds. */
  release(error?: { message: string; pauseMs: number }): Promise<void>
}

export class LostHoldError extends Error {
  override name = 'LostHoldError'
}

/** Takes a campaign that nobody works on; null when somebody does. */
export async function holdCampaign(writer: Writer, id: string): Promise<Hold | null> {
  const token = (ms: number) => sql`date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => ${ms / 1000})`
  let takenAt = performance.now()
  const { rows } = await writer.sql.execute<HeldCampaign & { heldUntil: string }>(sql`
    update campaign set held_until = ${token(holdMs)}, attempts = attempts + 1
    where id = ${id} and state in ('PLANNED', 'DRAFTED', 'FILLED', 'ACTIVATING') and (held_until is null or held_until < clock_timestamp())
    returning id, batch_id as "batchId", account, zone, window_from as "windowFrom", window_to as "windowTo", state,
      provider_campaign_id as "providerCampaignId", attempts, held_until::text as "heldUntil"`)
  const [row] = rows
  if (row === undefined) return null
  const { heldUntil, ...campaign } = row
  let mine = heldUntil

  async function write(state: CampaignState, providerCampaignId: string | null): Promise<void> {
    const asked = performance.now()
    const isFurther = state !== campaign.state
    const { rows: written } = await writer.sql.execute<{ heldUntil: string }>(sql`
      update campaign set state = ${state}, provider_campaign_id = ${providerCampaignId}, held_until = ${token(holdMs)},
        attempts = case when ${isFurther} then 1 else attempts end, last_error = case when ${isFurther} then null else last_error end
      where id = ${id} and state = ${campaign.state} and held_until = ${mine}::timestamptz
      returning held_until::text as "heldUntil"`)
    if (written[0] === undefined) throw new LostHoldError(`campaign ${id} is somebody else's now`)
    takenAt = asked
    mine = written[0].heldUntil
    if (isFurther) campaign.attempts = 1
    campaign.state = state
    campaign.providerCampaignId = providerCampaignId
  }

  return {
    campaign,
    mayWrite: () => performance.now() - takenAt < holdMs - writeMs,
    renew: () => write(campaign.state, campaign.providerCampaignId),
    move: (state, providerCampaignId = campaign.providerCampaignId) => write(state, providerCampaignId),
    async release(error) {
      await writer.sql.execute(sql`
        update campaign set held_until = case when ${error !== undefined} then ${token(error?.pauseMs ?? 0)} end, last_error = coalesce(${error?.message ?? null}, last_error)
        where id = ${id} and held_until = ${mine}::timestamptz`)
    },
  }
}
