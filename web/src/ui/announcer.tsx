import { type ReactElement, useEffect, useRef } from 'react'

export type Politeness = 'polite' | 'assertive'

type Region = (text: string, politeness: Politeness) => void

// A modal makes the rest of the page inert, live regions included, so it brings its own; the newest one speaks.
const regions: Region[] = []
let waiting: string[] = []
let spokenAt = 0
let timer: ReturnType<typeof setTimeout> | undefined
const betweenMs = 3000

function speakWaiting(): void {
  timer = undefined
  spokenAt = Date.now()
  regions.at(-1)?.(waiting.join(' '), 'polite')
  waiting = []
}

/** Says a sentence to assistive technology. Polite ones are joined and spoken at most once in 3 s; assertive ones at once. */
export function announce(text: string, politeness: Politeness = 'polite'): void {
  if (politeness === 'assertive') {
    regions.at(-1)?.(text, politeness)
    return
  }
  waiting.push(text)
  if (timer === undefined) timer = setTimeout(speakWaiting, Math.max(50, spokenAt + betweenMs - Date.now()))
}

/** The two live regions. One stands in the shell from the start, one in each modal. */
export function Announcer(): ReactElement {
  const polite = useRef<HTMLDivElement>(null)
  const assertive = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const region: Region = (text, politeness) => {
      const element = (politeness === 'polite' ? polite : assertive).current
      if (!element) return
      // Cleared first: the same sentence twice must be heard twice.
      element.textContent = ''
      setTimeout(() => {
        element.textContent = text
      }, 30)
    }
    regions.push(region)
    return () => void regions.splice(regions.indexOf(region), 1)
  }, [])
  return (
    <>
      <div ref={polite} className="hidden-text" role="status" aria-live="polite" />
      <div ref={assertive} className="hidden-text" role="alert" aria-live="assertive" />
    </>
  )
}
