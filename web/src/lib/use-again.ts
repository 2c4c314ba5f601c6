import { useEffect, useEffectEvent } from 'react'
import { onReconnected, pausedStore } from './connection.ts'

/** Asks again every `everyMs` while somebody looks, and after every lost connection: for what has no live update of its own. */
export function useAgain(again: (options: { requestPolicy: 'network-only' }) => void, everyMs: number): void {
  const ask = useEffectEvent(() => again({ requestPolicy: 'network-only' }))
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden && !pausedStore.get()) ask()
    }, everyMs)
    const off = onReconnected(() => ask())
    return () => {
      clearInterval(timer)
      off()
    }
  }, [everyMs])
}
