// biome-ignore-all lint/a11y/useSemanticElements: these groups are no sets of form fields
import { type ReactElement, type ReactNode, type ToggleEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import './dialog.css'

const gapPx = 4
/** Kept free between it and the window's edges. */
const edgePx = 8

/** A button with a panel that floats under it: the browser's own popover, closed by Esc, by a click elsewhere, and on request. */
export function Popover({
  label,
  button,
  className,
  children,
}: {
  label: string
  button: ReactNode
  className?: string
  children(close: () => void): ReactNode
}): ReactElement {
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const toggled = (event: ToggleEvent<HTMLDivElement>): void => setOpen(event.newState === 'open')
  // Before it is painted, and again when what it holds has come or grown.
  useLayoutEffect(() => {
    const floating = panel.current
    if (!open || !floating) return
    const place = (): void => {
      const anchor = opener.current?.getBoundingClientRect()
      if (!anchor) return
      const { offsetWidth, offsetHeight, style } = floating
      // It opens towards the middle of the page.
      const start = anchor.left + anchor.right < innerWidth ? anchor.left : anchor.right - offsetWidth
      const fits = anchor.bottom + gapPx + offsetHeight <= innerHeight - edgePx
      const top = fits ? anchor.bottom + gapPx : anchor.top - gapPx - offsetHeight
      style.left = `${Math.max(edgePx, Math.min(start, innerWidth - offsetWidth - edgePx))}px`
      style.top = `${top >= edgePx ? top : Math.max(edgePx, innerHeight - offsetHeight - edgePx)}px`
    }
    place()
    const watch = new ResizeObserver(place)
    watch.observe(floating)
    return () => watch.disconnect()
  }, [open])
  return (
    <>
      <button ref={opener} type="button" className={className ?? 'button'} popoverTarget={id} aria-expanded={open}>
        <span className="hidden-text">{label}</span>
        {button}
      </button>
      <div ref={panel} id={id} popover="auto" className="popover" role="group" aria-label={label} onBeforeToggle={toggled}>
        {open && children(() => panel.current?.hidePopover())}
      </div>
    </>
  )
}
