import type { Session } from './context.ts'

/** What a person must do before anything else: put a secret of their own in place of one that somebody made for them, set up a second factor. */
export const unfinishedKinds = ['CHANGE_SECRET', 'SET_SECOND_FACTOR'] as const
export type Unfinished = (typeof unfinishedKinds)[number]

/** The same in words, for whoever asked for something else. */
export const unfinishedWords: Record<Unfinished, string> = {
  CHANGE_SECRET: 'Put a secret of your own in place of the one that was made for you. Until then nothing else is open to you.',
  SET_SECOND_FACTOR: 'Set up a second factor, which the settings ask of you. Until then nothing else is open to you.',
}

/** What a declared field adds so that it is open to them all the same: by it they do what they must. */
export const openToUnfinished = { openToUnfinished: true } as const

/** Why a session may not have a field that does not say so; null when it may. */
export function unfinishedOf(session: Session | null, isOpen: boolean): Unfinished | null {
  return isOpen ? null : (session?.unfinished ?? null)
}
