import type { ReactElement } from 'react'
import { Link, useLocation } from 'wouter'
import { formatCount } from '../../lib/formats.ts'
import { turnPage } from '../../lib/page-turn.ts'
import { Icon } from '../../ui/icons.tsx'
import { pageAt, pages } from './pages.ts'
import './rail.css'

/** The way to every page, with how much waits there by path: icons, with names on hover and focus, and names always from 1440 px on. On a phone a tab bar at the thumb. */
export function Rail({ waiting, onMore }: { waiting: Readonly<Record<string, number>>; onMore(): void }): ReactElement {
  const [path] = useLocation()
  const current = pageAt(path)
  return (
    <nav className="rail" aria-label="Pages">
      {pages.map((page) => {
        const count = waiting[page.path] ?? 0
        return (
          <Link
            key={page.path}
            href={page.path}
            className="rail-link"
            data-tab={page.tab}
            aria-current={page === current ? 'page' : undefined}
            onClick={() => path === page.path && turnPage()}
          >
            <Icon name={page.icon} size={18} />
            <span className="rail-name">{page.name}</span>
            {count > 0 && (
              <span className="rail-count number">
                {formatCount(count)}
                <span className="hidden-text"> waiting</span>
              </span>
            )}
          </Link>
        )
      })}
      <button type="button" className="rail-link rail-more" onClick={onMore}>
        <Icon name="more" size={18} />
        <span className="rail-name">More</span>
      </button>
    </nav>
  )
}
