import { useState } from 'react'
import { useMutation } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { updateSettings } from '../../lib/update-settings.ts'
import { announce } from '../../ui/announcer.tsx'
import { restoreSettings } from './settings-documents.ts'

/** A refused save; `conflictVersion` is the version that stands when somebody else was faster. */
export type SaveRefused = Refused & { conflictVersion: number | null }

export type Wanted = { patch: Record<string, unknown> } | { restore: number }

export type Save = {
  busy: boolean
  refused: SaveRefused | null
  forget(): void
  /** Saves a patch or an older version over the version that was seen; answers the new version, or null when refused. */
  save(section: string, wanted: Wanted, expectedVersion: number): Promise<number | null>
}

/** Saving is never optimistic: the page shows what the server has, and a refusal keeps what was typed. */
export function useSettingsSave(): Save {
  const [refused, setRefused] = useState<SaveRefused | null>(null)
  const [updating, update] = useMutation(updateSettings)
  const [restoring, restore] = useMutation(restoreSettings)
  return {
    busy: updating.fetching || restoring.fetching,
    refused,
    forget: () => setRefused(null),
    async save(section, wanted, expectedVersion) {
      const input = { section, expectedVersion, clientMutationId: newId() }
      const { answer, success, error } =
        'patch' in wanted
          ? await update({ input: { ...input, patch: wanted.patch } }).then(({ data, error }) => ({
              answer: data?.updateSettings,
              success: 'UpdateSettingsSuccess',
              error,
            }))
          : await restore({ input: { ...input, version: wanted.restore } }).then(({ data, error }) => ({
              answer: data?.restoreSettings,
              success: 'RestoreSettingsSuccess',
              error,
            }))
      const why = refusedOf(answer, success, error)
      setRefused(why && { ...why, conflictVersion: answer?.__typename === 'ConflictError' ? answer.currentVersion : null })
      if (why) {
        announce(`Not saved. ${why.message}`, 'assertive')
        return null
      }
      const version = answer && 'section' in answer ? answer.section.version : expectedVersion
      announce(`Saved as version ${version}.`)
      return version
    },
  }
}
