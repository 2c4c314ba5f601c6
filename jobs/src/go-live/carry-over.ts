import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { InvalidInputError } from '../errors.ts'
import { parseDomain } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import { addExclusions, type ExclusionKind } from '../suppression/add-exclusions.ts'
import { addSuppressions, type Listing } from '../suppression/add-suppressions.ts'

/** Somebody on a list of another database; names are read anew, so that the keys are this database's own. */
type Named = { email: string | null; domain: string | null; linkedinUrl: string | null; source: string }
export type CarriedSuppression = Named & { reason: string; until: Date | null }
export type CarriedExclusion = Named & { kind: ExclusionKind; name: string | null; note: string | null }
export type CarriedOver = { added: number; known: number }

/**
 * Takes suppressions and exclusions of a sandbox over into this database, all of a call or none; what is listed already stays. Throws
 * InvalidInputError naming the entry that can't be read.
 */
export async function carryOver(
  writer: Writer,
  actor: Actor,
  input: { suppressions: readonly CarriedSuppression[]; exclusions: readonly CarriedExclusion[] },
): Promise<CarriedOver> {
  const suppressions = input.suppressions.map((entry, index) => ({
    ...keysOf(entry, ['suppressions', String(index)]),
    reason: entry.reason,
    source: `sandbox: ${entry.source}`,
    until: entry.until,
  }))
  for (const [index, entry] of suppressions.entries())
    if ([entry.personKey, entry.domain, entry.linkedinKey].filter((key) => key != null).length !== 1)
      throw new InvalidInputError(`suppressions.${index}: names not exactly one of email, domain and linkedinUrl`, [
        'suppressions',
        String(index),
      ])
  const exclusions = input.exclusions.map((entry, index) => {
    const keys = keysOf(entry, ['exclusions', String(index)])
    if (Object.keys(keys).length === 0 && !entry.name)
      throw new InvalidInputError(`exclusions.${index}: names nobody`, ['exclusions', String(index)])
    return { ...keys, kind: entry.kind, name: entry.name, note: entry.note, source: `sandbox: ${entry.source}` }
  })
  return writer.transaction(async (tx) => {
    const listed: Listing[] = [
      ...(suppressions.length === 0 ? [] : await addSuppressions(tx, actor.name, suppressions)),
      ...(exclusions.length === 0 ? [] : await addExclusions(tx, actor.name, exclusions)),
    ]
    const added = listed.filter(({ isNew }) => isNew).length
    await writeAudit(tx, actor, {
      action: 'go_live.carried_over',
      subjectType: 'go_live',
      subjectId: 'lists',
      detail: { suppressions: suppressions.length, exclusions: exclusions.length, added },
    })
    return { added, known: listed.length - added }
  })
}

type Keys = { email?: string; personKey?: string; domain?: string; linkedinUrl?: string; linkedinKey?: string }

function keysOf({ email, domain, linkedinUrl }: Named, path: string[]): Keys {
  const refuse = (field: string, message: string): never => {
    throw new InvalidInputError(`${path.join('.')}.${field}: ${message}`, [...path, field])
  }
  const keys: Keys = {}
  if (email !== null) {
    const parsed = parseEmail(email)
    if (!parsed.ok) return refuse('email', parsed.message)
    keys.email = parsed.email.address
    keys.personKey = parsed.email.personKey
  }
  if (domain !== null) {
    const parsed = parseDomain(domain)
    if (!parsed.ok) return refuse('domain', parsed.message)
    keys.domain = parsed.domain
  }
  if (linkedinUrl !== null) {
    const parsed = parseLinkedinProfile(linkedinUrl)
    if (!parsed.ok) return refuse('linkedinUrl', parsed.message)
    keys.linkedinUrl = parsed.profile.url
    keys.linkedinKey = parsed.profile.key
  }
  return keys
}
