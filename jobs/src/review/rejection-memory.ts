import { normalisedText } from '../craft/fingerprint.ts'
import type { RejectionTag } from './rejection-tags.ts'

/** One rejection of a draft of this lead, as it is stored. */
export type PastRejection = {
  rejectedAt: Date
  tag: RejectionTag
  reason: string
  angle: string
  opener: string
  fingerprint: string
  body: string
  /** `evidenceKey` of every piece the draft had. */
  evidenceKeys: readonly string[]
}

/** What the rejections of the last days rule out for the next draft of this lead. */
export type RejectionMemory = {
  count: number
  /** Newest first, with their reasons: the next draft's reviewer sees them. */
  remarks: readonly { tag: RejectionTag; reason: string; rejectedAt: Date }[]
  angles: ReadonlySet<string>
  /** Normalised by `normalisedText`. */
  openers: ReadonlySet<string>
  fingerprints: ReadonlySet<string>
  /** The bodies as they were rejected. */
  texts: ReadonlySet<string>
  evidenceKeys: ReadonlySet<string>
}

/** How long a rejection is remembered. Days; a setting, this is its default. */
export const REJECTION_MEMORY_DAYS = 30

/** The rejections that still count at `now`, the last day included. */
export function rejectionMemoryOf(past: readonly PastRejection[], now: Date, windowDays: number = REJECTION_MEMORY_DAYS): RejectionMemory {
  const since = now.getTime() - windowDays * 86_400_000
  const recent = past.filter((rejection) => rejection.rejectedAt.getTime() >= since)
  const newestFirst = recent.toSorted((a, b) => b.rejectedAt.getTime() - a.rejectedAt.getTime())
  return {
    count: recent.length,
    remarks: newestFirst.map(({ tag, reason, rejectedAt }) => ({ tag, reason, rejectedAt })),
    angles: new Set(recent.map((rejection) => rejection.angle)),
    openers: new Set(recent.map((rejection) => normalisedText(rejection.opener))),
    fingerprints: new Set(recent.map((rejection) => rejection.fingerprint)),
    texts: new Set(recent.map((rejection) => rejection.body)),
    evidenceKeys: new Set(recent.flatMap((rejection) => rejection.evidenceKeys)),
  }
}

/** The memory of a lead that nobody has rejected. */
export const NO_REJECTIONS: RejectionMemory = rejectionMemoryOf([], new Date(0))
