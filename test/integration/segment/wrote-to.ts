import { newId } from '@swarm/db/new-id'
import type { Writer } from '@swarm/db/write'
import { readFit } from '@swarm/jobs/segment/fit'
import { NO_INTENT } from '@swarm/jobs/segment/score'

const dayMs = 86_400_000

export type Made = {
  industry: string
  title?: string
  employees?: number
  isTest?: boolean
  answer?: 'INTERESTED' | 'NOT_INTERESTED'
  daysAgo: number
}

/** Leads that were scored, written to, and maybe answered two days later. */
export async function wroteTo({ pool }: Pick<Writer, 'pool'>, made: readonly Made[]): Promise<void> {
  const { rows } = await pool.query<{ now: Date }>('select business_now() as now')
  const now = rows[0]?.now ?? new Date()
  const batches = [false, true].map((isTest) => ({ id: newId(now), isTest }))
  await pool.query(
    `insert into batch (id, motion, status, scope_hash, is_test, created_by, created_by_id, created_at, expires_at, decided_by, decided_by_id, decided_at)
     select id, 'OUTBOUND', 'EXECUTED', sha256('x'), "isTest", 'Olga', '1', $2, $2::timestamptz + interval '1 day', 'Olga', '1', $2
     from jsonb_to_recordset($1) as r(id uuid, "isTest" boolean)`,
    [JSON.stringify(batches), now],
  )
  const fact = (name: 'title' | 'industry' | 'employeeCount', value: string | number) => ({
    name,
    value,
    provider: 'csv',
    confidence: null,
    at: '2026-01-01T00:00:00.000Z',
  })
  const leads = made.map(({ industry, title, employees, isTest, answer, daysAgo }, place) => {
    const sentAt = new Date(now.getTime() - daysAgo * dayMs)
    return {
      lead: newId(now),
      send: newId(now),
      batch: batches[isTest ? 1 : 0]?.id,
      place: place + 1,
      sentAt,
      scoredAt: new Date(sentAt.getTime() - 3_600_000),
      facts: {
        fit: readFit({
          title: fact('title', title ?? 'CEO'),
          industry: fact('industry', industry),
          employeeCount: fact('employeeCount', employees ?? 100),
        }),
        intent: NO_INTENT,
      },
      answer: answer ?? null,
      reply: newId(now),
      answeredAt: new Date(sentAt.getTime() + 2 * dayMs),
    }
  })
  const json = JSON.stringify(leads)
  await pool.query(
    `insert into lead (id, email, person_key, full_name, source, status) select lead, lead || '@lead.example', lead || '@lead.example', 'Ana Ruiz', 'test', 'SENT'
     from jsonb_to_recordset($1) as r(lead uuid)`,
    [json],
  )
  await pool.query(
    `insert into score_decision (lead_id, profile_version, facts, result, at) select lead, 0, facts, '{}', "scoredAt" from jsonb_to_recordset($1) as r(lead uuid, facts jsonb, "scoredAt" timestamptz)`,
    [json],
  )
  await pool.query(
    `insert into send (id, batch_id, place, lead_id, person, address, domain, channel, action, platform, account, motion, round, step, zone, window_from, window_to, scheduled_at, hash,
       status, ceiling_day, accepted_at, proven_at, created_at)
     select send, batch, place, lead, lead, lead || '@lead.example', 'lead.example', 'EMAIL', 'EMAIL', 'INSTANTLY', 'a@own.example', 'OUTBOUND', 1, 1, 'America/Denver', "sentAt", "sentAt", "sentAt",
       sha256('h'), 'PROVEN', "sentAt"::date, "sentAt", "sentAt", "sentAt"
     from jsonb_to_recordset($1) as r(send uuid, batch uuid, place integer, lead uuid, "sentAt" timestamptz)`,
    [json],
  )
  await pool.query(
    `insert into reply (id, delivery_id, lead_id, provider, channel, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
     select reply, reply, lead, 'instantly', 'EMAIL', 'x', 'x', answer, answer, 0.9, '[]', 'no', false, false, "answeredAt"
     from jsonb_to_recordset($1) as r(reply uuid, lead uuid, answer reply_class, "answeredAt" timestamptz) where answer is not null`,
    [json],
  )
}

/** Leads of which those in staffing answer far more often than the others, whatever their title and size. */
export function answering(count: number): Made[] {
  const industries = ['staffing & recruiting', 'farming']
  return Array.from({ length: count }, (_, nth): Made => {
    const industry = industries[nth % 2] ?? ''
    const isPositive = nth % 2 === 0 ? nth % 14 < 4 : nth % 100 === 1
    return {
      industry,
      title: nth % 3 === 0 ? 'Clerk' : 'CEO',
      employees: nth % 5 === 0 ? 20_000 : 120,
      daysAgo: 8 + (nth % 30),
      ...(isPositive ? { answer: 'INTERESTED' } : nth % 17 === 0 ? { answer: 'NOT_INTERESTED' } : {}),
    }
  })
}
