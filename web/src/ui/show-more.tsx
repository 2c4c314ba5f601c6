import type { ReactElement, ReactNode } from 'react'
import { faultOf } from '../lib/fault.ts'
import type { Pages } from '../lib/use-pages.ts'
import { Button } from './button.tsx'
import { ErrorState } from './states.tsx'

type ShowMoreProps = {
  list: Pages<unknown>
  words?: string
  /** Stands beside the button. */
  children?: ReactNode
}

/** Under the rows of a list that grows by hand: the way to its next page, or what failed and the way to try that again. */
export function ShowMore({ list, words = 'Show more', children }: ShowMoreProps): ReactElement | null {
  // A list without any row says itself what failed.
  if (list.rows.length === 0) return null
  if (list.error) return <ErrorState what="The next ones could not be loaded" {...faultOf(list.error)} onRetry={list.again} />
  if (!list.hasMore) return null
  return (
    <div className="state-actions">
      <Button onClick={list.more}>{words}</Button>
      {children}
    </div>
  )
}
