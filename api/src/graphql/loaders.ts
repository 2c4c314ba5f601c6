import type { Reader } from '@swarm/db/read'
import { type AccountSettings, accountSection } from '@swarm/jobs/accounts/account-settings'
import { type Organisation, organisationSection } from '@swarm/jobs/craft/organisation'
import { loadScopeDifferences, type ScopeDifference } from '@swarm/jobs/dispatch/load-scope-differences'
import type { SendTrace, StoredVerdict } from '@swarm/jobs/dispatch/trace-send'
import type { AddressLists } from '@swarm/jobs/identity/load-address-lists'
import { loadSettings } from '@swarm/jobs/settings/load-settings'
import DataLoader from 'dataloader'
import {
  type AccountCheckRow,
  type AccountRow,
  type AnswerCounts,
  loadAccountCounts,
  loadAccounts,
  loadLatestChecks,
} from './account-rows.ts'
import { type AlertNoticeRow, loadNoticesOf } from './alert-rows.ts'
import { type AskedColumns, createAskedColumns } from './asked-columns.ts'
import { loadCampaignCounts } from './campaign-rows.ts'
import { loadBestLeads } from './company-leads-rows.ts'
import { type CompanyRow, loadCompanies } from './company-rows.ts'
import { loadRejectionsOf, type RejectionRow } from './draft/rejection-rows.ts'
import { loadReviewClock, type ReviewClock } from './draft/review-clock.ts'
import {
  type DraftRow,
  type EvidenceRow,
  loadDrafts,
  loadEvidenceOf,
  loadLatestDrafts,
  loadReadingsOf,
  loadReviewsOf,
  loadRewritesOf,
  type ReadingRow,
  type ReviewRow,
  type RewriteRow,
} from './draft/rows.ts'
import { type EnrollmentRow, type EnrollmentStepRow, loadEnrollmentSteps, loadLatestEnrollments } from './enrollment-rows.ts'
import { type ErasureRow, loadErasures } from './erasure-rows.ts'
import {
  type ImportCounts,
  loadFirstOutcomes,
  loadImportCounts,
  loadOutcomeTotals,
  loadUndoCounts,
  type OutcomeRow,
  type UndoCounts,
} from './import-rows.ts'
import { loadIntentReasons } from './intent-rows.ts'
import { type FactRow, loadFactRows, loadScoreReasons, type ScoreReasonRow } from './lead-insight-rows.ts'
import { type LeadRow, loadLeads } from './lead-rows.ts'
import { loadMeetingsOf, type MeetingRow } from './meeting-rows.ts'
import { loadMergesOf, loadSuggestionsOf, type MergeRow, type SuggestionRow } from './merge-rows.ts'
import { exactUpTo } from './page.ts'
import { loadColleagues } from './reply-rows.ts'
import { groupsInOrder } from './rows-in-order.ts'
import { loadRunCounts, loadRuns, type RunCounts, type RunRow } from './run-rows.ts'
import { loadScoreChanges, loadScoreDecisions, type ScoreChangesRow, type ScoreDecisionRow } from './score-rows.ts'
import { loadRecalls, type RecallRow } from './send-recall-rows.ts'
import {
  type BatchCounts,
  type BatchRow,
  type HeldRow,
  loadBatchCounts,
  loadBatches,
  loadFirstHeld,
  loadFirstSends,
  loadNextSends,
  loadProofs,
  loadRoutes,
  loadSends,
  loadSendVerdicts,
  type ProofRow,
  type RouteRow,
  type SendRow,
} from './send-rows.ts'
import { loadSignOffs, loadTemplateVersions, type SignOffRow, type TemplateVersionRow } from './template-rows.ts'
import { loadLatestEntries, type TimelineRow } from './timeline-rows.ts'

/** One batched statement for each relation and page, however many rows. Made anew for each operation: nothing is remembered across. */
export type Loaders = {
  /** What the operation asks of rows: those of `lead`, `company`, `bestLeads` and `latestEntries` have these columns alone. */
  asked: AskedColumns
  lead: DataLoader<string, LeadRow | null>
  /** Leads with all of their columns, for fields of other types that are made of them. */
  wholeLead: DataLoader<string, LeadRow | null>
  /** Who was told of an alert. */
  noticesOf: DataLoader<string, AlertNoticeRow[]>
  company: DataLoader<string, CompanyRow | null>
  /** The leads of many companies with the highest scores, `first` each. */
  bestLeads(first: number): DataLoader<string, LeadRow[]>
  /** Merges into leads, and leads that may be the same person. */
  mergesOf: DataLoader<string, MergeRow[]>
  /** That a lead is to be forgotten, or was. */
  erasureOf: DataLoader<string, ErasureRow | null>
  mergeSuggestionsOf: DataLoader<string, SuggestionRow[]>
  /** How many rows of an import came to what. */
  importCounts: DataLoader<string, ImportCounts>
  /** The first rows of an import, or of them those that came to one of these. */
  firstOutcomes(first: number, kinds: readonly OutcomeRow['outcome'][] | null): DataLoader<string, OutcomeRow[]>
  /** How many those are, counted to one more than is exact. */
  outcomeTotal(kinds: readonly OutcomeRow['outcome'][] | null): DataLoader<string, number>
  /** What taking an import back has come to. */
  undoCounts: DataLoader<string, UndoCounts>
  run: DataLoader<string, RunRow | null>
  /** What a run came to, stage by stage. */
  runCounts: DataLoader<string, RunCounts>
  scoreReasons: DataLoader<string, ScoreReasonRow[]>
  /** What would lift or drop a lead. */
  scoreChanges: DataLoader<string, ScoreChangesRow>
  /** How a lead was scored, the latest first. */
  scoreDecisions: DataLoader<string, ScoreDecisionRow[]>
  facts: DataLoader<string, FactRow[]>
  draft: DataLoader<string, DraftRow | null>
  evidenceOf: DataLoader<string, EvidenceRow[]>
  reviewsOf: DataLoader<string, ReviewRow[]>
  /** The rejections of a lead that stand, newest first. */
  rejectionsOf: DataLoader<string, RejectionRow[]>
  readingsOf: DataLoader<string, ReadingRow[]>
  rewriteOf: DataLoader<string, RewriteRow | null>
  /** The newest drafts of many leads, `first` each. */
  latestDrafts(first: number): DataLoader<string, DraftRow[]>
  /** Business time and the settings of the queue, asked for once. */
  reviewClock(): Promise<ReviewClock>
  batch: DataLoader<string, BatchRow | null>
  batchCounts: DataLoader<string, BatchCounts>
  scopeDifferences: DataLoader<string, ScopeDifference[]>
  /** The first sends, and the first that were held back, of many batches. */
  firstSends(first: number): DataLoader<string, SendRow[]>
  firstHeld(first: number): DataLoader<string, HeldRow[]>
  send: DataLoader<string, SendRow | null>
  /** The running cadence of a lead, else its last one; and the steps of one. */
  enrollmentOf: DataLoader<string, EnrollmentRow | null>
  stepsOf: DataLoader<string, EnrollmentStepRow[]>
  /** The chain behind a send. */
  proofOf: DataLoader<string, ProofRow[]>
  /** What a platform was last asked to give back of a send. */
  recallOf: DataLoader<string, RecallRow | null>
  /** Which way a draft goes. */
  routeOf: DataLoader<string, RouteRow | null>
  /** What each rule says of a planned send now. */
  sendVerdicts: DataLoader<string, StoredVerdict[]>
  /** Why a lead is or isn't written to next. */
  nextSend: DataLoader<string, SendTrace | null>
  account: DataLoader<string, AccountRow | null>
  /** What accounts and campaigns sent, and what came back. */
  accountCounts: DataLoader<string, AnswerCounts>
  campaignCounts: DataLoader<string, AnswerCounts>
  /** How accounts stood, newest first, `first` each. */
  latestChecks(first: number): DataLoader<string, AccountCheckRow[]>
  /** Asked for once. */
  accountSettings(): Promise<AccountSettings>
  organisation(): Promise<Organisation>
  /** Others at a lead's company, by their ids. */
  colleaguesOf: DataLoader<string, string[]>
  intentReasons: DataLoader<string, ScoreReasonRow[]>
  /** Meetings of leads, the latest first. */
  meetingsOf: DataLoader<string, MeetingRow[]>
  /** Every version of a text, and who let which go live, by angle. */
  templateVersions: DataLoader<string, TemplateVersionRow[]>
  templateSignOffs: DataLoader<string, SignOffRow[]>
  /** The newest entries of many leads, `first` each; of some kinds, or null of all. */
  latestEntries(first: number, kinds: readonly string[] | null): DataLoader<string, TimelineRow[]>
}

export function createLoaders(reader: Reader, addressLists: AddressLists): Loaders {
  const asked = createAskedColumns()
  const firstSends = new Map<number, DataLoader<string, SendRow[]>>()
  const firstHeld = new Map<number, DataLoader<string, HeldRow[]>>()
  const firstOutcomes = new Map<string, DataLoader<string, OutcomeRow[]>>()
  const outcomeTotals = new Map<string, DataLoader<string, number>>()
  const latestEntries = new Map<string, DataLoader<string, TimelineRow[]>>()
  const bestLeads = new Map<number, DataLoader<string, LeadRow[]>>()
  const latestDrafts = new Map<number, DataLoader<string, DraftRow[]>>()
  const latestChecks = new Map<number, DataLoader<string, AccountCheckRow[]>>()
  let clock: Promise<ReviewClock> | undefined
  let accountSettings: Promise<AccountSettings> | undefined
  let organisation: Promise<Organisation> | undefined
  return {
    asked,
    lead: new DataLoader((ids) => loadLeads(reader, ids, asked.of('Lead'))),
    wholeLead: new DataLoader((ids) => loadLeads(reader, ids)),
    noticesOf: new DataLoader((ids) => loadNoticesOf(reader, ids)),
    mergesOf: new DataLoader((ids) => loadMergesOf(reader, ids)),
    erasureOf: new DataLoader((ids) => loadErasures(reader, ids)),
    mergeSuggestionsOf: new DataLoader((ids) => loadSuggestionsOf(reader, ids)),
    importCounts: new DataLoader((ids) => loadImportCounts(reader, ids)),
    firstOutcomes(first, kinds) {
      const name = `${first} ${kinds === null ? 'all' : kinds.toSorted().join()}`
      const loader = firstOutcomes.get(name) ?? new DataLoader((ids: readonly string[]) => loadFirstOutcomes(reader, ids, { first, kinds }))
      firstOutcomes.set(name, loader)
      return loader
    },
    outcomeTotal(kinds) {
      const name = kinds === null ? 'all' : kinds.toSorted().join()
      const most = exactUpTo + 1
      const loader = outcomeTotals.get(name) ?? new DataLoader((ids: readonly string[]) => loadOutcomeTotals(reader, ids, { most, kinds }))
      outcomeTotals.set(name, loader)
      return loader
    },
    undoCounts: new DataLoader((ids) => loadUndoCounts(reader, ids)),
    company: new DataLoader((ids) => loadCompanies(reader, ids, asked.of('Company'))),
    run: new DataLoader((ids) => loadRuns(reader, ids)),
    runCounts: new DataLoader((ids) => loadRunCounts(reader, ids)),
    scoreReasons: new DataLoader((ids) => loadScoreReasons(reader, ids)),
    scoreChanges: new DataLoader((ids) => loadScoreChanges(reader, ids)),
    scoreDecisions: new DataLoader((ids) => loadScoreDecisions(reader, ids)),
    facts: new DataLoader((ids) => loadFactRows(reader, ids)),
    draft: new DataLoader((ids) => loadDrafts(reader, ids)),
    evidenceOf: new DataLoader((ids) => loadEvidenceOf(reader, ids)),
    reviewsOf: new DataLoader((ids) => loadReviewsOf(reader, ids)),
    rejectionsOf: new DataLoader((ids) => loadRejectionsOf(reader, ids)),
    readingsOf: new DataLoader((ids) => loadReadingsOf(reader, ids)),
    rewriteOf: new DataLoader((ids) => loadRewritesOf(reader, ids)),
    bestLeads(first) {
      const loader = bestLeads.get(first) ?? new DataLoader((ids: readonly string[]) => loadBestLeads(reader, ids, first, asked.of('Lead')))
      bestLeads.set(first, loader)
      return loader
    },
    latestDrafts(first) {
      const loader = latestDrafts.get(first) ?? new DataLoader((ids: readonly string[]) => loadLatestDrafts(reader, ids, first))
      latestDrafts.set(first, loader)
      return loader
    },
    batch: new DataLoader((ids) => loadBatches(reader, ids)),
    batchCounts: new DataLoader((ids) => loadBatchCounts(reader, ids)),
    scopeDifferences: new DataLoader(async (ids) =>
      groupsInOrder(ids, await reader.read((db) => loadScopeDifferences(db, ids)), (row) => row.batchId),
    ),
    firstSends(first) {
      const loader = firstSends.get(first) ?? new DataLoader((ids: readonly string[]) => loadFirstSends(reader, ids, first))
      firstSends.set(first, loader)
      return loader
    },
    firstHeld(first) {
      const loader = firstHeld.get(first) ?? new DataLoader((ids: readonly string[]) => loadFirstHeld(reader, ids, first))
      firstHeld.set(first, loader)
      return loader
    },
    send: new DataLoader((ids) => loadSends(reader, ids)),
    enrollmentOf: new DataLoader((ids) => loadLatestEnrollments(reader, ids)),
    stepsOf: new DataLoader((ids) => loadEnrollmentSteps(reader, ids)),
    proofOf: new DataLoader((ids) => loadProofs(reader, ids)),
    recallOf: new DataLoader((ids) => loadRecalls(reader, ids)),
    routeOf: new DataLoader((ids) => loadRoutes(reader, ids)),
    sendVerdicts: new DataLoader((ids) => loadSendVerdicts(reader, ids)),
    nextSend: new DataLoader((ids) => loadNextSends(reader, addressLists, ids)),
    account: new DataLoader((ids) => loadAccounts(reader, ids)),
    accountCounts: new DataLoader((ids) => loadAccountCounts(reader, ids)),
    campaignCounts: new DataLoader((ids) => loadCampaignCounts(reader, ids)),
    latestChecks(first) {
      const loader = latestChecks.get(first) ?? new DataLoader((ids: readonly string[]) => loadLatestChecks(reader, ids, first))
      latestChecks.set(first, loader)
      return loader
    },
    accountSettings() {
      accountSettings ??= reader.read(async (db) => (await loadSettings(db, accountSection)).document)
      return accountSettings
    },
    organisation() {
      organisation ??= reader.read(async (db) => (await loadSettings(db, organisationSection)).document)
      return organisation
    },
    colleaguesOf: new DataLoader((ids) => loadColleagues(reader, ids)),
    reviewClock() {
      clock ??= loadReviewClock(reader)
      return clock
    },
    intentReasons: new DataLoader((ids) => loadIntentReasons(reader, ids)),
    templateVersions: new DataLoader((angles) => loadTemplateVersions(reader, angles)),
    templateSignOffs: new DataLoader((angles) => loadSignOffs(reader, angles)),
    meetingsOf: new DataLoader((ids) => loadMeetingsOf(reader, ids)),
    latestEntries(first, kinds) {
      const key = JSON.stringify([first, kinds])
      const loader =
        latestEntries.get(key) ??
        new DataLoader((ids: readonly string[]) => loadLatestEntries(reader, ids, { first, kinds }, asked.of('TimelineEntry')))
      latestEntries.set(key, loader)
      return loader
    },
  }
}
