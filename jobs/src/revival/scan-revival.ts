import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { RefusedError } from '../errors.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { reviewSection } from '../settings/review.ts'
import { type FoundRevival, loadRevivals } from './load-revivals.ts'
import { loadRoom, queueRevivals, type RevivalWriting } from './queue-revivals.ts'
import { type RevivalSettings, revivalSection } from './revival-settings.ts'

/** Leads looked at in one statement. */
const leadsAtOnce = 2_000
/** Who is answered by name, the best first; the rest is counted. */
const mostListed = 500
/** Candidates tried in one scan: most have something to be said to them. */
const mostTried = 200

const nobody = '00000000-0000-0000-0000-000000000000'

/** What a scan found and did. */
export type RevivalScan = {
  /** Who may be taken up again, the best first; at most 500. */
  candidates: FoundRevival[]
  total: number
  /** Silent, but left alone; how many for each reason. */
  held: Record<string, number>
  /** Contacts of the CRM that were silent as long and are no leads: there is nothing of ours to take up. */
  contactsWithoutLead: number
  /** How many enter the queue today at most, less those that already did. */
  room: number
  /** Who entered the queue by this scan, or would. */
  queued: { leadId: string; draftId: string | null }[]
  /** For whom there was nothing to say, and why. Only a live scan knows. */
  refused: { leadId: string; code: string; message: string }[]
  /** What holds revivals back altogether; null where nothing does. */
  blocker: { code: string; message: string } | null
}

/**
 * Finds who may be taken up again, makes them candidates and puts the best of them into the queue, each with a draft. Scanning again on the
 * same day queues nobody on top. A dry run says whom a scan would queue now and changes nothing; what can be said to them shows only live.
 */
export async function scanRevival(
  writer: Writer,
  writing: RevivalWriting,
  actor: Actor,
  { dryRun }: { dryRun: boolean },
): Promise<RevivalScan> {
  const { document: rules } = await loadSettings(writer.sql, revivalSection)
  const blocker = await findBlocker(writer.sql)
  if (!dryRun && blocker !== null) {
    throw new RefusedError('GUARD_REFUSED', blocker.message, [blocker])
  }
  if (!dryRun) {
    const { document: review } = await loadSettings(writer.sql, reviewSection)
    await writer.transaction((tx) => tx.execute(sql`select end_revivals(${review.undoMinutes})`))
  }
  const { candidates, held } = await findAll(writer, rules, dryRun)
  const room = await loadRoom(writer.sql, rules)
  const scan: RevivalScan = {
    candidates: candidates.slice(0, mostListed),
    total: candidates.length,
    held,
    contactsWithoutLead: await countContacts(writer.sql, rules),
    room,
    queued: [],
    refused: [],
    blocker,
  }
  if (dryRun) {
    scan.queued = blocker === null ? candidates.slice(0, room).map(({ leadId }) => ({ leadId, draftId: null })) : []
    return scan
  }
  const tried = candidates.slice(0, mostTried)
  for (let left = room; left > 0 && tried.length > 0; ) {
    const part = await queueRevivals(writer, writing, rules, tried.splice(0, Math.min(left, 25)))
    scan.queued.push(...part.queued)
    scan.refused.push(...part.refused)
    left = part.room
  }
  await writer.transaction((tx) =>
    writeAudit(tx, actor, {
      action: 'revival.scanned',
      subjectType: 'lead',
      subjectId: 'many',
      detail: { total: scan.total, held, queued: scan.queued.length, refused: scan.refused.length, rules },
    }),
  )
  return scan
}

/** Everybody in question, the best first, and how many are left alone for which reason. Live, each part's candidates are marked as such. */
async function findAll(
  writer: Writer,
  rules: RevivalSettings,
  dryRun: boolean,
): Promise<{ candidates: FoundRevival[]; held: Record<string, number> }> {
  const candidates: FoundRevival[] = []
  const held: Record<string, number> = {}
  for (let after: string | null = nobody; after !== null; ) {
    const part: { found: FoundRevival[]; last: string | null } = await loadRevivals(writer.sql, rules, { after, atOnce: leadsAtOnce })
    const open = part.found.filter(({ code }) => code === null)
    for (const { code } of part.found) if (code !== null) held[code] = (held[code] ?? 0) + 1
    if (!dryRun && open.length > 0) {
      const items = open.map(({ leadId, cause }) => ({ leadId, cause }))
      await writer.transaction((tx) => tx.execute(sql`select mark_revival_candidates(${JSON.stringify(items)}::jsonb)`))
    }
    candidates.push(...open)
    after = part.last
  }
  // Who named a date first: it was promised. Equal ones in one order, whoever asks.
  candidates.sort((a, b) => Number(b.cause === 'DATE') - Number(a.cause === 'DATE') || b.score - a.score || (a.leadId < b.leadId ? -1 : 1))
  return { candidates, held }
}

/** While the ramp is on nobody is revived (dispatch.md, "Ramp"). */
async function findBlocker(db: Sql): Promise<{ code: string; message: string } | null> {
  const { rows } = await db.execute<{ isOpen: boolean }>(sql`select 'REVIVAL' = any (r.motions) as "isOpen" from ramp_state() r`)
  return rows[0]?.isOpen === true ? null : { code: 'RAMP', message: 'While the ramp is on, nobody is revived.' }
}

async function countContacts(db: Sql, { silentFromDays, silentToDays }: RevivalSettings): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from contact where lead_id is null and deleted_at is null
      and last_activity_at between (select business_now()) - make_interval(secs => ${silentToDays * 86_400}) and (select business_now()) - make_interval(secs => ${silentFromDays * 86_400})`)
  return rows[0]?.count ?? 0
}
