import { countOf, fieldsOf, wordOf } from '../../lib/json.ts'
import type { VerdictKind } from '../../ui/chip.tsx'

export type BatchStatus = 'PENDING' | 'APPROVED' | 'EXECUTING' | 'EXECUTED' | 'PARTIAL' | 'REJECTED' | 'CANCELLED' | 'EXPIRED'
export type SendStatus = 'PLANNED' | 'IN_FLIGHT' | 'ACCEPTED' | 'PROVEN' | 'SKIPPED' | 'REFUSED' | 'UNKNOWN'

/** In the order in which a send goes through them, the ways out last. */
export const sendStatuses: SendStatus[] = ['PLANNED', 'IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN', 'REFUSED', 'SKIPPED']

const batchVerdicts: Record<BatchStatus, [kind: VerdictKind, words: string]> = {
  PENDING: ['warn', 'Waits for approval'],
  APPROVED: ['inFlight', 'Approved'],
  EXECUTING: ['inFlight', 'Executing'],
  EXECUTED: ['ok', 'Executed'],
  PARTIAL: ['warn', 'Partial'],
  REJECTED: ['bad', 'Rejected'],
  CANCELLED: ['skipped', 'Cancelled'],
  EXPIRED: ['skipped', 'Expired'],
}

/** A batch's state: its shape and its words. */
export function batchVerdict(status: BatchStatus): [kind: VerdictKind, words: string] {
  return batchVerdicts[status]
}

/** Whether anything of it can still change by itself. */
export function isOpen(status: BatchStatus): boolean {
  return status === 'PENDING' || status === 'APPROVED' || status === 'EXECUTING'
}

const motions: Record<string, string> = {
  OUTBOUND: 'First touches',
  CADENCE: 'Follow-ups',
  REVIVAL: 'Revivals',
  NURTURE: 'Nurture',
  ALL: 'All motions',
}

/** A motion in words. */
export function motionWords(motion: string): string {
  return motions[motion] ?? motion
}

export type BatchCounts = {
  sends: number
  held: number
  statuses: Partial<Record<SendStatus, number>>
  heldCodes: { code: string; count: number }[]
}

const numbersOf = (value: unknown): [string, number][] => Object.entries(fieldsOf(value)).map(([name, count]) => [name, countOf(count)])

const byCount = (value: unknown): { code: string; count: number }[] =>
  numbersOf(value)
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code))

/** A batch's `counts` as far as they are understood. */
export function batchCounts(value: unknown): BatchCounts {
  const counts = fieldsOf(value)
  const statuses = fieldsOf(counts.statuses)
  return {
    sends: countOf(counts.sends),
    held: countOf(counts.held),
    statuses: Object.fromEntries(
      sendStatuses.flatMap((status) => (countOf(statuses[status]) > 0 ? [[status, countOf(statuses[status])]] : [])),
    ),
    heldCodes: byCount(counts.heldCodes),
  }
}

/** Whether a batch ended because the schedule froze a newer one in its place. */
export function isReplaced(counts: unknown): boolean {
  return countOf(fieldsOf(fieldsOf(counts).codes).BATCH_REPLACED) > 0
}

/** Whether sends of a batch were skipped because they were not as they had been approved. */
export function isMismatch(counts: unknown): boolean {
  return countOf(fieldsOf(fieldsOf(counts).codes).SCOPE_MISMATCH) > 0
}

export type PlanCounts = {
  planned: number
  held: number
  beyondLimit: number
  codes: { code: string; count: number }[]
  notes: { motion: string; note: string }[]
}

/** A preview's `counts` as far as they are understood. */
export function planCounts(value: unknown): PlanCounts {
  const counts = fieldsOf(value)
  return {
    planned: countOf(counts.planned),
    held: countOf(counts.held),
    beyondLimit: countOf(counts.beyondLimit),
    codes: byCount(counts.codes),
    notes: Object.entries(fieldsOf(counts.notes)).map(([motion, note]) => ({ motion, note: wordOf(note) })),
  }
}

const ruleNames: Record<string, string> = {
  INVALID_RECIPIENT: 'Address can’t be written to',
  EXCLUDED_DOMAIN: 'Excluded domain',
  DOMAIN_CONCENTRATION: 'Too many to one domain',
  EXCLUDED_ADDRESS: 'Excluded address',
  SUPPRESSED: 'Suppressed',
  ALREADY_SENT: 'Already sent',
  STATUS_FORBIDS: 'Status forbids it',
  CEILING: 'Ceiling of the day',
  RAMP: 'Ramp',
  OUTSIDE_WINDOW: 'Outside their send window',
  UNKNOWN_ZONE: 'Their time zone is not known',
  SCOPE_MISMATCH: 'Not what was approved',
  EMERGENCY_STOP: 'Sending is stopped',
  BREAKER_OPEN: 'Platform is failing',
  SHADOW_MODE: 'Shadow mode',
  UNLAWFUL_REGION: 'Their region does not allow it',
  UNKNOWN_REGION: 'Their country is not known',
  UNAPPROVED: 'Not approved',
  DEAF: 'Platform is not heard',
  NOT_READY: 'Not ready',
  BATCH_EXPIRED: 'Batch expired',
  BATCH_CANCELLED: 'Batch cancelled',
  BATCH_REPLACED: 'Batch replaced by a newer one',
  SETTLED_NOT_SENT: 'Settled as not sent',
  SENT_UNASKED: 'Sent by the platform unasked',
}

/** A rule's code in words. */
export function ruleWords(code: string): string {
  const words = code.replaceAll('_', ' ').toLowerCase()
  return ruleNames[code] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

const wordsIn = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? []

/** Why a send is held, in one line: the rule's name, and its sentence; the sentence alone where it says the name itself. */
export function heldWords(code: string, message: string): string {
  const name = ruleWords(code)
  const said = new Set(wordsIn(message))
  return wordsIn(name).every((word) => said.has(word)) ? `Held: ${message}` : `Held: ${name.toLowerCase()}. ${message}`
}

const shortMs = 3_600_000

/** How long a batch still lives: `expires in 3 h 12 m`, and whether that is under an hour. Both instants in business time, epoch milliseconds. */
export function expiryWords(expiresAt: number, now: number): { words: string; isShort: boolean } {
  const left = expiresAt - now
  if (left <= 0) return { words: 'expires now', isShort: true }
  const minutes = Math.ceil(left / 60_000)
  const hours = Math.floor(minutes / 60)
  return { words: `expires in ${hours > 0 ? `${hours} h ` : ''}${minutes % 60} m`, isShort: left < shortMs }
}

/** How long a batch that waits has until the first of its windows closes; null while that is a day away, or where none is planned. */
export function closingWords(closesAt: string | null, now: number): { words: string; isShort: boolean } | null {
  if (closesAt === null) return null
  const left = Date.parse(closesAt) - now
  if (left <= 0) return { words: 'its first window is over', isShort: true }
  const minutes = Math.ceil(left / 60_000)
  const hours = Math.floor(minutes / 60)
  return hours >= 24
    ? null
    : { words: `first window closes in ${hours > 0 ? `${hours} h ` : ''}${minutes % 60} m`, isShort: left < 2 * shortMs }
}

/** The first words of a text, for a row: line breaks become spaces. */
export function opening(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= length ? line : `${line.slice(0, length).trimEnd()}…`
}

/** When the first of those held back lets go by itself, as it was told; null where none will. */
export function firstClears(held: readonly { clearsAt: string | null }[]): string | null {
  const times = held.flatMap(({ clearsAt }) => clearsAt ?? [])
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null
}
