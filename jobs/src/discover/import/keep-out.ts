import type { Sql } from '@swarm/db/write'
import { addExclusions, type NewExclusion } from '../../suppression/add-exclusions.ts'
import { addSuppressions, type NewSuppression } from '../../suppression/add-suppressions.ts'
import type { Candidate } from './candidate.ts'
import type { Mark } from './marks.ts'

/**
 * Puts people on the lists whom a file says to leave alone: do not contact and current client exclude, opted out and bounced suppress
 * (operations.md, Moving in). Counts for every row, also for one that is only a duplicate: an opt-out is never missed. Never lifts anything.
 */
export async function keepOut(tx: Sql, marked: readonly { candidate: Candidate; mark: Mark }[], source: string): Promise<void> {
  const exclusions: NewExclusion[] = []
  const suppressions: NewSuppression[] = []
  for (const { candidate, mark } of marked) {
    const { email, linkedin, otherEmails } = candidate
    const address = email ? { email: email.address, personKey: email.personKey } : null
    const others = otherEmails.map(({ address: other, personKey }) => ({ email: other, personKey }))
    const profile = linkedin ? { linkedinUrl: linkedin.url, linkedinKey: linkedin.key } : null
    if (!address && !profile) continue
    switch (mark.kind) {
      case 'DO_NOT_CONTACT':
        exclusions.push({ kind: 'DO_NOT_CONTACT', ...address, ...profile, source, note: 'said an import' })
        for (const other of others) exclusions.push({ kind: 'DO_NOT_CONTACT', ...other, source, note: 'said an import' })
        break
      case 'CUSTOMER':
        // At another employer the same person is no client any more.
        exclusions.push({ kind: 'CUSTOMER', ...(address ?? profile), source, note: 'said an import' })
        break
      case 'OPTED_OUT':
        for (const name of [address, profile, ...others])
          if (name) suppressions.push({ ...name, reason: 'opted out', source, leadStatus: 'UNSUBSCRIBED' })
        break
      case 'BOUNCED':
        // A mailbox bounces, not a person.
        if (address) suppressions.push({ ...address, reason: 'bounced', source, leadStatus: 'BOUNCED' })
        break
      default:
        break
    }
  }
  if (exclusions.length > 0) await addExclusions(tx, 'HUNTER', exclusions)
  if (suppressions.length > 0) await addSuppressions(tx, 'HUNTER', suppressions)
}
