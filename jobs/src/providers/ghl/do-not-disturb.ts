import { z } from 'zod'

/** As contacts and their events carry it; any channel may be missing. */
export const dndFields = {
  dnd: z.boolean().nullish(),
  dndSettings: z
    .record(z.string(), z.object({ status: z.string().nullish(), message: z.string().nullish(), code: z.string().nullish() }).nullish())
    .nullish(),
}
export type DndFields = z.infer<z.ZodObject<typeof dndFields>>

/** What we write beside a setting of ours, so that its echo is not taken for the person's own word. */
export const ourDndCode = 'alpha-swarm'

/**
 * Whether mail to this contact is off. `active` means that do-not-disturb is on, also where `dnd` is false (a common state); a status that
 * nobody documents counts as on.
 */
export function blocksEmail({ dnd, dndSettings }: DndFields): boolean {
  if (dnd === true) return true
  const email = dndSettings?.['Email']
  return email !== undefined && email !== null && email.status !== 'inactive'
}

/** Whether it is off because we pushed it there, and for no other reason. */
export function isOurBlock({ dnd, dndSettings }: DndFields): boolean {
  return dnd !== true && dndSettings?.['Email']?.code === ourDndCode
}
