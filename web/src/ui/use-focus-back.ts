import { type RefObject, useEffect, useRef } from 'react'

/** Of what opens in place of the button that opened it: put on the frame around both, it gives the focus back to that button once it is there again. */
export function useFocusBack<Frame extends HTMLElement>(isOpen: boolean): RefObject<Frame | null> {
  const frame = useRef<Frame>(null)
  const wasOpen = useRef(false)
  useEffect(() => {
    if (wasOpen.current && !isOpen && document.activeElement === document.body) frame.current?.querySelector('button')?.focus()
    wasOpen.current = isOpen
  }, [isOpen])
  return frame
}
