import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icons.tsx'
import { pages, quietPages } from './pages.ts'

/** Every page: on a phone there is no palette that leads to those without a place in the rail. */
export function MoreDialog({ onClose }: { onClose(): void }): ReactElement {
  return (
    <Dialog title="Pages" onClose={onClose}>
      <nav className="more-pages" aria-label="All pages">
        {pages.map((page) => (
          <Link key={page.path} href={page.path} className="button more-link" data-tone="quiet" onClick={onClose}>
            <Icon name={page.icon} />
            {page.name}
          </Link>
        ))}
        <hr />
        {quietPages.map((page) => (
          <Link key={page.path} href={page.path} className="button more-link" data-tone="quiet" onClick={onClose}>
            {page.name}
          </Link>
        ))}
      </nav>
    </Dialog>
  )
}
