import { useQuery } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import type { VerdictKind } from '../../ui/chip.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { openAlertsQuery, waitingOf } from './alert-news-documents.ts'

export type AlertNeed = { id: string; kind: VerdictKind; words: string; href: string; action: string }

/** Alerts that nobody is on, as one row of what needs somebody now. */
export function useAlertNeeds(): AlertNeed[] {
  const [{ data }] = useQuery({ query: openAlertsQuery })
  const waiting = waitingOf(data)
  const [worst] = waiting
  if (!worst) return []
  const words =
    waiting.length === 1 ? visibleText(worst.message) : `${formatCount(waiting.length)} alerts, among them: ${visibleText(worst.message)}`
  return [{ id: 'alerts', kind: worst.severity === 'CRITICAL' ? 'bad' : 'warn', words, href: '/alerts', action: 'Show alerts' }]
}
