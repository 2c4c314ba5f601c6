import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { CompanyColumns, LeadColumns } from './lead-columns.ts'

/** What makes two companies one: the domain, else name and country. */
function companyKeyOf({ domain, nameKey, countryCode }: CompanyColumns): string {
  return domain ?? `${nameKey}|${countryCode ?? ''}`
}

/** Creates the employers that are new and fills in what is known of the others; returns their ids by key. Two statements, whatever the number. */
async function saveCompanies(tx: Sql, at: Date, companies: readonly CompanyColumns[]): Promise<Map<string, string>> {
  // In the order of keys, so that two transactions with overlapping companies can't wait for each other.
  const rows = [...new Map(companies.map((company) => [companyKeyOf(company), company]))]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, { name, nameKey, domain, countryCode, industry, employeesMin, employeesMax }]) => ({
      key,
      name,
      name_key: nameKey,
      domain,
      country_code: countryCode,
      industry,
      employees_min: employeesMin,
      employees_max: employeesMax,
    }))
  if (rows.length === 0) return new Map()
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as g(key text, name text, name_key text, domain text, country_code text, industry text, employees_min integer, employees_max integer)`
  const insert = (which: 'is null' | 'is not null') => sql`
    insert into company as c (name, name_key, domain, country_code, industry, employees_min, employees_max, created_at, updated_at)
    select name, name_key, domain, country_code, industry, employees_min, employees_max, ${at.toISOString()}::timestamptz, ${at.toISOString()}::timestamptz
    from ${given} where domain ${sql.raw(which)}`
  // What is known of an employer is filled up, not overwritten: its people disagree about it, and it must not flicker between them.
  const update = sql`do update set industry = coalesce(c.industry, excluded.industry), country_code = coalesce(c.country_code, excluded.country_code),
      employees_min = coalesce(c.employees_min, excluded.employees_min),
      employees_max = case when c.employees_min is null then excluded.employees_max else c.employees_max end, updated_at = excluded.updated_at
    where (c.industry is null and excluded.industry is not null) or (c.employees_min is null and excluded.employees_min is not null)
      or (c.country_code is null and excluded.country_code is not null)`
  await tx.execute(sql`${insert('is not null')} on conflict (domain) ${update}`)
  await tx.execute(sql`${insert('is null')} on conflict (name_key, coalesce(country_code, '')) where domain is null ${update}`)
  const { rows: saved } = await tx.execute<{ key: string; id: string }>(sql`
    select g.key, c.id from ${given} join company c on c.domain = g.domain
    union all
    select g.key, c.id from ${given} join company c on g.domain is null and c.domain is null and c.name_key = g.name_key and coalesce(c.country_code, '') = coalesce(g.country_code, '')`)
  return new Map(saved.map(({ key, id }) => [key, id]))
}

/**
 * Writes what the facts say into leads and companies, where it differs from what stands there. An identity is only added, never changed, and
 * never when another lead has it: that is a merge, which a person decides. Returns the leads that changed.
 */
export async function saveLeadColumns(tx: Sql, at: Date, leads: readonly { leadId: string; columns: LeadColumns }[]): Promise<Set<string>> {
  const companies = await saveCompanies(
    tx,
    at,
    leads.flatMap(({ columns }) => columns.company ?? []),
  )
  const rows = leads.map(({ leadId, columns: { company, ...own } }) => ({
    id: leadId,
    email: own.email,
    person_key: own.personKey,
    email_status: own.emailStatus,
    linkedin_key: own.linkedinKey,
    linkedin_url: own.linkedinUrl,
    first_name: own.firstName,
    last_name: own.lastName,
    full_name: own.fullName,
    title: own.title,
    seniority: own.seniority,
    company_id: company === null ? null : (companies.get(companyKeyOf(company)) ?? null),
    company_name: own.companyName,
    city: own.city,
    region: own.region,
    country_code: own.countryCode,
    time_zone: own.timeZone,
  }))
  const { rows: changed } = await tx.execute<{ id: string }>(sql`
    with said as (
      select r.*,
        l.person_key is null and r.person_key is not null and not exists (select from lead o where o.person_key = r.person_key or o.email = r.email)
          and not exists (select from lead_alias a where a.key = r.person_key and a.lead_id <> l.id) as adds_email,
        l.linkedin_key is null and r.linkedin_key is not null and not exists (select from lead o where o.linkedin_key = r.linkedin_key)
          and not exists (select from lead_alias a where a.key = r.linkedin_key and a.lead_id <> l.id) as adds_profile,
        -- A status was said of one address; it says nothing of another.
        r.person_key is not distinct from l.person_key as is_same_address
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(id uuid, email text, person_key text, email_status email_status, linkedin_key text, linkedin_url text, first_name text, last_name text, full_name text,
          title text, seniority seniority, company_id uuid, company_name text, city text, region text, country_code text, time_zone text)
      join lead l on l.id = r.id
    ), wanted as (
      select l.id,
        case when s.adds_email then s.email else l.email end as email,
        case when s.adds_email then s.person_key else l.person_key end as person_key,
        case when s.adds_email or s.is_same_address then coalesce(s.email_status, l.email_status) else l.email_status end as email_status,
        case when s.adds_profile then s.linkedin_key else l.linkedin_key end as linkedin_key,
        case when s.adds_profile then s.linkedin_url else l.linkedin_url end as linkedin_url,
        coalesce(s.first_name, l.first_name) as first_name, coalesce(s.last_name, l.last_name) as last_name, coalesce(s.full_name, l.full_name) as full_name,
        coalesce(s.title, l.title) as title, coalesce(s.seniority, l.seniority) as seniority, coalesce(s.company_id, l.company_id) as company_id,
        coalesce(s.company_name, l.company_name) as company_name, coalesce(s.city, l.city) as city, coalesce(s.region, l.region) as region,
        coalesce(s.country_code, l.country_code) as country_code, coalesce(s.time_zone, l.time_zone) as time_zone
      from said s join lead l on l.id = s.id
    )
    update lead l set email = w.email, person_key = w.person_key, email_status = w.email_status, linkedin_key = w.linkedin_key, linkedin_url = w.linkedin_url,
      first_name = w.first_name, last_name = w.last_name, full_name = w.full_name, title = w.title, seniority = w.seniority, company_id = w.company_id,
      company_name = w.company_name, city = w.city, region = w.region, country_code = w.country_code, time_zone = w.time_zone,
      version = l.version + 1, updated_at = ${at.toISOString()}::timestamptz
    from wanted w
    where l.id = w.id and (l.email, l.email_status, l.linkedin_key, l.first_name, l.last_name, l.full_name, l.title, l.seniority, l.company_id, l.company_name, l.city, l.region,
        l.country_code, l.time_zone)
      is distinct from (w.email, w.email_status, w.linkedin_key, w.first_name, w.last_name, w.full_name, w.title, w.seniority, w.company_id, w.company_name, w.city, w.region,
        w.country_code, w.time_zone)
    returning l.id`)
  return new Set(changed.map(({ id }) => id))
}
