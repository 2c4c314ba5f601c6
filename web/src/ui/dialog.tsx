import { type ReactElement, type ReactNode, useEffect, useEffectEvent, useId, useRef } from 'react'
import { interruptions } from '../lib/interruption.ts'
import { Announcer } from './announcer.tsx'
import { IconButton } from './button.tsx'
import './dialog.css'

/**
 * A modal on the browser's own `<dialog>`: focus stays inside, Esc closes, focus returns to what opened it.
 * It is on screen as long as it is rendered; it holds its own announcer because the page's is inert meanwhile.
 */
export function Dialog({
  title,
  onClose,
  wide,
  covers,
  stays,
  children,
}: {
  title: string
  /** `makesRoom` when nobody closed it: it had to make room for what everybody must see. */
  onClose(makesRoom?: boolean): void
  wide?: boolean
  /** Nothing behind it can be seen, and only an answer closes it. */
  covers?: boolean
  /** Makes no room for what everybody must see at once: it shows that itself, or could not be opened again. */
  stays?: boolean
  children: ReactNode
}): ReactElement {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const opener = document.activeElement
    ref.current?.showModal()
    // The browser would begin with the close button; a dialog with a field was opened to type there.
    ref.current?.querySelector<HTMLElement>('.dialog-body :is(input:not([type="hidden"]), textarea)')?.focus()
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [])
  const makeRoom = useEffectEvent(() => {
    if (!stays && !covers) onClose(true)
  })
  useEffect(() => interruptions.subscribe(() => makeRoom()), [])
  return (
    <dialog
      ref={ref}
      className="dialog"
      data-wide={wide}
      data-covers={covers}
      aria-labelledby={titleId}
      // A second Esc closes it whatever was said to the first: then it is shown again.
      onClose={() => (covers ? ref.current?.showModal() : onClose())}
      onCancel={(event) => covers && event.preventDefault()}
    >
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        {!covers && <IconButton icon="close" label="Close" onClick={() => onClose()} />}
      </div>
      <div className="dialog-body">{children}</div>
      <Announcer />
    </dialog>
  )
}
