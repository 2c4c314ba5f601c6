import { z } from 'zod'
import { hash53 } from '../random.ts'
import type { Person } from './state.ts'

const text = z.string().nullish()

export const leadInputSchema = z.object({
  firstName: text,
  lastName: text,
  profileUrl: z.string(),
  location: text,
  summary: text,
  companyName: text,
  position: text,
  about: text,
  emailAddress: text,
  customUserFields: z.array(z.object({ name: z.string().regex(/^[a-zA-Z0-9_]+$/), value: z.string() })).nullish(),
})

/** The person's name in an address of HeyReach's own style; null for any other, with a query as well. */
export function slugOf(profileUrl: string): string | null {
  const slug = /^https:\/\/www\.linkedin\.com\/in\/([^/?#\s]+)\/?$/.exec(profileUrl)?.[1]
  if (slug === undefined) return null
  return /^AC[ow]AA/.test(slug) ? slug : decodeURIComponent(slug).toLowerCase()
}

/** What becomes a lead; null for a profile that HeyReach does not take. */
export function personOf(input: z.infer<typeof leadInputSchema>): Person | null {
  const slug = slugOf(input.profileUrl)
  if (slug === null) return null
  return {
    linkedin_id: String(100_000_000 + (hash53(`linkedin ${slug}`, 7) % 800_000_000)),
    profileUrl: `https://www.linkedin.com/in/${encodeURIComponent(slug)}`,
    firstName: input.firstName ?? '',
    lastName: input.lastName ?? '',
    companyName: input.companyName ?? '',
    position: input.position ?? '',
    location: input.location ?? '',
    emailAddress: input.emailAddress ?? '',
    customUserFields: input.customUserFields ?? [],
  }
}

/** A lead as the API shows it: its company's address is that of a page at LinkedIn, lists of its past are text. */
export function shownPerson(person: Person): Record<string, unknown> {
  return {
    linkedin_id: person.linkedin_id,
    imageUrl: null,
    firstName: person.firstName,
    lastName: person.lastName,
    fullName: `${person.firstName} ${person.lastName}`.trim(),
    location: person.location,
    summary: null,
    companyName: person.companyName,
    companyUrl: `https://www.linkedin.com/company/${encodeURIComponent(person.companyName.toLowerCase().replaceAll(' ', '-'))}`,
    position: person.position,
    about: null,
    username: slugOf(person.profileUrl),
    emailAddress: person.emailAddress,
    experiences: '[]',
    education: '[]',
    profileUrl: person.profileUrl,
    customUserFields: person.customUserFields,
    emailEnrichments: [],
  }
}
