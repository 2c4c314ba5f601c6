import type { Reader } from '@swarm/db/read'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ScoreReasonRow } from './lead-insight-rows.ts'

const reasonsSchema = z.array(z.object({ kind: z.string(), count: z.number(), lastAt: z.string(), points: z.number() }))

const words: Record<string, [one: string, many: string]> = {
  SITE_VISITED: ['visit of our site', 'visits of our site'],
  LINK_CLICKED: ['click in an email', 'clicks in emails'],
  EMAIL_OPENED: ['open by a person', 'opens by a person'],
  LINKEDIN_CONNECTED: ['accepted connection request', 'accepted connection requests'],
  INTEREST_LABELLED: ['label of interest', 'labels of interest'],
  HIRING: ['sign that they are hiring', 'signs that they are hiring'],
  JOB_CHANGED: ['change of job', 'changes of job'],
}

/** Why each lead's intent is what it is, most points first; none where nothing is left of it. */
export async function loadIntentReasons(reader: Reader, leadIds: readonly string[]): Promise<ScoreReasonRow[][]> {
  const { rows } = await reader.read((db) =>
    db.execute<{ leadId: string; reasons: unknown }>(
      sql`select lead_id as "leadId", reasons from lead_intent where lead_id = any(${sql.param([...leadIds])}::uuid[])`,
    ),
  )
  const byLead = new Map(
    rows.map(({ leadId, reasons }) => [
      leadId,
      (reasonsSchema.safeParse(reasons).data ?? []).map(({ kind, count, lastAt, points }) => {
        const [one, many] = words[kind] ?? [kind, kind]
        const message = `${count} ${count === 1 ? one : many}, last on ${lastAt.slice(0, 10)}: +${points}`
        return { part: kind, points, max: null, message }
      }),
    ]),
  )
  return leadIds.map((id) => byLead.get(id) ?? [])
}
