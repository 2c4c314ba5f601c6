import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icons.tsx'
import { pages } from './pages.ts'

/** The pages that have no place in the phone's tab bar. */
export function MoreDialog({ onClose }: { onClose(): void }): ReactElement {
  return (
    <Dialog title="Pages" onClose={onClose}>
      <nav aria-label="All pages">
        {pages.map((page) => (
          <Link key={page.path} href={page.path} className="button more-link" data-tone="quiet" onClick={onClose}>
            <Icon name={page.icon} />
            {page.name}
          </Link>
        ))}
      </nav>
    </Dialog>
  )
}
