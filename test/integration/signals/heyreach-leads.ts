import { newId } from '@swarm/db/new-id'
import type { Writer } from '@swarm/db/write'

export type HeyreachLead = { id: string; sendId: string; email: string; url: string; linkedinKey: string }

/** Leads to each of whom a campaign of HeyReach's was given a connection request that it took. */
export async function heyreachLeads(
  { pool }: Pick<Writer, 'pool'>,
  { count, campaignId }: { count: number; campaignId: number },
): Promise<HeyreachLead[]> {
  const at = new Date(Date.now() - 60_000)
  const batchId = newId(at)
  const leads = Array.from({ length: count }, () => {
    const id = newId(at)
    const slug = `ana-${id}-syn`
    return { id, sendId: newId(at), email: `ana.${id}@lead.example`, url: `https://www.linkedin.com/in/${slug}`, linkedinKey: `in:${slug}` }
  })
  await pool.query(
    `insert into batch (id, motion, status, scope_hash, created_by, created_by_id, created_at, expires_at, decided_by, decided_by_id, decided_at)
     values ($1, 'CADENCE', 'EXECUTED', sha256('x'), 'Olga', '1', $2, $2::timestamptz + interval '1 day', 'Olga', '1', $2)`,
    [batchId, at],
  )
  const rows = JSON.stringify(leads.map((lead, place) => ({ ...lead, place: place + 1 })))
  await pool.query(
    `insert into lead (id, email, person_key, linkedin_key, linkedin_url, full_name, source, status, created_at, updated_at, last_activity_at)
     select id, email, email, "linkedinKey", url, 'Ana Ruiz', 'test', 'DISPATCHED', $2, $2, $2
     from jsonb_to_recordset($1) as r(id uuid, email text, url text, "linkedinKey" text)`,
    [rows, at],
  )
  await pool.query(
    `insert into send (id, batch_id, place, lead_id, person, address, channel, action, platform, account, motion, round, step, tier, angle, zone,
       window_from, window_to, scheduled_at, hash, status, provider_campaign_id, reserved_at, accepted_at, created_at)
     select "sendId", $2, place, id, email, "linkedinKey", 'LINKEDIN', 'LINKEDIN_REQUEST', 'HEYREACH', 'dani@chiefai.example', 'CADENCE', 1, 2, 'TIER_1', 'growth',
       'America/Denver', $3, $3::timestamptz + interval '30 days', $3, sha256('h'), 'ACCEPTED', $4, business_now(), business_now(), $3
     from jsonb_to_recordset($1) as r(id uuid, "sendId" uuid, email text, "linkedinKey" text, place integer)`,
    [rows, batchId, at, String(campaignId)],
  )
  return leads
}
