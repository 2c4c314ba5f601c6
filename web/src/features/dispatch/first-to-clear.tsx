import type { ReactElement } from 'react'
import { Time } from '../../ui/time.tsx'
import { SandboxClock } from '../clock/sandbox-clock.tsx'
import type { Held } from './dispatch-documents.ts'
import { firstClears } from './dispatch-words.ts'

/** Where all are held back: from when on the first of them can be planned, and in the sandbox the clock that leads there. */
export function FirstToClear({ held }: { held: readonly Held[] }): ReactElement | null {
  const at = firstClears(held)
  if (at === null) return null
  return (
    <>
      <p>
        The first of them can be planned from <Time at={at} as="full" /> on.
      </p>
      <SandboxClock />
    </>
  )
}
