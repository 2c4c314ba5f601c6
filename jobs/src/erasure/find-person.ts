import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { InvalidInputError } from '../errors.ts'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'

/** Somebody as a request names them: a lead, or an address or profile that no lead has. */
export type Person = { leadId: string | null; keys: string[] }

/**
 * The person behind an email address or a LinkedIn profile: the lead that has it or had it, else the key alone. Throws InvalidInputError for
 * what is neither.
 */
export async function findPerson(tx: Pick<Sql, 'execute'>, address: string): Promise<Person> {
  const key = keyOf(address)
  const { rows } = await tx.execute<{ leadId: string }>(sql`
    select l.id as "leadId" from lead l where l.person_key = ${key} or l.linkedin_key = ${key}
    union all select a.lead_id from lead_alias a where a.key = ${key} limit 1`)
  return { leadId: rows[0]?.leadId ?? null, keys: [key] }
}

function keyOf(address: string): string {
  const email = parseEmail(address)
  if (email.ok) return email.email.personKey
  const profile = parseLinkedinProfile(address)
  if (profile.ok) return profile.profile.key
  throw new InvalidInputError('address: neither an email address nor a LinkedIn profile.', ['address'])
}
