import { type RefObject, useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** A stretch of rows, both ends included. */
export type Stretch = { first: number; last: number }

/**
 * The rows that belong into the page: those in view and `spare` more at either side. All lengths in pixels; `top` is how far the frame is
 * scrolled. Rows that do not exist (a list that became shorter) are the caller's to leave out.
 */
export function rowsInView(top: number, height: number, rowHeight: number, spare: number): Stretch {
  return { first: Math.max(0, Math.floor(top / rowHeight) - spare), last: Math.ceil((top + height) / rowHeight) - 1 + spare }
}

/** Where a frame must be scrolled to for a row to be whole in view, by the shortest way; all in pixels. */
export function scrolledTo(at: number, top: number, height: number, rowHeight: number): number {
  if (at * rowHeight < top) return at * rowHeight
  return Math.max(top, (at + 1) * rowHeight - height)
}

/**
 * The rows of a list in view of `frame`, where all have one height: what is outside is not in the page, so a list may be as long as it
 * likes. `keep` stays, wherever the list is scrolled to. Our own few lines: a library that also measures rows of any height weighs 10 kB.
 */
export function useFixedRows(
  frame: RefObject<HTMLElement | null>,
  { count, rowHeight, spare, keep }: { count: number; rowHeight: number; spare: number; keep?: number },
): { rows: number[]; last: number } {
  const [view, setView] = useState<Stretch>({ first: 0, last: spare })
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    const look = (): void => {
      const next = rowsInView(element.scrollTop, element.clientHeight, rowHeight, spare)
      setView((before) => (before.first === next.first && before.last === next.last ? before : next))
    }
    look()
    // In the frame that scrolls: a moment later there would be nothing to see.
    const scrolled = (): void => flushSync(look)
    element.addEventListener('scroll', scrolled, { passive: true })
    const sizes = new ResizeObserver(look)
    sizes.observe(element)
    return () => {
      element.removeEventListener('scroll', scrolled)
      sizes.disconnect()
    }
  }, [frame, rowHeight, spare])
  const last = Math.min(view.last, count - 1)
  const rows: number[] = []
  for (let at = Math.min(view.first, Math.max(0, last)); at <= last; at++) rows.push(at)
  if (keep !== undefined && keep < count) {
    if (keep > last) rows.push(keep)
    else if (rows[0] !== undefined && keep < rows[0]) rows.unshift(keep)
  }
  return { rows, last }
}
