import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { CandidateCompany } from './candidate.ts'

/** Under which key a company of a batch is found again. */
export function companyKey({ domain, nameKey, countryCode }: CandidateCompany): string {
  return domain ?? `${nameKey}|${countryCode ?? ''}`
}

/**
 * Finds or makes the employers of a batch, in three statements: by registrable domain, else by normalised name and country. What is known of
 * one is only filled up, never overwritten. Answers the id for each key.
 */
export async function saveCompanies(tx: Sql, companies: readonly CandidateCompany[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const byKey = new Map<string, CandidateCompany>()
  for (const company of companies) {
    const known = byKey.get(companyKey(company))
    byKey.set(
      companyKey(company),
      known ? { ...known, industry: known.industry ?? company.industry, employees: known.employees ?? company.employees } : company,
    )
  }
  // Always in one order: two imports at once wait for each other instead of locking each other out.
  const rows = [...byKey]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, { name, nameKey, domain, countryCode, industry, employees }]) => ({
      key,
      name,
      name_key: nameKey,
      domain,
      country_code: countryCode,
      industry,
      employees_min: employees?.min ?? null,
      employees_max: employees?.max ?? null,
    }))
  const columns = sql.raw(
    'key text, name text, name_key text, domain text, country_code text, industry text, employees_min integer, employees_max integer',
  )
  const withDomain = JSON.stringify(rows.filter(({ domain }) => domain !== null))
  const named = JSON.stringify(rows.filter(({ domain }) => domain === null))
  const take = (found: { key: string; id: string }[]) => {
    for (const { key, id } of found) ids.set(key, id)
  }
  if (withDomain !== '[]') {
    await tx.execute(sql`
      insert into company as c (name, name_key, domain, country_code, industry, employees_min, employees_max, created_at, updated_at)
      select name, name_key, domain, country_code, industry, employees_min, employees_max, (select business_now()), (select business_now())
      from jsonb_to_recordset(${withDomain}::jsonb) as r(${columns}) order by domain
      on conflict (domain) do update set industry = coalesce(c.industry, excluded.industry), country_code = coalesce(c.country_code, excluded.country_code),
        employees_min = coalesce(c.employees_min, excluded.employees_min),
        employees_max = case when c.employees_min is null then excluded.employees_max else c.employees_max end, updated_at = excluded.updated_at
      where (c.industry is null and excluded.industry is not null) or (c.employees_min is null and excluded.employees_min is not null)
        or (c.country_code is null and excluded.country_code is not null)`)
    const found = await tx.execute<{ key: string; id: string }>(sql`
      select domain as key, id from company where domain in (select domain from jsonb_to_recordset(${withDomain}::jsonb) as r(domain text))`)
    take(found.rows)
  }
  if (named !== '[]') {
    const found = await tx.execute<{ key: string; id: string }>(sql`
      with asked as (select * from jsonb_to_recordset(${named}::jsonb) as r(${columns})),
      made as (
        insert into company (name, name_key, country_code, industry, employees_min, employees_max, created_at, updated_at)
        select name, name_key, country_code, industry, employees_min, employees_max, (select business_now()), (select business_now()) from asked a
        where not exists (select from company c where c.name_key = a.name_key and (c.country_code = a.country_code or c.country_code is null or a.country_code is null))
        order by name_key on conflict do nothing returning id, name_key, country_code
      )
      select a.key, m.id from asked a join made m on m.name_key = a.name_key and m.country_code is not distinct from a.country_code
      union all
      select distinct on (a.key) a.key, c.id from asked a
      join company c on c.name_key = a.name_key and (c.country_code = a.country_code or c.country_code is null or a.country_code is null)
      where not exists (select from made m where m.name_key = a.name_key and m.country_code is not distinct from a.country_code)`)
    take(found.rows)
  }
  return ids
}
