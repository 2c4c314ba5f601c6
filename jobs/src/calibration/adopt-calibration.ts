import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import { ConflictError, RefusedError } from '../errors.ts'
import type { BrakeChecks } from '../settings/brakes.ts'
import { type SavedSettings, updateSettings } from '../settings/save-settings.ts'
import { loadCalibration } from './load-calibration.ts'

/**
 * Makes a proposed ICP profile the next version, as its own audited save. Throws RefusedError where nothing is proposed, ConflictError when what
 * is proposed now, or the profile in force, is not what was seen.
 */
export async function adoptCalibration(
  writer: Writer,
  actor: Actor,
  { profileVersion, hash }: { profileVersion: number; hash: string },
  checks: BrakeChecks,
): Promise<SavedSettings> {
  const { proposal, missing, profileVersion: currentVersion } = await loadCalibration(writer.sql)
  if (currentVersion !== profileVersion)
    throw new ConflictError(`The ICP profile is at version ${currentVersion} now. Nothing was saved.`, { currentVersion })
  if (proposal === null) {
    const reasons =
      missing.length > 0
        ? missing
        : [{ code: 'NOTHING_PROPOSED', message: 'Today’s points lie within what the answers say: nothing is proposed.' }]
    throw new RefusedError('NOT_READY', reasons.map(({ message }) => message).join(' '), reasons)
  }
  if (proposal.hash !== hash)
    throw new ConflictError('More answers came in, and the proposal is another one now. Look at it again. Nothing was saved.', {})
  return updateSettings(
    writer,
    actor,
    { section: 'icp', patch: proposal.patch, expectedVersion: profileVersion, action: 'calibration.adopted' },
    checks,
  )
}
