import { STAGES, type Stage } from './stages.ts'

/** So many leads (or people that a search found) stand in a stage, and how. */
export type StageCount = {
  of: 'LEADS' | 'FOUND'
  stage: Stage
  outcome: 'WAITING' | 'LEFT' | 'SKIPPED' | 'FAILED'
  code: string | null
  count: number
}

/** When a stage worked. */
export type StageTime = { stage: Stage; isFinished: boolean; durationMs: number; failure: string | null }

export type StageReport = {
  stage: Stage
  /** Null until it has ended. */
  passed: boolean | null
  entered: number
  /** Came out and went on. */
  left: number
  waiting: number
  skipped: number
  failed: number
  /** From its first lead to its last, in milliseconds of business time; while it works, until now; null before its first lead. */
  durationMs: number | null
  failure: string | null
  /** How many were skipped or failed, by code. */
  reasons: Record<string, number>
}

/**
 * The six stages of a run, counted from where its leads stand: whoever stands in a later stage has left the earlier ones. People whom a
 * search found are in discovery until they are leads. A stage passed when it ended, did not fail as a whole, and did not fail everybody.
 */
export function stageReports(counts: readonly StageCount[], times: readonly StageTime[]): StageReport[] {
  const sum = (some: readonly StageCount[]) => some.reduce((total, { count }) => total + count, 0)
  const isSearched = counts.some(({ of }) => of === 'FOUND')
  return STAGES.map((stage, place) => {
    // Of a searched run discovery counts people, who are leads only after it.
    const of = stage === 'DISCOVER' && isSearched ? 'FOUND' : 'LEADS'
    const own = counts.filter((count) => count.of === of)
    const here = own.filter((count) => count.stage === stage)
    const beyond = of === 'FOUND' ? 0 : sum(own.filter((count) => STAGES.indexOf(count.stage) > place))
    const ended = (outcome: StageCount['outcome']) => here.filter((count) => count.outcome === outcome)
    const left = beyond + sum(ended('LEFT'))
    const skipped = sum(ended('SKIPPED'))
    const failed = sum(ended('FAILED'))
    const waiting = sum(ended('WAITING'))
    const entered = left + skipped + failed + waiting
    const time = times.find((one) => one.stage === stage)
    const reasons: Record<string, number> = {}
    for (const { code, count } of [...ended('SKIPPED'), ...ended('FAILED')])
      reasons[code ?? 'UNKNOWN'] = (reasons[code ?? 'UNKNOWN'] ?? 0) + count
    return {
      stage,
      passed: time?.isFinished ? time.failure === null && (failed === 0 || failed < entered) : null,
      entered,
      left,
      waiting,
      skipped,
      failed,
      durationMs: time?.durationMs ?? null,
      failure: time?.failure ?? null,
      reasons,
    }
  })
}
