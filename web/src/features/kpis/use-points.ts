import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'

/** One point of a chart, where it stands in its drawing. */
export type Place = { x: number; y: number }

const steps: Record<string, 1 | -1 | 'first' | 'last'> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  Home: 'first',
  End: 'last',
}

/**
 * Points that arrow keys walk through and a pointer comes near to: one of them takes the Tab key, and what it says is shown until Esc is
 * pressed or another takes its place.
 */
export function usePoints(places: readonly Place[], onOpen: (at: number) => void) {
  const drawing = useRef<SVGSVGElement>(null)
  const [current, setCurrent] = useState(0)
  const [shown, setShown] = useState<number | null>(null)
  const last = places.length - 1
  const reached = Math.min(current, Math.max(0, last))
  const move = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && shown !== null) {
      event.stopPropagation()
      setShown(null)
      return
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onOpen(reached)
      return
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = step === 'first' ? 0 : step === 'last' ? last : Math.max(0, Math.min(last, reached + step))
    setCurrent(next)
    setShown(next)
    drawing.current?.querySelectorAll<SVGGElement>('[data-point]')[next]?.focus()
  }
  const nearest = (event: PointerEvent): number | null => {
    const frame = drawing.current?.getBoundingClientRect()
    if (!frame || places.length === 0) return null
    const far = ({ x, y }: Place) => Math.hypot(x - (event.clientX - frame.left), y - (event.clientY - frame.top))
    return places.reduce((best, place, at) => (far(place) < far(places[best] ?? place) ? at : best), 0)
  }
  return {
    drawing,
    shown: shown !== null && shown <= last ? shown : null,
    hide: () => setShown(null),
    drawingProps: {
      onPointerMove: (event: PointerEvent) => setShown(nearest(event)),
      onClick: () => {
        if (shown !== null) onOpen(shown)
      },
    },
    pointProps: (at: number) => ({
      'data-point': at,
      tabIndex: at === reached ? 0 : -1,
      onFocus: () => {
        setCurrent(at)
        setShown(at)
      },
      onKeyDown: move,
    }),
  }
}
