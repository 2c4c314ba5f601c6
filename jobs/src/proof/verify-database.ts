import type { Reader } from '@swarm/db/read'
import type { AuditHead } from '../audit/find-cut-tail.ts'
import { readProof } from './read-proof.ts'
import { createProofVerifier, type ProofVerdict } from './verify-proof.ts'

/** Verifies chain and sends as they stand in the database, every detail against its digest. `onProgress` gets the links so far, page by page. */
export async function verifyDatabase(
  reader: Pick<Reader, 'read'>,
  {
    keptHead,
    onProgress,
  }: { keptHead: AuditHead | null; onProgress?: (progress: { checked: number; links: number }) => Promise<void> | void },
): Promise<ProofVerdict> {
  // A read that lost its connection is begun anew, and its verifier with it.
  let verifier = createProofVerifier({ keptHead })
  let checked = 0
  let links = 0
  await readProof(reader, { details: 'all', writtenAt: new Date(0) }, async (records) => {
    for (const record of records) {
      if (record.kind === 'head') {
        verifier = createProofVerifier({ keptHead })
        checked = 0
        links = record.links
      }
      if (record.kind === 'link') checked++
      verifier.take(record)
    }
    await onProgress?.({ checked, links })
  })
  return verifier.finish()
}
