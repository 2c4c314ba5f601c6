import type { Sql } from '@swarm/db/write'
import { businessNow } from '../business-now.ts'
import { type Organisation, organisationSection } from '../craft/organisation.ts'
import { type ColleagueText, loadColleagueTexts } from '../craft/texts-to-avoid.ts'
import { type GuardSettings, guardSection } from '../guard/guard-settings.ts'
import { type Wordings, wordingsSection } from '../guard/wordings.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { type ReviewSettings, reviewSection } from '../settings/review.ts'
import { loadRecipients, type Recipient } from '../suppression/recipients.ts'
import { loadRejectionMemories, loadReviewedDrafts, type ReviewedDraft } from './queries.ts'
import type { RejectionMemory } from './rejection-memory.ts'

/** All that the checks on some drafts need of the world, gathered in a number of statements that does not depend on how many they are. */
export type ReviewContext = {
  now: Date
  settings: ReviewSettings
  organisation: Organisation
  lists: AddressLists
  drafts: Map<string, ReviewedDraft>
  recipients: Map<string, Recipient>
  memories: Map<string, RejectionMemory>
  guards: GuardSettings
  wordings: Wordings
  /** What was written to people of the same company lately, by company. */
  colleagueTexts: Map<string, ColleagueText[]>
}

export async function loadReviewContext(db: Sql, lists: AddressLists, draftIds: readonly string[]): Promise<ReviewContext> {
  const now = await businessNow(db)
  const { document: settings } = await loadSettings(db, reviewSection)
  const { document: organisation } = await loadSettings(db, organisationSection)
  const drafts = await loadReviewedDrafts(db, draftIds)
  const { document: guards } = await loadSettings(db, guardSection)
  const { document: wordings } = await loadSettings(db, wordingsSection)
  const leadIds = [...new Set([...drafts.values()].map(({ leadId }) => leadId))]
  return {
    now,
    settings,
    organisation,
    lists,
    drafts,
    recipients: await loadRecipients(db, leadIds),
    memories: await loadRejectionMemories(db, leadIds, now, settings.memoryDays),
    guards,
    wordings,
    colleagueTexts: await loadColleagueTexts(
      db,
      [...drafts.values()].flatMap(({ companyId }) => companyId ?? []),
      now,
      guards.companyDays,
    ),
  }
}
