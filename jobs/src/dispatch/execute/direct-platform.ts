import type { SendPlatform } from '../plan-item.ts'
import type { ActivationOutcome } from './activation-outcome.ts'

/** One stored send at a platform that takes one recipient with each delivering request, with the very words that were approved. */
export type DirectSend = {
  id: string
  batchId: string
  leadId: string | null
  draftId: string | null
  /** A canonical address, or a LinkedIn key (`in:<slug>`). */
  address: string
  account: string
  /** The account's id at the platform, where it has one besides its address. */
  providerAccountId: string | null
  action: 'EMAIL' | 'LINKEDIN_REQUEST' | 'LINKEDIN_MESSAGE'
  motion: string
  tier: string | null
  step: number
  /** No LinkedIn message comes before it in its lead's cadence, whatever the plan numbers it. */
  isFirstMessage: boolean
  isTest: boolean
  /** Where the platform holds it, once that is known. */
  providerCampaignId: string | null
  providerLeadId: string | null
  providerMessageId: string | null
  /** ISO 8601; business time. */
  acceptedAt: string | null
  windowFrom: string
  /** Read out of the frozen bytes, never made again. */
  subject: string | null
  text: string
  html: string
  headers: Record<string, string>
}

/** What travels with the delivering request. */
export type Departure = {
  attemptKey: string
  /** Asked directly before the first byte; false gives the attempt back unsent. */
  beforeWrite(): boolean
}

/** What is known of one delivering request (invariants.md, Settle): as for a campaign's, and the platform's own no to this recipient. */
export type DirectOutcome =
  | (ActivationOutcome & { providerLeadId?: string | null; providerMessageId?: string | null })
  | { outcome: 'REFUSED'; code: string; message: string }

/**
 * What stands before a send may be reserved. READY comes with everything that would have to be waited for: the connection of a mail host, leave
 * of the shared allowance and the breaker. From the reservation to the first byte nothing is asked.
 */
export type Preparation =
  | {
      is: 'READY'
      /** Where the platform will hold it: stored before the first byte, so that a lost answer can be read back there. */
      providerCampaignId?: string
      providerLeadId?: string
      /** The one delivering request. It may throw a ProviderError; whatever else it throws makes the send UNKNOWN. */
      deliver(departure: Departure): Promise<DirectOutcome>
      /** It was not reserved: what was opened is given back, and the place in a half-open breaker; the allowance is spent. Called instead of `deliver`; never throws. */
      giveUp(): Promise<void>
    }
  /** It stays planned and is tried again after a while, in milliseconds of business time; the reason shows. */
  | { is: 'WAIT'; code: string; message: string; forMs: number }
  /** The platform will never take this recipient: REFUSED, nothing was taken by it. */
  | { is: 'REFUSED'; code: string; message: string }

/** What reading says of an unknown send. `null`: it did not answer, so it is asked again as if it had not been. */
export type Look = { isPresent: boolean; seen: string; providerMessageId?: string } | null

export type DirectProof = { sendId: string; messageId: string | null; at: string }

/**
 * A platform that takes one recipient with each delivering request. What is due, reserved, settled, looked for again and proven is decided in
 * one place for all of them (deliver-directly.ts); this is what differs.
 */
export type DirectPlatform = {
  platform: SendPlatform
  /** Business minutes after acceptance at which proof is looked for that no webhook brought. */
  proofMinutes: readonly number[]
  /** Reads and writes by which nobody is written to. Repeatable: it runs again after every crash. */
  prepare(send: DirectSend): Promise<Preparation>
  /** Reading only. */
  lookFor(send: DirectSend): Promise<Look>
  /** Which of these the platform shows as gone out. Reading only. */
  prove(sends: readonly DirectSend[]): Promise<DirectProof[]>
  /** Takes back what the platform still holds; true when reading confirms it. Absent where a platform holds nothing once it has answered. */
  recall?(send: DirectSend): Promise<boolean>
}
