import type { Reader } from '@swarm/db/read'
import { organisationSchema } from '@swarm/jobs/craft/organisation'
import { type ReviewSettings, reviewSettingsSchema } from '@swarm/jobs/settings/review'
import { sql } from 'drizzle-orm'

/** What every time on a card is reckoned from: business time, the settings of the queue, the organisation's zone. */
export type ReviewClock = { now: Date; settings: ReviewSettings; zone: string; staleBefore: Date }

export async function loadReviewClock(reader: Reader): Promise<ReviewClock> {
  const { rows } = await reader.read((db) =>
    db.execute<{ now: string; review: unknown; organisation: unknown }>(sql`
      select business_now() as now,
        (select document from setting_version where section = 'review' order by version desc limit 1) as review,
        (select document from setting_version where section = 'organisation' order by version desc limit 1) as organisation`),
  )
  const row = rows[0]
  if (!row) throw new Error('the database gave no time')
  const now = new Date(row.now)
  const settings = reviewSettingsSchema.parse(row.review ?? {})
  return {
    now,
    settings,
    zone: organisationSchema.parse(row.organisation ?? {}).timeZone,
    staleBefore: new Date(now.getTime() - settings.staleHours * 3_600_000),
  }
}
