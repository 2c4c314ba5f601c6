import type { SendPlatform } from './plan-item.ts'

/** A sending account as the rotation sees it. */
export type RotatingAccount = {
  platform: SendPlatform
  address: string
  /** Place in the round robin. */
  position: number
  /** Not paused, and it has proven an internal test send. */
  isReady: boolean
  /** The most emails today, less while it warms up; null: another rule limits it. */
  limit: number | null
}

/**
 * The account that sends: the one the lead has written from before, else round robin over the ready ones that have room
 * that day, least used first. A lead keeps its account while that is paused; its steps wait then. Where none is ready or none has room, the
 * first one, so that the verdict can say why; null where there is no account at all.
 */
export function chooseAccount(
  accounts: readonly RotatingAccount[],
  kept: string | null,
  usedOf: (address: string) => number,
): RotatingAccount | null {
  const own = accounts.find(({ address }) => address === kept)
  if (own) return own
  const ready = accounts.filter(({ isReady }) => isReady)
  const free = ready.filter(({ address, limit }) => limit === null || usedOf(address) < limit)
  const [first] =
    [free, ready, accounts.slice()]
      .find((some) => some.length > 0)
      ?.sort((a, b) => usedOf(a.address) - usedOf(b.address) || a.position - b.position) ?? []
  return first ?? null
}
