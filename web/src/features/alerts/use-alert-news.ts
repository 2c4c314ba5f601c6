import { useEffect, useRef } from 'react'
import { useQuery, useSubscription } from 'urql'
import { useLocation } from 'wouter'
import { onReconnected } from '../../lib/connection.ts'
import { announce } from '../../ui/announcer.tsx'
import { hideToast, showToast } from '../../ui/toasts.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { alertNewsSubscription, openAlertsQuery, waitingOf } from './alert-news-documents.ts'

const toastId = 'alerts'
/** How long changes are gathered before the badge counts again, in milliseconds. */
const gatherMs = 1_000

type News = {
  id: string
  cause: string
  severity: string
  message: string
  count: number
  level: number
  open: boolean
  acknowledgedBy: string | null
}

/** Whether somebody should be told now: it is new or has risen, and nobody is on it. News stays on its page, and the top bar says that sending is stopped. */
const isPressing = ({ severity, count, level, open, acknowledgedBy, cause }: News): boolean =>
  open && acknowledgedBy === null && severity !== 'INFO' && (count === 1 || level > 1) && !cause.startsWith('emergency-stop:')

/** Tells of alerts on whatever page one is, several in one message, and answers how many wait for somebody. */
export function useAlertNews(pause: boolean): number {
  const [path, go] = useLocation()
  const [{ data }, again] = useQuery({ query: openAlertsQuery, pause })
  const told = useRef(new Set<string>())
  const fresh = useRef<News[]>([])
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => onReconnected(() => again({ requestPolicy: 'network-only' })), [again])
  useEffect(() => () => clearTimeout(timer.current ?? undefined), [])
  // Who looks at the alerts needs no message about them.
  useEffect(() => {
    if (path !== '/alerts') return
    fresh.current = []
    hideToast(toastId)
  }, [path])
  useSubscription({ query: alertNewsSubscription, pause }, (_, event) => {
    const news = event.alertRaised
    timer.current ??= setTimeout(() => {
      timer.current = null
      again({ requestPolicy: 'network-only' })
    }, gatherMs)
    fresh.current = fresh.current.filter(({ id }) => id !== news.id)
    const key = `${news.id} ${news.level} ${news.severity}`
    if (path !== '/alerts' && isPressing(news) && !told.current.has(key)) {
      told.current.add(key)
      fresh.current.push(news)
      // The page is being drawn while it hears: what changes other parts of it comes after.
      queueMicrotask(() => tell(fresh.current, () => go('/alerts')))
    } else if (fresh.current.length === 0) queueMicrotask(() => hideToast(toastId))
    return event
  })
  return waitingOf(data).length
}

function tell(news: readonly News[], show: () => void): void {
  const worst = news.find(({ severity }) => severity === 'CRITICAL') ?? news.at(-1)
  if (!worst) return
  const isCritical = worst.severity === 'CRITICAL'
  const words = visibleText(worst.message)
  const text = news.length === 1 ? `${isCritical ? 'Critical' : 'Warning'}: ${words}` : `${news.length} alerts, among them: ${words}`
  showToast({
    id: toastId,
    text,
    tone: isCritical ? 'bad' : 'plain',
    lastsMs: isCritical ? null : 10_000,
    action: { label: 'Show', run: show },
  })
  announce(text, isCritical ? 'assertive' : 'polite')
}
