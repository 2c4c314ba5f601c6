import { createHash } from 'node:crypto'
import { z } from 'zod'
import { latin, type Person, type Population } from './people.ts'

/** What a client knows of a person; everything optional, anything else ignored. */
export const detailsSchema = z.object({
  id: z.string().nullish(),
  email: z.string().nullish(),
  hashed_email: z.string().nullish(),
  linkedin_url: z.string().nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  name: z.string().nullish(),
  domain: z.string().nullish(),
  organization_name: z.string().nullish(),
})
export type Details = z.infer<typeof detailsSchema>

/** Finds whom the details mean; a name needs a company beside it. */
export function findPerson(population: Population, details: Details): Person | null {
  const person = candidate(population, details)
  return person && !person.isMiss ? person : null
}

function candidate(population: Population, details: Details): Person | null {
  if (details.id) return population.byId.get(details.id) ?? null
  const byEmail = details.email && population.byEmail.get(details.email.trim().toLowerCase())
  if (byEmail) return byEmail
  if (details.hashed_email) {
    const wanted = details.hashed_email.toLowerCase()
    const algorithm = wanted.length === 32 ? 'md5' : 'sha256'
    return population.people.find(({ email }) => email && createHash(algorithm).update(email).digest('hex') === wanted) ?? null
  }
  const slug = details.linkedin_url?.match(/linkedin\.com\/in\/([^/?#]+)/i)?.[1]
  const bySlug = slug && population.bySlug.get(slug.toLowerCase())
  if (bySlug) return bySlug
  return byName(population, details)
}

function byName(population: Population, { first_name, last_name, name, domain, organization_name }: Details): Person | null {
  const [first, ...rest] = (name ?? `${first_name ?? ''} ${last_name ?? ''}`).trim().split(/\s+/)
  const wanted = `${latin(first ?? '')} ${latin(rest.join(' '))}`
  const host = domain
    ?.toLowerCase()
    .replace(/^(https?:\/\/)?(www\.)?/, '')
    .replace(/\/.*$/, '')
  const company = organization_name?.trim().toLowerCase()
  if (!first || rest.length === 0 || (!host && !company)) return null
  return (
    population.people.find(
      (person) =>
        (host ? person.company.domain === host : person.company.name.toLowerCase() === company) &&
        `${latin(person.firstName)} ${latin(person.lastName.replace(/,.*$/, ''))}` === wanted,
    ) ?? null
  )
}
