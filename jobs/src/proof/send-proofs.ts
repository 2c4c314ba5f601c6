import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ProofEntry, ProofSend } from './proof-record.ts'

/** Why the chain does not bear a send out. */
export type SendFault = { sendId: string; fault: string }

/** Actions whose detail a proof needs: which scope was approved, and what ended how. */
export const provingActions = ['batch.approved', 'send.settled']

const approvalSchema = z.object({ scopeHash: z.string() })
const settledSchema = z.object({ code: z.string().nullish() })

/** States that say that a request was made, or may have been. A refused one was made only where it was reserved. */
const requested = new Set(['IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN'])

const wasRequested = ({ status, code }: ProofSend): boolean =>
  requested.has(status) || (status === 'SKIPPED' && code === 'SETTLED_NOT_SENT')

/**
 * Follows every send through the chain: its batch approved, as it is, by a link before the reservation; the reservation; the proof. Entries
 * first, then the sends by batch and place.
 */
export function createSendProofs(mostFaults = 100): {
  takeEntry(entry: ProofEntry): void
  takeSend(send: ProofSend): void
  finish(): { sends: number; faulty: number; faults: SendFault[] }
} {
  /** By batch: when each scope hash was first approved. */
  const approvals = new Map<string, Map<string, string>>()
  /** By send: when it was first reserved. */
  const reservations = new Map<string, string>()
  /** Campaigns that somebody started at the platform: nothing here asked for their sends. */
  const foundRunning = new Set<string>()
  const proven = new Set<string>()
  const faults: SendFault[] = []
  let faulty = 0
  let sends = 0
  let batch: { id: string; hash: ReturnType<typeof createHash>; sends: ProofSend[] } | null = null

  const note = (sendId: string, fault: string) => {
    faulty++
    if (faults.length < mostFaults) faults.push({ sendId, fault })
  }

  const judge = (send: ProofSend, approvedAt: string | undefined) => {
    const reservedAt = reservations.get(send.id)
    if (reservedAt === undefined && !foundRunning.has(send.id)) note(send.id, 'A request was made without a reservation on record.')
    else if (reservedAt === undefined) return
    else if (approvedAt === undefined) note(send.id, 'Nobody approved its batch as it is.')
    else if (approvedAt > reservedAt) note(send.id, 'Its batch was approved only after it was reserved.')
    else if (send.status === 'PROVEN' && !proven.has(send.id)) note(send.id, 'It is said to be proven, but no proof is on record.')
  }

  const closeBatch = () => {
    if (batch === null) return
    const scopeHash = batch.hash.digest('hex')
    const approvedAt = approvals.get(batch.id)?.get(scopeHash)
    for (const send of batch.sends) {
      // Said to have been made by its row, or by the chain.
      if (wasRequested(send) || reservations.has(send.id)) judge(send, approvedAt)
      reservations.delete(send.id)
    }
    batch = null
  }

  return {
    takeEntry({ action, subjectId, at, detail }) {
      if (action === 'send.reserved') {
        if (!reservations.has(subjectId)) reservations.set(subjectId, at)
      } else if (action === 'send.proven') {
        proven.add(subjectId)
      } else if (action === 'batch.approved' && detail !== null) {
        const scopes = approvals.get(subjectId) ?? new Map<string, string>()
        const { scopeHash } = approvalSchema.parse(JSON.parse(detail))
        if (!scopes.has(scopeHash)) scopes.set(scopeHash, at)
        approvals.set(subjectId, scopes)
      } else if (action === 'send.settled' && detail !== null) {
        if (settledSchema.parse(JSON.parse(detail)).code === 'FOUND_RUNNING') foundRunning.add(subjectId)
      }
    },
    takeSend(send) {
      sends++
      if (send.batchId === null) {
        if (wasRequested(send)) note(send.id, 'It belongs to no batch.')
        reservations.delete(send.id)
        return
      }
      if (batch?.id !== send.batchId) {
        closeBatch()
        batch = { id: send.batchId, hash: createHash('sha256'), sends: [] }
      }
      batch.hash.update(Buffer.from(send.hash, 'hex'))
      batch.sends.push(send)
    },
    finish() {
      closeBatch()
      for (const sendId of reservations.keys()) note(sendId, 'It was reserved, and its row is gone.')
      return { sends, faulty, faults }
    },
  }
}
