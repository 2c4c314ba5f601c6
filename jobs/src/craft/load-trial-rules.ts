import type { Sql } from '@swarm/db/write'
import { guardSection } from '../guard/guard-settings.ts'
import { wordingsSection } from '../guard/wordings.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { organisationSection } from './organisation.ts'
import type { TrialRules } from './try-template.ts'

/** What texts are tried under, as it stands now. */
export async function loadTrialRules(db: Sql): Promise<TrialRules> {
  const { document: organisation } = await loadSettings(db, organisationSection)
  const { document: guards } = await loadSettings(db, guardSection)
  const { document: wordings } = await loadSettings(db, wordingsSection)
  return { organisation, guards, wordings }
}
