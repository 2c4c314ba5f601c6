import type { Writer } from '@swarm/db/write'
import type { FactName, JsonValue } from '@swarm/jobs/enrich/facts'

export type MadeFacts = { readonly [Name in FactName]?: JsonValue }

/** Facts of a lead that fits well: a founder of a staffing firm of 120 people in Denver, with a verified address. */
export function fittingFacts(number: number, over: MadeFacts = {}): MadeFacts {
  const email = `ana${number}@brightside${number}.example`
  return {
    firstName: 'Ana',
    lastName: `Ruiz${'abcdefghij'.charAt(number % 10)}`,
    title: 'Founder & CEO',
    companyName: `Brightside ${number}`,
    companyDomain: `brightside${number}.example`,
    employeeCount: 120,
    industry: 'staffing & recruiting',
    technologies: ['Salesforce', 'HubSpot', 'Zapier'],
    city: 'Denver',
    region: 'Colorado',
    country: 'United States',
    email,
    emailStatus: { address: email, status: 'VERIFIED' },
    linkedinUrl: `https://www.linkedin.com/in/ana-ruiz-${number}`,
    ...over,
  }
}

/** Leads as an import leaves them: identity, name and place on the lead, all that was said as an observation. Returns their ids in order. */
export async function makeLeads(writer: Writer, facts: readonly MadeFacts[], provider = 'csv'): Promise<string[]> {
  const rows = facts.map((one, place) => ({
    place,
    email: one.email ?? null,
    linkedin_key: typeof one.linkedinUrl === 'string' ? `in:${one.linkedinUrl.split('/').at(-1)}` : null,
    linkedin_url: one.linkedinUrl ?? null,
    first_name: one.firstName ?? null,
    last_name: one.lastName ?? null,
    title: one.title ?? null,
    country_code: one.country === 'United States' ? 'US' : one.country === 'Germany' ? 'DE' : null,
    facts: Object.fromEntries(Object.entries(one).map(([name, value]) => [name, { value, confidence: null }])),
  }))
  const { rows: made } = await writer.pool.query<{ id: string }>(
    `with given as (
       select uuid_v7() as id, r.* from jsonb_to_recordset($1::jsonb) as r(email text, linkedin_key text, linkedin_url text, first_name text, last_name text,
         title text, country_code text, facts jsonb, place integer)
     ), leads as (
       insert into lead (id, email, person_key, linkedin_key, linkedin_url, first_name, last_name, full_name, title, country_code, source)
       select id, email, email, linkedin_key, linkedin_url, first_name, last_name, concat_ws(' ', first_name, last_name), title, country_code, $2 from given returning id
     ), observations as (
       insert into lead_observation (lead_id, provider, facts, observed_at) select id, $2, facts, business_now() from given
     ) select id from given order by place`,
    [JSON.stringify(rows), provider],
  )
  return made.map(({ id }) => id)
}
