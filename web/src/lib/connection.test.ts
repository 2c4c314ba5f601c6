import { afterEach, beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('addEventListener', () => {})
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('ten seconds after the line was lost the page says so, however many attempts have ended meanwhile', async () => {
  const { connectionStore, lineClosed, lineOpened } = await import('./connection.ts')
  lineOpened()
  const { since } = connectionStore.get()
  lineClosed()
  for (let attempt = 0; attempt < 2; attempt++) {
    vi.advanceTimersByTime(4_500)
    lineClosed()
  }
  expect(connectionStore.get().state).toBe('connecting')
  vi.advanceTimersByTime(1_000)
  expect(connectionStore.get()).toEqual({ state: 'stale', since })
})
