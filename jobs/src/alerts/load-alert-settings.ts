import type { Sql } from '@swarm/db/write'
import { ZodError } from 'zod'
import { loadSettings } from '../settings/load-settings.ts'
import { type AlertSettings, alertSection, alertSettingsSchema } from './alert-settings.ts'

/**
 * Who hears of alerts, and when they rise. A stored document that this version can't read silences nobody: `isReadable` is false then, alerts rise
 * as shipped, and what needs no settings, Slack, goes on.
 */
export async function loadAlertSettings(db: Sql): Promise<{ settings: AlertSettings; isReadable: boolean }> {
  try {
    return { settings: (await loadSettings(db, alertSection)).document, isReadable: true }
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    return { settings: alertSettingsSchema.parse({}), isReadable: false }
  }
}
