import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { ZodError } from 'zod'
import { businessNow } from '../business-now.ts'
import { organisationSection } from '../craft/organisation.ts'
import { loadSettings } from '../settings/load-settings.ts'
import type { AlertSettings } from './alert-settings.ts'
import { loadAlertSettings } from './load-alert-settings.ts'
import { isWithinHours } from './within-hours.ts'

/** Lets rise what nobody acknowledged in time, and closes old news. */
export async function escalateAlerts(writer: Writer): Promise<void> {
  const { settings } = await loadAlertSettings(writer.sql)
  await writer.transaction(async (tx) => {
    const isWithin = await isWithinTheirHours(tx, settings)
    await tx.execute(sql`
      select escalate_alerts(make_interval(mins => ${settings.levelOneMinutes}), make_interval(mins => ${settings.levelTwoMinutes}),
        ${settings.risesFrom satisfies AlertSettings['risesFrom']}::alert_severity, ${isWithin}, make_interval(hours => ${settings.newsHours}))`)
  })
}

/** An organisation that this version can't read has no zone that is known: alerts rise at every hour then, rather than never. */
async function isWithinTheirHours(tx: Sql, { hours }: AlertSettings): Promise<boolean> {
  try {
    const { document: organisation } = await loadSettings(tx, organisationSection)
    return isWithinHours(await businessNow(tx), hours, organisation.timeZone)
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    return true
  }
}
