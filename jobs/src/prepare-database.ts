import { type Mode, migrate } from '@swarm/db/migrate'
import { untilGranted } from '@swarm/db/until-granted'
import { createWriter } from '@swarm/db/write'
import { ensureCadencePlans } from './cadence/ensure-cadence-plans.ts'
import { ensureTemplates } from './craft/ensure-templates.ts'
import { migrateQueues } from './queue/migrate-queues.ts'
import { ensureSettings } from './settings/ensure-settings.ts'
import { writeStatusTransitions } from './signals/write-status-transitions.ts'

/** Brings a database to this version, as the migrating role: tables, functions, rights, queues, the transition table of statuses, and the settings that the database itself reads. */
export async function prepareDatabase(url: string, mode: Mode): Promise<void> {
  await untilGranted(() => migrate(url, mode))
  await untilGranted(() => migrateQueues(url))
  const writer = createWriter({ url, name: 'migrate', maxConnections: 1, onConnectionError: () => {} })
  try {
    await writeStatusTransitions(writer)
    await ensureSettings(writer, mode)
    await ensureCadencePlans(writer)
    await ensureTemplates(writer)
  } finally {
    await writer.end()
  }
}
