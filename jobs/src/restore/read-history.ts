import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { JobContext } from '../context.ts'
import { parseDomain } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'
import { ProviderError, type ProviderErrorKind } from '../providers/http/provider-error.ts'
import { addSuppressions, type NewSuppression } from '../suppression/add-suppressions.ts'
import { type HistoryList, type HistoryPiece, historyLists } from './history-lists.ts'
import { takePast } from './import-history.ts'

/** How far the reading of one list has come. `next`: where it goes on; null: it is read, or could not be. */
export const listReading = z.object({
  platform: z.string(),
  of: z.enum(['LEADS', 'MAILS', 'BLOCK_LIST']),
  found: z.int(),
  taken: z.int(),
  suppressed: z.int(),
  refused: z.int(),
  problem: z.string().nullable(),
  next: z.string().nullable(),
})
export type ListReading = z.infer<typeof listReading>

type Open = { id: string; askedBy: string; report: ListReading[]; now: Date }

/** What passes by itself: the list goes on where it is. */
const passing: readonly ProviderErrorKind[] = ['rate_limited', 'unavailable']

/**
 * Reads from the platforms whom they wrote to before moving in, once somebody has asked for it, and takes it over as a file would be. Piece by
 * piece, each with how far it came: whatever ends it, the next look goes on there.
 */
export async function readHistory(context: Pick<JobContext, 'writer' | 'stopping' | 'instantly' | 'heyreach' | 'ghl'>): Promise<void> {
  const { writer } = context
  const lists = historyLists(context)
  const later = new Set<HistoryList>()
  for (let pieces = 1; !context.stopping.aborted; pieces++) {
    const open = await findOpen(writer.sql)
    if (open === null) return
    const readingOf = ({ platform, of }: HistoryList) => open.report.find((one) => one.platform === platform && one.of === of)
    const list = lists.find((one) => readingOf(one)?.next !== null && !later.has(one))
    if (list === undefined) {
      if (later.size > 0) return
      await writer.sql.execute(sql`update history_reading set read_at = (select business_now()) where id = ${open.id} and read_at is null`)
      return
    }
    const before = readingOf(list) ?? begun(list)
    const told = await pieceOf(writer.sql, list, before.next, open.now)
    if (told === null) {
      later.add(list)
      continue
    }
    await writer.transaction(async (tx) => {
      const after = typeof told === 'string' ? { ...before, problem: told, next: null } : await take(tx, open, before, told)
      const report = [...open.report.filter((one) => one !== before), after]
      // Who was held up past their hold finds that another one is further.
      await tx.execute(sql`
        update history_reading set report = ${JSON.stringify(report)}::jsonb
        where id = ${open.id} and read_at is null and report = ${JSON.stringify(open.report)}::jsonb`)
    })
    if (pieces >= (list.mostPieces ?? Number.POSITIVE_INFINITY)) return
  }
}

const begun = ({ platform, of }: HistoryList): ListReading & { next: null } => ({
  platform,
  of,
  found: 0,
  taken: 0,
  suppressed: 0,
  refused: 0,
  problem: null,
  next: null,
})

async function findOpen(db: Sql): Promise<Open | null> {
  const { rows } = await db.execute<{ id: string; askedBy: string; report: unknown; now: string }>(
    sql`select id, asked_by as "askedBy", report, (select business_now()) as now from history_reading where read_at is null`,
  )
  const row = rows[0]
  return row ? { id: row.id, askedBy: row.askedBy, report: z.array(listReading).parse(row.report), now: new Date(row.now) } : null
}

/** A piece, or why there is none; null: not now. */
async function pieceOf(db: Sql, list: HistoryList, after: string | null, now: Date): Promise<HistoryPiece | string | null> {
  try {
    const piece = await list.read(db, after, now)
    return piece.next !== null && piece.next === after ? 'Its list does not go on.' : piece
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return passing.includes(error.kind) ? null : error.message
  }
}

async function take(tx: Sql, { askedBy }: Open, before: ListReading, { messages, blocked, next }: HistoryPiece): Promise<ListReading> {
  const actor = { kind: 'system', name: askedBy } as const
  const past = messages.length === 0 ? { taken: 0, suppressed: 0, refused: [] } : await takePast(tx, actor, before.platform, messages)
  const named = blocked.flatMap((value) => blockedName(value, before.platform, 'Before moving in') ?? [])
  const listed = named.length === 0 ? [] : await addSuppressions(tx, askedBy, named)
  return {
    ...before,
    found: before.found + messages.length + blocked.length,
    taken: before.taken + past.taken,
    suppressed: before.suppressed + past.suppressed + listed.filter(({ isNew }) => isNew).length,
    refused: before.refused + past.refused.length + blocked.length - named.length,
    next,
  }
}

/** An entry of a platform's block list as a suppression of ours; null where it names nobody that can be read. */
export function blockedName(value: string, source: string, since: string): NewSuppression | null {
  const reason = `${since} (${source}): on its block list.`
  if (value.includes('@')) {
    const parsed = parseEmail(value)
    return parsed.ok ? { email: parsed.email.address, personKey: parsed.email.personKey, reason, source } : null
  }
  const parsed = parseDomain(value)
  return parsed.ok ? { domain: parsed.domain, reason, source } : null
}
