import { useEffect, useRef, useState } from 'react'

/**
 * A value that changes at most once in `everyMs`: at once after some quiet, else when the time is over, and while nobody sees the page not
 * at all. What is read again for it is not read for each of many.
 */
export function useCalm<Value>(value: Value, everyMs: number): Value {
  const [taken, take] = useState(value)
  const takenAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (value === taken) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = (): void => {
      clearTimeout(timer)
      if (document.hidden) return
      timer = setTimeout(
        () => {
          takenAt.current = performance.now()
          take(value)
        },
        Math.max(0, takenAt.current + everyMs - performance.now()),
      )
    }
    wait()
    document.addEventListener('visibilitychange', wait)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', wait)
    }
  }, [value, taken, everyMs])
  return taken
}
