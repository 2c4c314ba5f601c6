import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** Somebody, or a whole domain, that must not be written to again; exactly one of the three is named. Keys are canonical. */
export type NewSuppression = {
  email?: string | null
  personKey?: string | null
  domain?: string | null
  linkedinUrl?: string | null
  linkedinKey?: string | null
  reason: string
  /** Who or what says so: a person's name, `import:<id>`, a provider. */
  source: string
  /** After repeated soft bounces only; else for ever. */
  until?: Date | null
  /** What becomes of the person's lead; UNSUBSCRIBED unless said. A domain's leads are disqualified. */
  leadStatus?: 'UNSUBSCRIBED' | 'BOUNCED'
}

/** For each entry its row and whether this call made it. */
export type Listing = { id: string; isNew: boolean }

/** Suppresses many at once: one statement with leads, drafts, audit and notices (db/functions/suppress.sql). Nothing is ever lifted by it. */
export async function addSuppressions(tx: Sql, actorName: string, entries: readonly NewSuppression[]): Promise<Listing[]> {
  const given = entries.map((entry) => ({
    email: entry.email ?? null,
    person_key: entry.personKey ?? null,
    domain: entry.domain ?? null,
    linkedin_url: entry.linkedinUrl ?? null,
    linkedin_key: entry.linkedinKey ?? null,
    reason: entry.reason,
    source: entry.source,
    until: entry.until?.toISOString() ?? null,
    status: entry.leadStatus ?? null,
  }))
  const { rows } = await tx.execute<{ entry: number; id: string; is_new: boolean }>(
    sql`select entry, id, is_new from suppress(${JSON.stringify(given)}::jsonb, ${actorName})`,
  )
  return listings(entries.length, rows)
}

/** Answers in the order of the entries. */
export function listings(count: number, rows: readonly { entry: number; id: string; is_new: boolean }[]): Listing[] {
  const byEntry = new Map(rows.map((row) => [row.entry, row]))
  return Array.from({ length: count }, (_, index) => {
    const row = byEntry.get(index + 1)
    if (!row) throw new Error(`entry ${index + 1} was neither listed before nor is it now`)
    return { id: row.id, isNew: row.is_new }
  })
}
