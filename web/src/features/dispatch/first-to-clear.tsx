import { type ReactElement, useContext } from 'react'
import { LinkButton } from '../../ui/link-button.tsx'
import { Time } from '../../ui/time.tsx'
import { ShellContext } from '../shell/shell-data.ts'
import type { Held } from './dispatch-documents.ts'
import { firstClears } from './dispatch-words.ts'

/** Where all are held back: from when on the first of them can be planned, and in the sandbox the way to get there. */
export function FirstToClear({ held }: { held: readonly Held[] }): ReactElement | null {
  const isSandbox = useContext(ShellContext)?.health.mode.toLowerCase() === 'sandbox'
  const at = firstClears(held)
  if (at === null) return null
  return (
    <div className="toolbar">
      <p className="grow">
        The first of them can be planned from <Time at={at} as="full" /> on.
      </p>
      {isSandbox && <LinkButton href="/">Move the clock</LinkButton>}
    </div>
  )
}
