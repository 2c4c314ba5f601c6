import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import { InvalidInputError } from '../errors.ts'
import { parseDomain } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'
import { addExclusions, type ExclusionKind, type NewExclusion } from './add-exclusions.ts'

/**
 * Excludes an address or a domain with its subdomains. Its leads are disqualified and their open drafts withdrawn in the same statement.
 * What is excluded already stays as it is and is answered.
 */
export async function exclude(
  writer: Writer,
  actor: Actor,
  input: { email: string | null; domain: string | null; kind: ExclusionKind; note: string | null },
): Promise<{ exclusionId: string }> {
  const entry: NewExclusion = { kind: input.kind, note: input.note, source: actor.name, ...namedBy(input) }
  const [listing] = await writer.transaction((tx) => addExclusions(tx, actor.name, [entry]))
  if (!listing) throw new Error('no exclusion was made')
  return { exclusionId: listing.id }
}

/** The canonical keys of exactly one of an address and a domain. Throws InvalidInputError. */
export function namedBy({
  email,
  domain,
}: {
  email: string | null
  domain: string | null
}): { email: string; personKey: string } | { domain: string } {
  if ((email === null) === (domain === null))
    throw new InvalidInputError('Give exactly one: email or domain.', [email === null ? 'domain' : 'email'])
  if (email !== null) {
    const parsed = parseEmail(email)
    if (!parsed.ok) throw new InvalidInputError(`email: ${parsed.message}`, ['email'])
    return { email: parsed.email.address, personKey: parsed.email.personKey }
  }
  const parsed = parseDomain(domain ?? '')
  if (!parsed.ok) throw new InvalidInputError(`domain: ${parsed.message}`, ['domain'])
  return { domain: parsed.domain }
}
