import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import { organisationSection } from '../craft/organisation.ts'
import { loadSettings } from '../settings/load-settings.ts'
import type { AlertSettings } from './alert-settings.ts'
import { loadAlertSettings } from './load-alert-settings.ts'
import { isWithinHours } from './within-hours.ts'

/** Lets rise what nobody acknowledged in time, and closes old news. */
export async function escalateAlerts(writer: Writer): Promise<void> {
  const { settings } = await loadAlertSettings(writer.sql)
  const { document: organisation } = await loadSettings(writer.sql, organisationSection)
  await writer.transaction(async (tx) => {
    const isWithin = isWithinHours(await businessNow(tx), settings.hours, organisation.timeZone)
    await tx.execute(sql`
      select escalate_alerts(make_interval(mins => ${settings.levelOneMinutes}), make_interval(mins => ${settings.levelTwoMinutes}),
        ${settings.risesFrom satisfies AlertSettings['risesFrom']}::alert_severity, ${isWithin}, make_interval(hours => ${settings.newsHours}))`)
  })
}
