import { useQuery } from 'urql'
import { formatCount } from '../../lib/formats.ts'
import { graphql } from '../../lib/graphql.ts'
import { useNow } from '../../lib/now.ts'
import { useAgain } from '../../lib/use-again.ts'
import type { VerdictKind } from '../../ui/chip.tsx'
import { closingWords, expiryWords, motionWords } from './dispatch-words.ts'

const needsQuery = graphql(`
  query SendingNeeds {
    batches(status: [PENDING], first: 5) {
      edges { node { id motion isTest status expiresAt firstWindowCloses counts } }
      pageInfo { hasNextPage }
    }
    unknown: sends(status: [UNKNOWN], first: 1) { totalCount }
    unproven: sends(proofOverdue: true, first: 1) { totalCount }
    parked: parkedSends(first: 1) { totalCount }
  }
`)

const againMs = 10_000

export type SendingNeed = { id: string; kind: VerdictKind; words: string; href: string; action: string }

/** What of sending waits for a person, most urgent first: sends without an answer, batches with their expiry, sends without proof, parked sends. */
export function useSendingNeeds(): SendingNeed[] {
  const [{ data }, again] = useQuery({ query: needsQuery, requestPolicy: 'cache-and-network' })
  useAgain(again, againMs)
  const now = useNow()
  if (!data) return []
  const count = (sends: number): string => (sends === 1 ? '1 send' : `${formatCount(sends)} sends`)
  const needs: SendingNeed[] = []
  if (data.unknown.totalCount > 0)
    needs.push({
      id: 'unknown',
      kind: 'unknown',
      words: `${count(data.unknown.totalCount)} without a clear answer`,
      href: '/sends?tab=unknown',
      action: 'Settle',
    })
  for (const { node } of data.batches.edges) {
    const { words, isShort } = closingWords(node.firstWindowCloses, now) ?? expiryWords(Date.parse(node.expiresAt), now)
    needs.push({
      id: node.id,
      kind: isShort ? 'warn' : 'inFlight',
      words: `${node.isTest ? 'A test' : motionWords(node.motion)} to approve, ${words}`,
      href: `/dispatch/${node.id}`,
      action: 'Open batch',
    })
  }
  if (data.batches.pageInfo.hasNextPage)
    needs.push({ id: 'batches', kind: 'inFlight', words: 'More batches wait for approval', href: '/dispatch', action: 'All batches' })
  if (data.unproven.totalCount > 0)
    needs.push({
      id: 'unproven',
      kind: 'warn',
      words: `${count(data.unproven.totalCount)} without proof`,
      href: '/sends?tab=unproven',
      action: 'Show sends',
    })
  if (data.parked.totalCount > 0)
    needs.push({
      id: 'parked',
      kind: 'warn',
      words: `${count(data.parked.totalCount)} parked: too late to go without a look`,
      href: '/sends?tab=parked',
      action: 'Show parked',
    })
  return needs
}
