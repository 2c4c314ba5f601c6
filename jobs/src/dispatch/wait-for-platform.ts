import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadSettings } from '../settings/load-settings.ts'
import { nurtureSection } from './nurture-settings.ts'

/** THE sentence: said only with the platform's acceptance in the row. */
export const sentViaGhl = 'Email sent via GHL'

/** How often the row is looked at, in real milliseconds. */
const betweenMs = 100

type Row = { status: string; code: string | null; message: string | null; opensLater: boolean; windowFrom: string }

/** What can be said of a send now; null while the platform may still answer in time. */
function wordsFor({ status, message, code, opensLater, windowFrom }: Row): string | null {
  switch (status) {
    case 'ACCEPTED':
    case 'PROVEN':
      return sentViaGhl
    case 'SKIPPED':
    case 'REFUSED':
      return `Not sent: ${message ?? code ?? 'refused'}`
    case 'UNKNOWN':
      return 'In flight: GHL gave no clear answer. It counts as sent and is looked up.'
    default:
      return opensLater
        ? `It leaves when their window opens, at ${new Date(windowFrom).toISOString().slice(0, 16).replace('T', ' ')} UTC.`
        : null
  }
}

/** Waits for the platform's word on a send, as the settings say; without one in time it answers that there is none, never the sentence. */
export async function waitForPlatform(db: Sql, sendId: string): Promise<string> {
  const { document } = await loadSettings(db, nurtureSection)
  const until = performance.now() + document.answerWithinMs
  for (;;) {
    const { rows } = await db.execute<Row>(sql`
      select status, code, message, window_from > business_now() as "opensLater", window_from as "windowFrom" from send where id = ${sendId}`)
    const [row] = rows
    const words = row === undefined ? null : wordsFor(row)
    if (words !== null) return words
    if (performance.now() + betweenMs > until) return 'In flight: GHL has not answered yet.'
    await sleep(betweenMs)
  }
}
