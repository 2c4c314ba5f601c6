import { useEffect } from 'react'
import { connectionStore } from '../../lib/connection.ts'
import { announce } from '../../ui/announcer.tsx'

/** Says that the line was lost, and that it is back: once each, and nothing of a line that came back within seconds. */
export function useConnectionNews(): void {
  useEffect(() => {
    let wasLive = connectionStore.get().state === 'live'
    let isLost = false
    return connectionStore.subscribe(() => {
      const { state } = connectionStore.get()
      if (state === 'live') {
        if (isLost) announce('Back online.')
        wasLive = true
        isLost = false
      } else if (state !== 'connecting' && wasLive && !isLost) {
        announce('Connection lost. Your text is kept.', 'assertive')
        isLost = true
      }
    })
  }, [])
}
