import type { ReactElement } from 'react'

/** Our own shapes on a 16 px grid: the font has no ⏹ ◐ ➤, and a missing character would come out as a box. */
const shapes = {
  stop: 'M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z M6 6h4v4H6z',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z M10.5 10.5L14 14',
  overview: 'M2 9.5h4.5V14H2z M9.5 2H14v5.5H9.5z M9.5 10.5H14V14H9.5z M2 2h4.5v4.5H2z',
  queue: 'M2 3.5h12v9H2z M2 9h3.5l1 1.5h3l1-1.5H14',
  leads:
    'M6 7.5a2.5 2.5 0 1 0 0-5a2.5 2.5 0 1 0 0 5z M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4 M10.5 3a2.3 2.3 0 0 1 0 4.3 M12 9.8c1.6.6 2.5 1.9 2.5 3.7',
  import: 'M8 2v8 M4.8 7L8 10.2L11.2 7 M2.5 11v2.5h11V11',
  dispatch: 'M2 8L14 2.5L10 13.5L7.5 9z M7.5 9L14 2.5',
  campaigns: 'M2.5 6.5v3h2.5l6 3.5V3L5 6.5z M13.5 6.5v3',
  cadence: 'M3 8h10 M3 6v4 M8 5v6 M13 6v4',
  replies: 'M6.5 4L2.5 8l4 4 M2.5 8H10c2.2 0 3.5 1.5 3.5 4',
  kpis: 'M2.5 13.5h11 M4 11V8 M8 11V3.5 M12 11V6',
  runs: 'M4.5 2.5L13 8l-8.5 5.5z',
  settings: 'M2.5 4.5h6 M11.5 4.5h2 M10 3v3 M2.5 11.5h2 M7.5 11.5h6 M6 10v3',
  health: 'M1.5 8.5h3l2-5.5l3 10l2-4.5h3',
  more: 'M3 8h.01 M8 8h.01 M13 8h.01',
  close: 'M4 4l8 8 M12 4l-8 8',
  next: 'M6 3.5L10.5 8L6 12.5',
  previous: 'M10 3.5L5.5 8L10 12.5',
  down: 'M3.5 6L8 10.5L12.5 6',
  external: 'M6 3H3v10h10v-3 M9 2.5h4.5V7 M13.5 2.5L7.5 8.5',
  copy: 'M5.5 5.5h8v8h-8z M10.5 5.5v-3h-8v8h3',
  ok: 'M3 8.5L6.5 12L13 4.5',
  proven: 'M1.5 8.5L4.5 11.5L10 5 M7.5 11.5L14 4.5',
  bad: 'M4 4l8 8 M12 4l-8 8',
  warn: 'M8 2.5v7 M8 13h.01',
  skipped: 'M4 8h8',
  unknown: 'M5.5 6a2.5 2.5 0 1 1 3.7 2.2C8.4 8.7 8 9.2 8 10 M8 13h.01',
  planned: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z',
  inFlight: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11z M8 2.5v11a5.5 5.5 0 0 1 0-11z',
  arrow: 'M2.5 8h10 M9 4.5L12.5 8L9 11.5',
} as const

export type IconName = keyof typeof shapes
const filled: Partial<Record<IconName, true>> = { inFlight: true }

/** A decorative drawing in the text's colour; its meaning always stands beside it in words or in the control's name. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }): ReactElement {
  const [outline, half] = filled[name] ? [shapes[name].split(' M8 2.5v11')[0], 'M8 2.5v11a5.5 5.5 0 0 1 0-11z'] : [shapes[name]]
  return (
    <svg className="icon" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" focusable="false">
      <path
        d={outline}
        fill="none"
        stroke="currentColor"
        strokeWidth={name === 'more' ? 2.4 : 1.6}
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeDasharray={name === 'planned' ? '1.5 2.8' : undefined}
      />
      {half && <path d={half} fill="currentColor" />}
    </svg>
  )
}
