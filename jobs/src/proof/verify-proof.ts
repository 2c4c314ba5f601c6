import type { AuditHead } from '../audit/find-cut-tail.ts'
import { chainStart, linkHash, sha256 } from './link-hash.ts'
import type { ProofLink, ProofRecord } from './proof-record.ts'
import { createSendProofs, type SendFault } from './send-proofs.ts'

/** What does not hold first: a link by its number, or an entry that has none. */
export type ChainFault = { number: number | null; fault: string }

export type ProofVerdict = {
  /** Whether every link holds and every send is borne out. */
  isWhole: boolean
  links: number
  head: AuditHead | null
  fault: ChainFault | null
  sends: number
  /** Sends that the chain does not bear out: how many, and the first hundred. */
  faultySends: number
  sendFaults: SendFault[]
}

export type ProofVerifier = { take(record: ProofRecord): void; finish(): ProofVerdict }

/**
 * Verifies a proof record by record, without a database. Names the first link that was changed, deleted, inserted or moved; with the head
 * that was kept outside the database, also a tail that was cut and a chain that was written anew.
 */
export function createProofVerifier({ keptHead }: { keptHead: AuditHead | null }): ProofVerifier {
  const sends = createSendProofs()
  let said: { links: number; lastHash: string | null; sends: number } | null = null
  let links = 0
  let last: AuditHead | null = null
  let fault: ChainFault | null = null
  let heldKept = false

  const wrong = (number: number | null, text: string) => {
    fault ??= { number, fault: text }
  }

  const takeLink = ({ number, previousHash, hash, entry }: ProofLink) => {
    const due = (last?.number ?? 0) + 1
    if (number !== due) wrong(number, number > due ? 'a link before this one is missing' : 'it comes out of order')
    else if (previousHash !== (last?.hash ?? chainStart)) wrong(number, 'it does not follow the link before it')
    else if (entry === null) wrong(number, 'its entry is missing')
    else if (hash !== linkHash(number, previousHash, entry)) wrong(number, 'its entry was changed')
    else if (entry.detail !== null && sha256(entry.detail) !== entry.digest) wrong(number, 'its detail was changed')
    if (keptHead?.number === number) {
      heldKept = true
      if (keptHead.hash !== hash) wrong(number, 'it has another hash than the head that was kept: the chain was written anew')
    }
    links++
    last = { number, hash }
    if (entry !== null) sends.takeEntry(entry)
  }

  return {
    take(record) {
      switch (record.kind) {
        case 'head':
          said = record
          return
        case 'link':
          return takeLink(record)
        case 'waiting':
          return sends.takeEntry(record.entry)
        case 'stray':
          return wrong(null, `entry ${record.entryId} is not in the chain`)
        case 'send':
          return sends.takeSend(record)
        default:
          return record satisfies never
      }
    },
    finish() {
      const { sends: counted, faulty, faults } = sends.finish()
      const end = last?.number ?? 0
      if (keptHead !== null && !heldKept) {
        wrong(end + 1, `the chain ends at ${end}, but ${keptHead.number} was kept: its tail was cut`)
      }
      if (said !== null && (said.links !== links || said.lastHash !== (last?.hash ?? null)))
        wrong(end + 1, `the proof ends at ${end}, but says that it has ${said.links} links: its tail was cut`)
      if (said !== null && said.sends !== counted) wrong(null, `the proof says that it has ${said.sends} sends, and has ${counted}`)
      return { isWhole: fault === null && faulty === 0, links, head: last, fault, sends: counted, faultySends: faulty, sendFaults: faults }
    },
  }
}
