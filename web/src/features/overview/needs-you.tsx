import type { ReactElement } from 'react'
import { useQuery } from 'urql'
import { faultOf } from '../../lib/fault.ts'
import { formatCount } from '../../lib/formats.ts'
import { useAgain } from '../../lib/use-again.ts'
import { Verdict, type VerdictKind } from '../../ui/chip.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { healthQuery, runsQuery, waitingQuery } from './overview-documents.ts'
import { redModules } from './red-modules.ts'

export type Need = { id: string; kind: VerdictKind; words: string; href: string; action: string }

/** How many drafts wait is told as it happens, and the rail asks after replies: what became late meanwhile is asked for this often, in milliseconds. */
const againMs = 60_000

/** What waits for a person, most urgent first, each with one button that leads there; `sending` is what dispatch adds to it. */
export function NeedsYou({ sending }: { sending: readonly Need[] }): ReactElement {
  const [{ data: queue, error }, again] = useQuery({ query: waitingQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const [{ data: health }] = useQuery({ query: healthQuery, requestPolicy: 'cache-and-network' })
  const [{ data: runs }] = useQuery({ query: runsQuery, requestPolicy: 'cache-and-network' })
  if (error && !queue) {
    return (
      <ErrorState what="What needs you could not be loaded" {...faultOf(error)} onRetry={() => again({ requestPolicy: 'network-only' })} />
    )
  }
  const needs: Need[] = []
  const failing = health?.health.failing ?? []
  for (const reason of failing) needs.push({ id: reason.code, kind: 'bad', words: reason.message, href: '/health', action: 'Health' })
  for (const { name, words } of redModules(health?.health.modules))
    needs.push({ id: `module ${name}`, kind: 'bad', words, href: '/health', action: 'Show board' })
  needs.push(...sending)
  const summary = queue?.queueSummary
  const people = (count: number): string => `${formatCount(count)} ${count === 1 ? 'draft' : 'drafts'}`
  if (summary && summary.overdue > 0) {
    needs.push({
      id: 'overdue',
      kind: 'bad',
      words: `${people(summary.overdue)} beyond the time for a decision`,
      href: '/queue?age=late&order=OLDEST',
      action: 'Review the oldest',
    })
  }
  if (summary && summary.pending > 0) {
    const due = summary.dueSoon > 0 ? `, ${formatCount(summary.dueSoon)} due soon` : ''
    needs.push({
      id: 'pending',
      kind: summary.dueSoon > 0 ? 'warn' : 'inFlight',
      words: `${people(summary.pending)} to review${due}`,
      href: '/queue',
      action: 'Review',
    })
  }
  const cleanable = summary?.hiddenReasons.filter((reason) => reason.cleanable).reduce((sum, reason) => sum + reason.count, 0) ?? 0
  if (cleanable > 0)
    needs.push({
      id: 'clean',
      kind: 'warn',
      words: `${people(cleanable)} that nobody can act on`,
      href: '/queue?tab=hidden',
      action: 'Clean up',
    })
  const undecided = queue?.replies.totalCount ?? 0
  if (undecided > 0)
    needs.push({
      id: 'replies',
      kind: 'warn',
      words: `${undecided === 1 ? '1 reply' : `${formatCount(undecided)} replies`} to decide: nothing is sent to who wrote until then`,
      href: '/replies?tab=decide',
      action: 'Decide',
    })
  const proposed = queue?.templateProposals.length ?? 0
  if (proposed > 0)
    needs.push({
      id: 'proposals',
      kind: 'inFlight',
      words: `${formatCount(proposed)} ${proposed === 1 ? 'change of a template is' : 'changes of templates are'} proposed by edits`,
      href: '/proposals',
      action: 'Look at it',
    })
  const last = runs?.pipelineRuns.edges[0]?.node
  if (last?.status === 'FAILED')
    needs.push({ id: 'run', kind: 'bad', words: `The last run (${last.source}) failed`, href: `/runs?run=${last.id}`, action: 'Show run' })
  const hasLeads = (runs?.pipelineRuns.edges.length ?? 0) > 0 || (runs?.imports.edges.length ?? 0) > 0
  if (runs && !hasLeads)
    needs.push({
      id: 'import',
      kind: 'inFlight',
      words: 'No leads were imported and no run was started yet',
      href: '/import',
      action: 'Import leads',
    })
  return (
    <section className="card" aria-labelledby="needs-title">
      <h2 id="needs-title">Needs you now</h2>
      {!queue ? (
        <Skeleton height={80} />
      ) : needs.length === 0 ? (
        <p>
          <Verdict kind="ok">Nothing waits for you. {formatCount(summary?.decidedToday ?? 0)} decided today.</Verdict>
        </p>
      ) : (
        <ul className="row-list">
          {needs.map((need, at) => (
            <li key={need.id}>
              <span className="grow">
                <Verdict kind={need.kind}>{need.words}</Verdict>
              </span>
              <LinkButton href={need.href} tone={at === 0 ? 'primary' : 'plain'}>
                {need.action}
              </LinkButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
