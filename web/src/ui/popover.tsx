// biome-ignore-all lint/a11y/useSemanticElements: these groups are no sets of form fields
import { type ReactElement, type ReactNode, type ToggleEvent, useId, useRef, useState } from 'react'
import './dialog.css'

const gapPx = 4

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
  const place = (event: ToggleEvent<HTMLDivElement>): void => {
    setOpen(event.newState === 'open')
    const anchor = opener.current?.getBoundingClientRect()
    if (event.newState !== 'open' || !anchor || !panel.current) return
    const { offsetWidth, offsetHeight, style } = panel.current
    const below = anchor.bottom + gapPx + offsetHeight <= innerHeight
    // It opens towards the middle of the page.
    const start = anchor.left + anchor.right < innerWidth ? anchor.left : anchor.right - offsetWidth
    style.left = `${Math.max(8, Math.min(start, innerWidth - offsetWidth - 8))}px`
    style.top = `${below ? anchor.bottom + gapPx : Math.max(8, anchor.top - gapPx - offsetHeight)}px`
  }
  return (
    <>
      <button ref={opener} type="button" className={className ?? 'button'} popoverTarget={id} aria-expanded={open}>
        <span className="hidden-text">{label}</span>
        {button}
      </button>
      <div ref={panel} id={id} popover="auto" className="popover" role="group" aria-label={label} onToggle={place}>
        {open && children(() => panel.current?.hidePopover())}
      </div>
    </>
  )
}
