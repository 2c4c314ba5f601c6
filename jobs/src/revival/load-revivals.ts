import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Change, revivalScore, type ScoreReason } from './revival-score.ts'
import type { RevivalSettings } from './revival-settings.ts'

/** A lead that was silent for long enough or named a date that has come. */
export type FoundRevival = {
  leadId: string
  status: string
  person: string
  /** The round that a revival now would be. */
  round: number
  cause: 'SILENCE' | 'DATE'
  /** ISO 8601. */
  silentSince: string
  score: number
  reasons: ScoreReason[]
  isOnGhl: boolean
  account: string | null
  /** The first thing that speaks against writing to them now; null where nothing does. */
  code: string | null
}

type Row = {
  leadId: string
  status: string | null
  person: string
  round: number
  cause: 'SILENCE' | 'DATE'
  silentSince: string
  fit: number | null
  opens: number
  clicks: number
  visitsSince: number
  isConnected: boolean
  hasAnswered: boolean
  lastEmailAt: string | null
  changes: unknown
  isOnGhl: boolean
  account: string | null
  code: string | null
}

const changeShape = z.array(z.object({ name: z.enum(['hiring', 'funding', 'roleSince']), value: z.unknown(), at: z.string() }))
const fundingShape = z.object({ on: z.string() })

/** Which of the facts speak of something that happened after our last email. A fact of another shape says nothing. */
export function changesAfter(given: unknown, lastEmailAt: Date | null): Change[] {
  const facts = changeShape.safeParse(given)
  if (!facts.success || lastEmailAt === null) return []
  const isLater = (instant: unknown) => typeof instant === 'string' && Date.parse(instant) > lastEmailAt.getTime()
  return facts.data.flatMap(({ name, value, at }): Change[] => {
    switch (name) {
      case 'hiring':
        return Array.isArray(value) && value.length > 0 && isLater(at) ? ['HIRING'] : []
      case 'funding':
        return isLater(fundingShape.safeParse(value).data?.on) ? ['FUNDING'] : []
      case 'roleSince':
        return isLater(value) ? ['NEW_ROLE'] : []
      default:
        return name satisfies never
    }
  })
}

/** One part of the leads after an id, weighed, and the last lead that was looked at; null when none is left. Reads only. */
export async function loadRevivals(
  db: Sql,
  rules: RevivalSettings,
  { after, atOnce, only = null }: { after: string; atOnce: number; only?: readonly string[] | null },
): Promise<{ found: FoundRevival[]; last: string | null }> {
  const { rows } = await db.execute<Row>(sql`
    select lead_id as "leadId", status, person, round, cause, silent_since as "silentSince", fit, opens, clicks, visits_since as "visitsSince",
      is_connected as "isConnected", has_answered as "hasAnswered", last_email_at as "lastEmailAt", changes, is_on_ghl as "isOnGhl", account, code
    from find_revivals(${JSON.stringify(rules)}::jsonb, ${after}, ${atOnce}, ${only === null ? null : sql.param([...only])}::uuid[])`)
  const found = rows.flatMap(
    ({ status, fit, opens, clicks, visitsSince, isConnected, hasAnswered, lastEmailAt, changes, code, ...row }) => {
      if (status === null) return []
      const since = lastEmailAt === null ? null : new Date(lastEmailAt)
      const weighed = revivalScore({ fit, opens, clicks, visitsSince, isConnected, hasAnswered, changes: changesAfter(changes, since) })
      // Who named a date is asked then, whatever else is known of them.
      const isTooLittle = row.cause === 'SILENCE' && weighed.score < rules.leastScore
      return [
        {
          ...row,
          status,
          silentSince: new Date(row.silentSince).toISOString(),
          ...weighed,
          code: code ?? (isTooLittle ? 'LOW_SCORE' : null),
        },
      ]
    },
  )
  return { found, last: rows.find(({ status }) => status === null)?.leadId ?? null }
}

/** What speaks against a revival, in words. */
export const heldWords: Readonly<Record<string, string>> = {
  IN_CADENCE: 'The cadence is still running.',
  ASKED_FOR_LATER: 'They asked to be written to at a later date.',
  ANSWERED: 'They have answered since they named a date.',
  OPEN_DRAFT: 'Another message to them is being decided or sent.',
  REVIVED: 'They were taken up again not long ago.',
  TRIED: 'There was nothing to say to them not long ago.',
  SUPPRESSED: 'They must not be written to.',
  EXCLUDED: 'They or their company are excluded.',
  NO_TIER: 'They no longer fit any tier.',
  NO_ADDRESS: 'No address of theirs is known that may be right.',
  NO_HISTORY: 'No email of ours is known to have reached them.',
  ACCOUNT_WARMING: 'The account that they know us by is still warming up.',
  LOW_SCORE: 'Too little speaks for it.',
}
