import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { pages } from '../features/shell/pages.ts'
import { EmptyState } from '../ui/states.tsx'

/** An address that is no page. */
export function NotFoundPage(): ReactElement {
  const first = pages[0]
  return (
    <EmptyState
      title="There is no page at this address."
      actions={
        first && (
          <Link className="button" href={first.path}>
            Go to {first.name}
          </Link>
        )
      }
    >
      The link may be old, or a letter is missing.
    </EmptyState>
  )
}
