import type { ReactElement } from 'react'
import { connectionStore, pausedStore, pauseLive } from '../../lib/connection.ts'
import { formatClock } from '../../lib/formats.ts'
import { useStore } from '../../lib/store.ts'
import { Button } from '../../ui/button.tsx'
import { Popover } from '../../ui/popover.tsx'

/** What the chip says: whether what is on screen is what there is. */
export function connectionWords(state: 'connecting' | 'live' | 'stale' | 'offline', since: number, paused: boolean): string {
  if (state === 'offline') return `Offline since ${formatClock(since)}, showing what was there`
  if (state === 'stale') return `As of ${formatClock(since)}`
  if (paused) return 'Live updates paused'
  return state === 'live' ? 'Live' : 'Connecting'
}

/** The state of the line, with the switch that pauses live updates. */
export function ConnectionChip(): ReactElement {
  const { state, since } = useStore(connectionStore)
  const paused = useStore(pausedStore)
  const words = connectionWords(state, since, paused)
  const shown = state === 'live' && paused ? 'paused' : state
  return (
    <Popover
      className="connection-chip"
      label={`Connection: ${words}`}
      button={
        <>
          <span className="connection-dot" data-state={shown} aria-hidden="true" />
          <span className="connection-words" aria-hidden="true">
            {words}
          </span>
          {(state === 'offline' || state === 'stale') && (
            <span className="connection-short" aria-hidden="true">
              {state === 'offline' ? 'Offline' : words}
            </span>
          )}
        </>
      }
    >
      {(close) => (
        <div className="menu">
          <p className="menu-note">{words}</p>
          <Button
            tone="quiet"
            onClick={() => {
              pauseLive(!paused)
              close()
            }}
          >
            {paused ? 'Resume live updates' : 'Pause live updates'}
          </Button>
        </div>
      )}
    </Popover>
  )
}
