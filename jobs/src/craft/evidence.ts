import { createHash } from 'node:crypto'

/**
 * The kinds of things that a text can rest on, one extractor each: five of what is known about a lead, and what we wrote to them before, which
 * is no knowledge of them and counts for none (GUARD-003).
 */
export const EVIDENCE_KINDS = ['technologies', 'growth', 'role', 'company', 'engagement', 'history'] as const
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]

/** One fact that a draft rests on. */
export type Evidence = {
  id: string
  kind: EvidenceKind
  /** A sentence for the reviewer. */
  text: string
  /** The provider that said so. */
  source: string
  foundAt: Date | null
}

/** Names the evidence of one field of one draft. The same kind and field get the same id. */
export type EvidenceIds = (kind: EvidenceKind, field: string) => string

/** Ids for the evidence of one draft, made from the draft's own: crafting it again gives the same rows. UUID version 8 (RFC 9562). */
export function evidenceIdsOf(draftId: string): EvidenceIds {
  return (kind, field) => {
    const hash = createHash('sha256').update(`${draftId}\n${kind}\n${field}`).digest('hex')
    const variant = '89ab'[Number.parseInt(hash.slice(16, 17), 16) % 4]
    return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`
  }
}

/** True of what is known about this person or company, as opposed to what we did. */
export function isPersonal({ kind }: Pick<Evidence, 'kind'>): boolean {
  return kind !== 'history'
}

/** What tells one piece of evidence from another across drafts, whose ids differ: what it is about and what it says. */
export function evidenceKey(evidence: Pick<Evidence, 'kind' | 'text'>): string {
  return `${evidence.kind}: ${evidence.text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()}`
}
