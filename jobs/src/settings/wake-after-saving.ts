import type { Wake } from '../queue/wake.ts'
import type { SavedSettings } from './save-settings.ts'

/** What a saved section sets going at once; without the wake-up its sweep begins within a minute. */
export async function wakeAfterSaving(wake: Wake, saved: SavedSettings): Promise<SavedSettings> {
  if (saved.section === 'icp') await wake('rescoreLeads', {}, 'rescore-leads')
  if (saved.section === 'organisation') await wake('expireDrafts', {}, 'expire-drafts')
  return saved
}
