import { randomUUID } from 'node:crypto'
import { newId } from '@swarm/db/new-id'
import type { Writer } from '@swarm/db/write'

export type SentLead = { id: string; email: string; sendId: string; draftId: string; status: string }
export type SentLeads = { campaignId: string; leads: SentLead[] }

/** Leads to each of whom a campaign of Instantly's has a mail that was handed over; set-based, so that hundreds cost one round trip. */
export async function sentLeads(
  { pool }: Pick<Writer, 'pool'>,
  {
    count,
    status = 'DISPATCHED',
    sendStatus = 'ACCEPTED',
    isTest = false,
  }: { count: number; status?: string; sendStatus?: string; isTest?: boolean },
): Promise<SentLeads> {
  const at = new Date(Date.now() - 2 * 86_400_000)
  const batchId = newId(at)
  const campaignRow = newId(at)
  const campaignId = randomUUID()
  const tag = campaignId.slice(0, 8)
  const leads = Array.from({ length: count }, (_, place) => ({
    id: newId(at),
    email: `ana.${tag}.${place}@lead-${tag}-${place}.example`,
    sendId: newId(at),
    draftId: newId(at),
    status,
  }))
  await pool.query(
    `insert into batch (id, motion, status, scope_hash, is_test, created_by, created_by_id, created_at, expires_at, decided_by, decided_by_id, decided_at)
     values ($1, 'OUTBOUND', 'EXECUTED', sha256('x'), $2, 'Olga', '1', $3, $3::timestamptz + interval '1 day', 'Olga', '1', $3)`,
    [batchId, isTest, at],
  )
  await pool.query(
    `insert into campaign (id, batch_id, platform, account, zone, window_from, window_to, state, provider_campaign_id, created_at)
     values ($1, $2, 'INSTANTLY', 'dani@sender.example', 'America/Denver', $3, $3::timestamptz + interval '30 days', 'ACTIVE', $4, $3)`,
    [campaignRow, batchId, at, campaignId],
  )
  const rows = JSON.stringify(leads.map((lead, place) => ({ ...lead, place: place + 1 })))
  if (!isTest) {
    await pool.query(
      `insert into lead (id, email, person_key, linkedin_key, linkedin_url, full_name, source, status, status_cause, created_at, updated_at, last_activity_at)
       select id, email, email, 'in:' || id, 'https://www.linkedin.com/in/' || id, 'Ana Ruiz', 'test', status, case when status = 'DISQUALIFIED' then 'score' end, $2, $2, $2
       from jsonb_to_recordset($1) as r(id uuid, email text, status lead_status)`,
      [rows, at],
    )
    await pool.query(
      `insert into draft (id, lead_id, status, channel, step, angle, variant, template_version, campaign, subject, body, original_subject, original_body, footer, claims, compliance,
         is_compliant, guard_notes, fingerprint, opener, tier, score, facts_digest, created_at, updated_at)
       select "draftId", id, 'SENT', 'EMAIL', 1, 'growth', 'A', 1, 'T1', 's', 'b', 's', 'b', 'f', '[]', '[]', true, '[]', sha256('f'), 'o', 'TIER_1', 90, sha256('d'), $2, $2
       from jsonb_to_recordset($1) as r(id uuid, "draftId" uuid)`,
      [rows, at],
    )
  }
  await pool.query(
    `insert into send (id, batch_id, campaign_id, place, lead_id, draft_id, draft_version, person, address, domain, channel, platform, account, motion, round, step, tier, angle, zone,
       window_from, window_to, scheduled_at, hash, status, code, accepted_at, created_at)
     select "sendId", $2, $3, place, case when $6 then null else id end, case when $6 then null else "draftId" end, 1, email, email, split_part(email, '@', 2), 'EMAIL', 'INSTANTLY',
       'dani@sender.example', 'OUTBOUND', 1, 1, 'TIER_1', 'growth', 'America/Denver', $4, $4::timestamptz + interval '30 days', $4, sha256('h'), $5::send_status,
       case when $5 in ('SKIPPED', 'REFUSED') then 'X' end, case when $5 in ('ACCEPTED', 'PROVEN') then $4::timestamptz end, $4
     from jsonb_to_recordset($1) as r(id uuid, "sendId" uuid, "draftId" uuid, email text, place integer)`,
    [rows, batchId, campaignRow, at, sendStatus, isTest],
  )
  return { campaignId, leads }
}

/** A payload as Instantly writes it. */
export function payload(
  type: string,
  about: { email: string; campaignId: string },
  more: { at?: Date; emailId?: string; text?: string } = {},
): Record<string, unknown> {
  return {
    timestamp: (more.at ?? new Date(Date.now() - 3_600_000)).toISOString(),
    event_type: type,
    workspace: '22222222-2222-4222-8222-222222222222',
    campaign_id: about.campaignId,
    campaign_name: 'swarm',
    lead_email: about.email,
    email_account: 'dani@sender.example',
    email_id: more.emailId ?? 'mail-1',
    step: 1,
    variant: 1,
    is_first: true,
    firstName: 'Ana',
    ...(more.text === undefined ? {} : { reply_subject: 'Re: Hello', reply_text: more.text, reply_text_snippet: more.text.slice(0, 100) }),
  }
}

export const delivered = (body: Record<string, unknown>) => ({
  provider: 'instantly',
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
  isAuthenticated: true,
})
