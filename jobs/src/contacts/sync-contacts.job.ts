import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { watchAlone } from '../signals/hook-state.ts'
import { ensureNurtureAccount } from './ensure-nurture-account.ts'
import { pushBlocks } from './push-blocks.ts'
import { syncContacts } from './sync-contacts.ts'

/** Our suppressions first: that somebody is left alone must not wait for a long list. One process at a time. */
export const syncContactsJob = handle(contracts.syncContacts, async (_, { writer, log, ghl }) => {
  if (ghl === null) return
  await ensureNurtureAccount(writer)
  await watchAlone(writer, 'ghl.contacts', async () => {
    await pushBlocks({ writer, log, ghl })
    await syncContacts({ writer, log, ghl })
    await pushBlocks({ writer, log, ghl })
  })
})
