import type { Writer } from '@swarm/db/write'
import type { Actor } from '../actors.ts'
import { InvalidInputError } from '../errors.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import { addSuppressions } from './add-suppressions.ts'
import { namedBy } from './exclude.ts'

/**
 * Suppresses an address, a domain or a LinkedIn profile for ever. The person's lead becomes UNSUBSCRIBED, a domain's leads DISQUALIFIED, and
 * their open drafts are withdrawn in the same statement. What is suppressed already is answered as it is.
 */
export async function suppress(
  writer: Writer,
  actor: Actor,
  input: { email: string | null; domain: string | null; linkedinUrl: string | null; reason: string },
): Promise<{ suppressionId: string }> {
  const { email, domain, linkedinUrl, reason } = input
  if ([email, domain, linkedinUrl].filter((one) => one !== null).length !== 1)
    throw new InvalidInputError('Give exactly one: email, domain or linkedinUrl.', ['email'])
  const [listing] = await writer.transaction((tx) =>
    addSuppressions(tx, actor.name, [
      { ...(linkedinUrl === null ? namedBy({ email, domain }) : profileOf(linkedinUrl)), reason, source: actor.name },
    ]),
  )
  if (!listing) throw new Error('no suppression was made')
  return { suppressionId: listing.id }
}

function profileOf(linkedinUrl: string): { linkedinUrl: string; linkedinKey: string } {
  const parsed = parseLinkedinProfile(linkedinUrl)
  if (!parsed.ok) throw new InvalidInputError(`linkedinUrl: ${parsed.message}`, ['linkedinUrl'])
  return { linkedinUrl: parsed.profile.url, linkedinKey: parsed.profile.key }
}
