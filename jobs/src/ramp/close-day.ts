import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { ConflictError, InvalidInputError } from '../errors.ts'

export const dayDecisions = ['CONTINUE', 'HOLD', 'ROLL_BACK'] as const
export type DayDecision = (typeof dayDecisions)[number]

export type DayToClose = {
  /** YYYY-MM-DD of the organisation; null is today. */
  on: string | null
  decision: DayDecision
  note: string
  /** Who says go or no-go on the next day; null is whoever closes this one. */
  nextOwner: string | null
}

/** How many days back a day may still be closed: a weekend may lie between. */
const mostDaysBack = 3

/**
 * Closes a day, once and for good; answers which. CONTINUE goes on and lets the limit rise after a clean day, HOLD leaves it as it is, ROLL_BACK
 * takes what was opened after the ramp back to its beginning. Throws InvalidInputError for a day that is not over-due nor today, ConflictError
 * naming who was faster.
 */
export async function closeDay(writer: Writer, actor: Actor, { on, decision, note, nextOwner }: DayToClose): Promise<{ on: string }> {
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ day: string; back: number }>(sql`
      select coalesce(${on}::date, t.day)::text as day, t.day - coalesce(${on}::date, t.day) as back from (select organisation_day(business_now()) as day) t`)
    const { day = '', back = 0 } = rows[0] ?? {}
    if (back < 0) throw new InvalidInputError(`${day} has not begun yet.`, ['on'])
    if (back > mostDaysBack) throw new InvalidInputError(`${day} is too long ago: a day is closed within ${mostDaysBack} days.`, ['on'])
    const closed = await tx.execute<{ by: string; at: string }>(sql`
      select closed_by as by, closed_at as at from close_day(${day}::date, ${decision}::day_decision, ${note}, ${nextOwner ?? actor.name}, ${actor.name})`)
    const [first] = closed.rows
    if (first) {
      throw new ConflictError(`${day} was closed by ${first.by}. Nothing was changed.`, {
        decidedBy: first.by,
        decidedAt: new Date(first.at),
      })
    }
    return { on: day }
  })
}
