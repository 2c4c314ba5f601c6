import { sql } from 'drizzle-orm'
import { ProviderError } from '../../providers/http/provider-error.ts'
import type { CampaignStatus } from '../../providers/instantly/campaigns.ts'
import { removeDraft } from './close-campaign.ts'
import { crashPoint } from './crash-point.ts'
import { directSends } from './direct-sends.ts'
import type { AllHands, Hands } from './hands.ts'

type Recall = {
  id: string
  sendId: string | null
  campaignId: string | null
  kind: 'LEAD' | 'CAMPAIGN'
  providerCampaignId: string | null
  address: string | null
  attempts: number
  /** Real seconds since it was asked, roughly: a stop of the clock shows as none. */
  isLate: boolean
}

/** These hold still until somebody activates them. Instantly's own holds do not: what it holds back for now goes on by itself. */
const still = new Set<CampaignStatus>(['PAUSED', 'COMPLETED'])

/** Longest pause between two tries, in milliseconds: a recall is confirmed within a minute, or shown. */
const mostPauseMs = 8_000

/** Asks back what must not be sent any more, and carries out what is asked for until reading the platform confirms it. */
export async function recallSends(hands: AllHands): Promise<void> {
  const { writer } = hands
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select ask_recalls()`)
  })
  // Those that fail wait a moment each, so this ends.
  while (!hands.stopping.aborted && (await recallSome(hands)) === mostAtOnce) {}
}

/** Recalls that are carried out side by side; the client holds what the platform allows. */
const mostAtOnce = 20

async function recallSome(hands: AllHands): Promise<number> {
  const { writer } = hands
  // A campaign's recall does more at once than those of its leads, so it goes first.
  const { rows } = await writer.sql.execute<Recall>(sql`
    with due as (
      select r.id from recall r left join send s on s.id = r.send_id
      where r.confirmed_at is null and (r.held_until is null or r.held_until < clock_timestamp()) and s.status is distinct from 'IN_FLIGHT'
      order by r.kind, r.asked_at limit ${mostAtOnce} for update of r skip locked
    ), taken as (
      update recall r set held_until = clock_timestamp() + interval '45 seconds', attempts = r.attempts + 1
      from due where r.id = due.id returning r.*
    )
    select t.id, t.kind, t.send_id as "sendId", t.campaign_id as "campaignId", c.provider_campaign_id as "providerCampaignId", s.address, t.attempts, t.asked_at < (select business_now()) - interval '60 seconds' as "isLate"
    from taken t left join campaign c on c.id = t.campaign_id left join send s on s.id = t.send_id order by t.kind, t.asked_at`)
  await Promise.all(rows.map((recall) => carryOut(hands, recall)))
  return rows.length
}

async function carryOut(hands: AllHands, recall: Recall): Promise<void> {
  const { writer, log } = hands
  try {
    const state = recall.campaignId === null ? await takeBack(hands, recall.sendId ?? '') : await stopAtInstantly(hands, recall)
    await writer.transaction(async (tx) => {
      await tx.execute(sql`select confirm_recall(${recall.id}, ${state})`)
    })
  } catch (error) {
    log.warn({ err: error, recall: recall.id }, 'dispatch: a recall is not confirmed yet')
    const message = error instanceof ProviderError || error instanceof NotYetError ? error.message : 'It could not be carried out.'
    await writer.transaction(async (tx) => {
      await tx.execute(sql`
        update recall set last_error = ${message}, held_until = clock_timestamp() + make_interval(secs => ${Math.min(mostPauseMs, 500 * 2 ** Math.min(recall.attempts, 5)) / 1000})
        where id = ${recall.id} and confirmed_at is null`)
      if (recall.isLate || recall.attempts === 8) {
        await tx.execute(
          sql`select from raise_alert('recall:open', 'CRITICAL', 'A platform has not confirmed that it gave back what must not be sent. It is tried again until it does.')`,
        )
      }
    })
  }
}

async function stopAtInstantly({ instantly, ...rest }: AllHands, { kind, providerCampaignId, address }: Recall) {
  if (instantly === null) throw new NotYetError('there is no key for Instantly')
  if (providerCampaignId === null) return 'REMOVED'
  const hands = { ...rest, instantly }
  return kind === 'CAMPAIGN' ? stopCampaign(hands, providerCampaignId) : takeOut(hands, providerCampaignId, address ?? '')
}

/** At a platform without campaigns of ours. */
async function takeBack({ writer, direct }: AllHands, sendId: string): Promise<null> {
  const [send] = await directSends(writer.sql, [sendId])
  const platform = direct.find((each) => each.platform === send?.platform)
  if (send === undefined || platform === undefined) throw new NotYetError('there is no key for its platform')
  const isBack = (await platform.recall?.(send)) ?? true
  crashPoint('16 recalled')
  if (!isBack) throw new NotYetError('the platform still holds it')
  return null
}

class NotYetError extends Error {
  override name = 'NotYetError'
}

/** Pauses what runs, or may run again; a draft that nobody is to activate any more is deleted. Confirmed by reading, never by the answer. */
async function stopCampaign(hands: Hands, id: string): Promise<'PAUSED' | 'REMOVED'> {
  const { campaigns } = hands.instantly
  const found = await campaigns.get(id)
  if (found === null) return 'REMOVED'
  if (found.status === 'DRAFT') {
    await removeDraft(hands, id)
    crashPoint('16 recalled')
    return 'REMOVED'
  }
  if (still.has(found.status)) return 'PAUSED'
  await campaigns.pause(id).catch(onlyIfPlatform)
  crashPoint('16 recalled')
  const after = await campaigns.get(id)
  if (after !== null && !still.has(after.status)) throw new NotYetError(`the campaign is still ${after.status.toLowerCase()}`)
  return after === null ? 'REMOVED' : 'PAUSED'
}

/** The only way to stop a single person: the lead leaves the campaign. */
async function takeOut({ instantly: { leads } }: Hands, campaignId: string, address: string): Promise<'ACTIVE'> {
  for (const lead of await leads.list(campaignId, [address])) {
    await leads.remove(lead.id).catch(onlyIfPlatform)
    crashPoint('16 recalled')
  }
  if ((await leads.list(campaignId, [address])).length > 0) throw new NotYetError('the lead is still in the campaign')
  return 'ACTIVE'
}

/** What a platform answered to a recall is not taken for its effect: that is read. */
function onlyIfPlatform(error: unknown): void {
  if (!(error instanceof ProviderError)) throw error
}
