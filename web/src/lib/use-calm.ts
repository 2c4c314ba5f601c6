import { useEffect, useRef, useState } from 'react'

/** A value that changes at most once in `everyMs`: at once after some quiet, else when the time is over. What is read again for it is not read for each of many. */
export function useCalm<Value>(value: Value, everyMs: number): Value {
  const [taken, take] = useState(value)
  const takenAt = useRef(0)
  useEffect(() => {
    if (value === taken) return undefined
    const timer = setTimeout(
      () => {
        takenAt.current = Date.now()
        take(value)
      },
      Math.max(0, takenAt.current + everyMs - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [value, taken, everyMs])
  return taken
}
