import { checkAccountsJob } from '../accounts/check-accounts.job.ts'
import { watchAlertsJob } from '../alerts/watch-alerts.job.ts'
import { sweepCadenceJob } from '../cadence/sweep-cadence.job.ts'
import { syncContactsJob } from '../contacts/sync-contacts.job.ts'
import { rewriteDraftsJob } from '../craft/rewrite/rewrite-drafts.job.ts'
import { writeDigestJob } from '../day/write-digest.job.ts'
import { detectDecayJob } from '../decay/detect-decay.job.ts'
import { importFileJob } from '../discover/import/import-file.job.ts'
import { sweepImportsJob } from '../discover/import/sweep-imports.job.ts'
import { undoImportJob } from '../discover/import/undo-import.job.ts'
import { executeBatchJob } from '../dispatch/execute/execute-batch.job.ts'
import { sweepSendsJob } from '../dispatch/execute/sweep-sends.job.ts'
import { syncAccountsJob } from '../dispatch/execute/sync-accounts.job.ts'
import { expireBatchesJob } from '../dispatch/expire-batches.job.ts'
import { sweepEnrichmentJob } from '../enrich/sweep-enrichment.job.ts'
import { watchEnrichmentJob } from '../enrich/watch-enrichment.job.ts'
import { finishErasuresJob } from '../erasure/finish-erasures.job.ts'
import { sweepIntentJob } from '../intent/sweep-intent.job.ts'
import { stopExperimentsJob } from '../kpis/stop-experiments.job.ts'
import { watchKpisJob } from '../kpis/watch-kpis.job.ts'
import { bookMeetingsJob } from '../meetings/book-meetings.job.ts'
import { sweepMergesJob } from '../merge/sweep-merges.job.ts'
import { verifyAuditJob } from '../proof/verify-audit.job.ts'
import { testProvidersJob } from '../provider-status/test-providers.job.ts'
import { dispatchFollowUpsJob } from '../ramp/dispatch-follow-ups.job.ts'
import { openTiersJob } from '../ramp/open-tiers.job.ts'
import { readHistoryJob } from '../restore/read-history.job.ts'
import { reconcileRestoreJob } from '../restore/reconcile-restore.job.ts'
import { expireDraftsJob } from '../review/expire-drafts.job.ts'
import { scanRevivalJob } from '../revival/scan-revival.job.ts'
import { advanceRunJob } from '../runs/advance-run.job.ts'
import { sweepRunsJob } from '../runs/sweep-runs.job.ts'
import { checkAllInvariantsJob, checkInvariantsJob } from '../safety/check-invariants.job.ts'
import { watchSpikesJob } from '../safety/watch-spikes.job.ts'
import { rescoreLeadsJob } from '../segment/rescore-leads.job.ts'
import { applyDeliveriesJob } from '../signals/apply-deliveries.job.ts'
import { watchHooksJob } from '../signals/watch-hooks.job.ts'
import { drawStatementsJob } from '../statements/draw-statements.job.ts'
import { compareBlockListsJob, syncBlockListsJob } from '../suppression/sync-block-lists.job.ts'
import { archiveYearsJob } from '../tidy/archive-years.job.ts'
import { forgetRawJob } from '../tidy/forget-raw.job.ts'
import { tidyDatabaseJob } from '../tidy/tidy-database.job.ts'
import { admitVisitorsJob } from '../visitors/admit-visitors.job.ts'
import type { ContractName } from './contracts.ts'
import type { Handler } from './handle.ts'
import { settleDeadLettersJob } from './settle-dead-letters.job.ts'

/** Every contract with its handler; a contract without one does not compile. */
export const registry = {
  tidyDatabase: tidyDatabaseJob,
  forgetRaw: forgetRawJob,
  archiveYears: archiveYearsJob,
  settleDeadLetters: settleDeadLettersJob,
  checkInvariants: checkInvariantsJob,
  checkAllInvariants: checkAllInvariantsJob,
  verifyAudit: verifyAuditJob,
  watchSpikes: watchSpikesJob,
  watchKpis: watchKpisJob,
  watchAlerts: watchAlertsJob,
  openTiers: openTiersJob,
  stopExperiments: stopExperimentsJob,
  dispatchFollowUps: dispatchFollowUpsJob,
  applyDeliveries: applyDeliveriesJob,
  watchHooks: watchHooksJob,
  importFile: importFileJob,
  undoImport: undoImportJob,
  sweepImports: sweepImportsJob,
  finishErasures: finishErasuresJob,
  sweepMerges: sweepMergesJob,
  rescoreLeads: rescoreLeadsJob,
  rewriteDrafts: rewriteDraftsJob,
  expireDrafts: expireDraftsJob,
  sweepEnrichment: sweepEnrichmentJob,
  watchEnrichment: watchEnrichmentJob,
  testProviders: testProvidersJob,
  admitVisitors: admitVisitorsJob,
  writeDigest: writeDigestJob,
  sweepIntent: sweepIntentJob,
  detectDecay: detectDecayJob,
  scanRevival: scanRevivalJob,
  sweepCadence: sweepCadenceJob,
  executeBatch: executeBatchJob,
  sweepSends: sweepSendsJob,
  expireBatches: expireBatchesJob,
  bookMeetings: bookMeetingsJob,
  syncContacts: syncContactsJob,
  reconcileRestore: reconcileRestoreJob,
  readHistory: readHistoryJob,
  drawStatements: drawStatementsJob,
  syncBlockLists: syncBlockListsJob,
  compareBlockLists: compareBlockListsJob,
  syncAccounts: syncAccountsJob,
  checkAccounts: checkAccountsJob,
  advanceRun: advanceRunJob,
  sweepRuns: sweepRunsJob,
} satisfies Record<ContractName, Handler>
