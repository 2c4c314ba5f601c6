import { useSyncExternalStore } from 'react'

const narrow = typeof matchMedia === 'undefined' ? null : matchMedia('(max-width: 719px)')

/** Whether the page is as narrow as a phone: tables then have rows of two lines. */
export function usePhone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow?.addEventListener('change', listener)
      return () => narrow?.removeEventListener('change', listener)
    },
    () => narrow?.matches ?? false,
  )
}
