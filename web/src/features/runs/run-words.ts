import type { ResultOf } from 'gql.tada'
import { countOf, fieldsOf, rowsOf, wordOf } from '../../lib/json.ts'
import type { VerdictKind } from '../../ui/chip.tsx'
import type { runFields } from './run-documents.ts'

export type Run = ResultOf<typeof runFields>
export type Stage = Run['stages'][number]

export const stageWords: Record<string, string> = {
  DISCOVER: 'Discover',
  ENRICH: 'Enrich',
  SEGMENT: 'Segment',
  CRAFT: 'Craft',
  GUARD: 'Guard',
  QUEUE: 'Queue',
}

/** A stage's name in words, as far as it is known. */
export function stageWord(stage: string): string {
  return stageWords[stage.toUpperCase()] ?? stage
}

/** A run's state: its shape and its words. */
export function runVerdict(run: Pick<Run, 'status' | 'errors'>): [kind: VerdictKind, words: string] {
  if (run.status === 'RUNNING') return ['inFlight', 'Running']
  if (run.status === 'CANCELLED') return ['skipped', 'Cancelled']
  if (run.status === 'FAILED') return ['bad', 'Failed']
  return run.errors > 0 ? ['warn', `Done, ${run.errors} failed`] : ['ok', 'Clean']
}

/** Where a run's leads come from, in words. */
export function sourceWords(source: string): string {
  if (source.startsWith('import:')) return 'An import'
  return { new: 'New leads', default: 'The usual search' }[source] ?? source
}

/** Runs that came to their own end. */
export function finishedRuns<R extends Pick<Run, 'status'>>(runs: readonly R[]): R[] {
  return runs.filter((run) => run.status !== 'RUNNING' && run.status !== 'CANCELLED')
}

/** How many of the newest finished runs in a row were clean. */
export function cleanStreak(runs: readonly Run[]): number {
  const finished = finishedRuns(runs)
  const broken = finished.findIndex((run) => run.status !== 'SUCCEEDED' || run.errors > 0)
  return broken === -1 ? finished.length : broken
}

/** A code of a rule in words; that of a guard is its name, and stands in Blocked drafts with its reason. */
const codeWords = (code: string): string =>
  code.toUpperCase().startsWith('GUARD-') ? `stopped by ${code.toUpperCase()}` : code.replaceAll('_', ' ').toLowerCase()

/** A stage's reasons, most frequent first: from `{ code: count }`, or from a list of `{ code, message, count }`. */
export function stageReasons(reasons: unknown): { words: string; code: string; count: number }[] {
  const rows = Array.isArray(reasons)
    ? rowsOf(reasons).map((row) => ({ code: wordOf(row.code), words: wordOf(row.message), count: countOf(row.count) }))
    : Object.entries(fieldsOf(reasons)).map(([code, value]) => {
        const fields = fieldsOf(value)
        return { code, words: wordOf(fields.message), count: typeof value === 'number' ? value : countOf(fields.count) }
      })
  return rows.map((row) => ({ ...row, words: row.words || codeWords(row.code) })).sort((a, b) => b.count - a.count)
}
