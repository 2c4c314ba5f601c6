import type { Writer } from '@swarm/db/write'
import { warnWhileItLasts } from '../alerts/while-it-lasts.ts'
import type { PlanData } from '../dispatch/plan-dispatch.ts'
import { findIdleFollowUps, type IdleFollowUps } from './find-idle-follow-ups.ts'

const cause = 'gate.idle'

/** "12 follow-ups were ready before Tue 1 Dec, and no sending day since used its allowance up: 0 of 5, 0 of 5, 1 of 5." */
function wordsOf({ draftIds, days }: IdleFollowUps): string {
  const first = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
  const since = days[0] === undefined ? '' : first.format(new Date(days[0].on)).replace(',', '')
  const ready = draftIds.length === 1 ? '1 follow-up was' : `${draftIds.length} follow-ups were`
  return `${ready} ready before ${since}, and no sending day since used its allowance up: ${days.map(({ used, limit }) => `${used} of ${limit}`).join(', ')}.`
}

/**
 * One open WARNING while follow-ups wait although there was room for them on each of the last sending days. It ends by itself. Nothing stops:
 * nothing wrong went out. Returns the drafts.
 */
export async function warnOfIdleFollowUps(writer: Writer, data: PlanData): Promise<string[]> {
  const idle = await findIdleFollowUps(writer.sql, data)
  const message = idle === null ? null : wordsOf(idle)
  await writer.transaction((tx) => warnWhileItLasts(tx, { cause, message, overNote: 'Follow-ups go out again, or none waits.' }))
  return idle?.draftIds ?? []
}
