import encodeQR from 'qr'
import type { ReactElement } from 'react'

/** White around it, in modules: readers need it. */
const border = 2

/** What a phone's authenticator reads. Always dark on white, whatever the theme: not every reader takes the opposite. */
export function CodePicture({ text }: { text: string }): ReactElement {
  const rows = encodeQR(text, 'raw', { border })
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg className="code-picture" viewBox={`0 0 ${rows.length} ${rows.length}`} role="img" aria-label="Picture for your authenticator">
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}
