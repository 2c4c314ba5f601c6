import type { Reader } from '@swarm/db/read'
import DataLoader from 'dataloader'
import { type CompanyRow, loadCompanies } from './company-rows.ts'
import { loadReviewClock, type ReviewClock } from './draft/review-clock.ts'
import {
  type DraftRow,
  type EvidenceRow,
  loadDrafts,
  loadEvidenceOf,
  loadLatestDrafts,
  loadReadingsOf,
  loadReviewsOf,
  type ReadingRow,
  type ReviewRow,
} from './draft/rows.ts'
import { type ImportCounts, loadImportCounts } from './import-rows.ts'
import { type FactRow, loadFactRows, loadScoreLifts, loadScoreReasons, type ScoreReasonRow } from './lead-insight-rows.ts'
import { type LeadRow, loadLeads } from './lead-rows.ts'
import { loadRunCounts, loadRuns, type RunCounts, type RunRow } from './run-rows.ts'
import { loadLatestEntries, type TimelineRow } from './timeline-rows.ts'

/** One batched statement for each relation and page, however many rows. Made anew for each operation: nothing is remembered across. */
export type Loaders = {
  lead: DataLoader<string, LeadRow | null>
  company: DataLoader<string, CompanyRow | null>
  /** How many rows of an import came to what. */
  importCounts: DataLoader<string, ImportCounts>
  run: DataLoader<string, RunRow | null>
  /** What a run came to, stage by stage. */
  runCounts: DataLoader<string, RunCounts>
  scoreReasons: DataLoader<string, ScoreReasonRow[]>
  scoreLifts: DataLoader<string, ScoreReasonRow[]>
  facts: DataLoader<string, FactRow[]>
  draft: DataLoader<string, DraftRow | null>
  evidenceOf: DataLoader<string, EvidenceRow[]>
  reviewsOf: DataLoader<string, ReviewRow[]>
  readingsOf: DataLoader<string, ReadingRow[]>
  /** The newest drafts of many leads, `first` each. */
  latestDrafts(first: number): DataLoader<string, DraftRow[]>
  /** Business time and the settings of the queue, asked for once. */
  reviewClock(): Promise<ReviewClock>
  /** The newest entries of many leads, `first` each. */
  latestEntries(first: number): DataLoader<string, TimelineRow[]>
}

export function createLoaders(reader: Reader): Loaders {
  const latestEntries = new Map<number, DataLoader<string, TimelineRow[]>>()
  const latestDrafts = new Map<number, DataLoader<string, DraftRow[]>>()
  let clock: Promise<ReviewClock> | undefined
  return {
    lead: new DataLoader((ids) => loadLeads(reader, ids)),
    importCounts: new DataLoader((ids) => loadImportCounts(reader, ids)),
    company: new DataLoader((ids) => loadCompanies(reader, ids)),
    run: new DataLoader((ids) => loadRuns(reader, ids)),
    runCounts: new DataLoader((ids) => loadRunCounts(reader, ids)),
    scoreReasons: new DataLoader((ids) => loadScoreReasons(reader, ids)),
    scoreLifts: new DataLoader((ids) => loadScoreLifts(reader, ids)),
    facts: new DataLoader((ids) => loadFactRows(reader, ids)),
    draft: new DataLoader((ids) => loadDrafts(reader, ids)),
    evidenceOf: new DataLoader((ids) => loadEvidenceOf(reader, ids)),
    reviewsOf: new DataLoader((ids) => loadReviewsOf(reader, ids)),
    readingsOf: new DataLoader((ids) => loadReadingsOf(reader, ids)),
    latestDrafts(first) {
      const loader = latestDrafts.get(first) ?? new DataLoader((ids: readonly string[]) => loadLatestDrafts(reader, ids, first))
      latestDrafts.set(first, loader)
      return loader
    },
    reviewClock() {
      clock ??= loadReviewClock(reader)
      return clock
    },
    latestEntries(first) {
      const loader = latestEntries.get(first) ?? new DataLoader((ids: readonly string[]) => loadLatestEntries(reader, ids, first))
      latestEntries.set(first, loader)
      return loader
    },
  }
}
