import type { ReactElement, ReactNode } from 'react'
import { Link } from 'wouter'
import './button.css'

/** A link that looks like a button: it leads to another page and does nothing else. */
export function LinkButton({
  href,
  tone = 'plain',
  children,
}: {
  href: string
  tone?: 'plain' | 'primary' | 'quiet'
  children: ReactNode
}): ReactElement {
  return (
    <Link href={href} className="button" data-tone={tone}>
      {children}
    </Link>
  )
}
