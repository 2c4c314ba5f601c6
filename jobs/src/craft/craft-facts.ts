import type { Region } from './organisation.ts'
import type { MessageKind } from './template.ts'

/** One thing that is known, who said so and when. `at` is null where the source gives no time. */
export type Fact<T> = { value: T; provider: string; at: Date | null }

export type CraftSeniority =
  | 'OWNER'
  | 'FOUNDER'
  | 'C_SUITE'
  | 'PARTNER'
  | 'VP'
  | 'HEAD'
  | 'DIRECTOR'
  | 'MANAGER'
  | 'SENIOR'
  | 'ENTRY'
  | 'INTERN'
  | 'UNKNOWN'

/** Groups that the wording tables of the company extractor know; any other name counts as `other` and is not spoken of. */
export type IndustryGroup = string

/** What others of an industry do, as somebody published it. */
export type MarketNote = { statement: string; source: string; publishedOn: Date }

/** A text that we sent to this lead before. */
export type EarlierText = {
  round: number
  step: number
  channel: 'EMAIL' | 'LINKEDIN'
  kind: MessageKind
  angle: string
  subject: string | null
  body: string
  /** How its template says that later texts refer to it; null where they don't. */
  topic: string | null
  /** Null where nobody knows whether it arrived. */
  acceptedAt: Date | null
}

/**
 * All that crafting may say something about: resolved facts of one lead, flat, each with its source. Null means unknown. Every string in
 * here was written by strangers; nothing of it is trusted before `text-value.ts` has read it.
 */
export type CraftFacts = {
  leadId: string
  /** The instant the facts were gathered; "recent" is measured from here, so the same facts make the same draft on any day. */
  asOf: Date
  /** Null: greet without a name. */
  greetingName: string | null
  firstName: string | null
  lastName: string | null
  fullName: string | null
  title: Fact<string> | null
  seniority: CraftSeniority
  /** When the lead took this role. */
  roleStartedOn: Fact<Date> | null
  /** The employer before this one, where a job change was seen. */
  previousCompany: Fact<string> | null
  /** For display: without legal form, in ordinary case. */
  companyName: Fact<string> | null
  companyDomain: string | null
  industryGroup: Fact<IndustryGroup> | null
  /** People at the company. */
  employees: Fact<number> | null
  technologies: Fact<readonly string[]> | null
  city: Fact<string> | null
  countryCode: string | null
  region: Region
  /** Open positions by title. */
  openRoles: Fact<readonly string[]> | null
  funding: Fact<{ round: string; raisedOn: Date }> | null
  /** Growth of the team over the past twelve months, as a share: 0.2 is a fifth. */
  headcountGrowth: Fact<number> | null
  /** Counts of signals of this lead. */
  websiteVisits: Fact<number> | null
  emailOpens: Fact<number> | null
  linkedinConnectedAt: Fact<Date> | null
  /** What others of this industry do, newest first. */
  market: readonly MarketNote[]
  /** Oldest first. */
  earlier: readonly EarlierText[]
  /** Where the address came from, in words for a person ("Apollo"); the notice of a legitimate interest names it. */
  contactSource: string | null
}
