import { sql } from 'drizzle-orm'
import type { PlatformEmail } from '../../providers/instantly/emails.ts'
import { crashPoint } from './crash-point.ts'
import type { Hands } from './hands.ts'

type Unproven = { id: string; address: string; providerCampaignId: string; windowFrom: string }

/** Pages of mail in one go; 20 a minute are allowed for the whole workspace. */
const mostPages = 5

/** Business minutes after the window's end when proof is looked for, and between two looks; a day later it is no longer looked for. */
const pollMinutes = { after: 5, between: 15, longest: 24 * 60 }

/**
 * Looks for proof that no webhook brought: mails that the platform says it sent, by campaign and address. For Instantly the clock starts at
 * the end of the send's window; an internal test is looked for at once. What stays unproven is shown and alerts.
 */
export async function proveSends({ writer, instantly, log }: Hands): Promise<void> {
  const { rows } = await writer.sql.execute<Unproven>(sql`
    with due as (
      select s.id from send s join batch b on b.id = s.batch_id, (select business_now() as now) n
      where s.status = 'ACCEPTED' and (s.next_check_at is null or s.next_check_at <= n.now)
        and n.now < s.window_to + make_interval(mins => ${pollMinutes.longest})
        and (s.window_to + make_interval(mins => ${pollMinutes.after}) <= n.now or (b.is_test and s.window_from + interval '2 minutes' <= n.now))
      order by s.window_to limit 500 for update of s skip locked
    )
    update send s set checks = s.checks + 1,
      next_check_at = (select business_now()) + make_interval(mins => case when b.is_test and s.window_to > (select business_now()) then 2 else ${pollMinutes.between} end)
    from due, batch b, campaign c where s.id = due.id and b.id = s.batch_id and c.id = s.campaign_id
    returning s.id, s.address, c.provider_campaign_id as "providerCampaignId", s.window_from as "windowFrom"`)
  if (rows.length === 0) return
  const keyOf = (campaignId: string | null, address: string | null) => `${campaignId} ${address?.trim().toLowerCase()}`
  const open = new Map(rows.map((send) => [keyOf(send.providerCampaignId, send.address), send]))
  const campaigns = new Set(rows.map(({ providerCampaignId }) => providerCampaignId))
  const [only] = campaigns
  const earliest = Math.min(...rows.map(({ windowFrom }) => Date.parse(windowFrom)))
  // One campaign is asked for by name; of several, all mail since the first window.
  const filter = campaigns.size === 1 && only !== undefined ? { campaignId: only } : { since: new Date(earliest - 3_600_000).toISOString() }
  let after: string | null = null
  for (let page = 0; page < mostPages && open.size > 0; page++) {
    const { emails, next } = await instantly.emails.list({ kind: 'sent', ...filter, ...(after === null ? {} : { after }) })
    const proofs = emails.flatMap((email) => {
      const send = isProof(email) ? open.get(keyOf(email.campaignId, email.lead)) : undefined
      if (send !== undefined) open.delete(keyOf(email.campaignId, email.lead))
      return send === undefined ? [] : [{ sendId: send.id, messageId: email.id, at: email.at }]
    })
    crashPoint('18 proof-read')
    if (proofs.length > 0) {
      await writer.transaction(async (tx) => {
        await tx.execute(sql`select prove_sends(${JSON.stringify(proofs)}::jsonb)`)
      })
    }
    if (next === null) break
    after = next
  }
  if (open.size > 0) log.warn({ sends: [...open.values()].map(({ id }) => id) }, 'dispatch: no proof of sends whose window is over')
  await alertUnproven(writer)
}

/** A mail of a campaign, or one sent from the mailbox in it. */
function isProof({ kind, campaignId, lead }: PlatformEmail): boolean {
  return (kind === 'CAMPAIGN' || kind === 'SENT') && campaignId !== null && lead !== null
}

/** Unproven an hour after the window, and not taken back: somebody should look. */
async function alertUnproven(writer: Hands['writer']): Promise<void> {
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ count: number }>(sql`
      select count(*)::int as count from send s where s.status = 'ACCEPTED' and s.recalled_at is null
        and s.window_to + interval '1 hour' < (select business_now()) and s.window_to + interval '2 days' > (select business_now())`)
    const count = rows[0]?.count ?? 0
    if (count === 0) return
    const message = `${count} sends were accepted by Instantly, and an hour after their window it shows no mail of them.`
    await tx.execute(sql`select from raise_alert('proof:overdue', 'WARNING', ${message})`)
  })
}
