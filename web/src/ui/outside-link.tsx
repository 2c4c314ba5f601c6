import type { AnchorHTMLAttributes, ReactElement, ReactNode } from 'react'

/** A link to an address that somebody else gave us: it opens beside ours, knows nothing of ours, and is plain text where it is no web address. */
export function OutsideLink({
  href,
  children,
  ...rest
}: { href: string; children: ReactNode } & AnchorHTMLAttributes<HTMLAnchorElement>): ReactElement {
  const protocol = URL.parse(href)?.protocol
  if (protocol !== 'https:' && protocol !== 'http:') return <span>{children}</span>
  return (
    <a {...rest} href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  )
}
