import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { exclusionNameKey } from '../identity/company-name.ts'
import { domainAndParents } from '../identity/domain-name.ts'
import { parseEmail } from '../identity/email-address.ts'

/** What the lists say about the person behind a lead, as they stand at this moment, and what the lead's own row says. */
export type Recipient = {
  leadId: string
  email: string | null
  emailStatus: string | null
  linkedinKey: string | null
  countryCode: string | null
  status: string
  firstName: string | null
  lastName: string | null
  fullName: string | null
  /** The reason of a suppression of the address, its domain or the profile, or of another name of theirs; null where there is none. */
  suppressed: string | null
  /** CUSTOMER, COMPETITOR or DO_NOT_CONTACT of the person, the domain with its parents, or the company's name; null where there is none. */
  excluded: string | null
}

type Row = Omit<Recipient, 'suppressed' | 'excluded'> & {
  personKey: string | null
  companyDomain: string | null
  companyNames: (string | null)[]
}

/** Asks the lists about many leads in two statements, whatever their number. Leads that do not exist are not in the answer. */
export async function loadRecipients(tx: Sql, leadIds: readonly string[]): Promise<Map<string, Recipient>> {
  if (leadIds.length === 0) return new Map()
  const { rows } = await tx.execute<Row>(sql`
    select l.id as "leadId", l.email, l.person_key as "personKey", l.email_status as "emailStatus", l.linkedin_key as "linkedinKey",
      l.country_code as "countryCode", l.status, l.first_name as "firstName", l.last_name as "lastName", l.full_name as "fullName",
      c.domain as "companyDomain", array[c.name, l.company_name] as "companyNames"
    from lead l left join company c on c.id = l.company_id where l.id = any(${sql.param([...leadIds])}::uuid[])`)
  const asked = rows.map(({ leadId, email, personKey, linkedinKey, companyDomain, companyNames }) => {
    const address = parseEmail(email ?? '')
    const own = [...(address.ok ? [address.email.domain] : []), ...(companyDomain === null ? [] : [companyDomain])]
    const names = companyNames.map((name) => exclusionNameKey(name ?? '')).filter((key) => key !== '')
    return {
      id: leadId,
      person_key: personKey,
      linkedin_key: linkedinKey,
      domains: [...new Set(own.flatMap(domainAndParents))],
      name_keys: [...new Set(names)],
    }
  })
  // One way at a time, each by an index: asked for all ways at once the planner walks through the whole list for every lead.
  const verdicts = await tx.execute<{ id: string; suppressed: string | null; excluded: string | null }>(sql`
    select r.id,
      (select s.reason from (
        select id, reason, until from suppression where lifted_at is null and person_key = r.person_key
        union all select id, reason, until from suppression where lifted_at is null and linkedin_key = r.linkedin_key
        union all select s.id, s.reason, s.until from lead_alias a join suppression s on s.lifted_at is null and s.person_key = a.key and not is_of_mailbox(s.reason) where a.lead_id = r.id
        union all select s.id, s.reason, s.until from lead_alias a join suppression s on s.lifted_at is null and s.linkedin_key = a.key where a.lead_id = r.id
        union all select id, reason, until from suppression where lifted_at is null and domain = any(r.domains)) s
        where s.until is null or s.until > (select business_now()) order by s.id limit 1) as suppressed,
      (select e.kind::text from (
        select id, kind from exclusion where removed_at is null and person_key = r.person_key
        union all select id, kind from exclusion where removed_at is null and linkedin_key = r.linkedin_key
        union all select e.id, e.kind from lead_alias a join exclusion e on e.removed_at is null and e.person_key = a.key where a.lead_id = r.id
        union all select e.id, e.kind from lead_alias a join exclusion e on e.removed_at is null and e.linkedin_key = a.key where a.lead_id = r.id
        union all select id, kind from exclusion where removed_at is null and domain = any(r.domains)
        union all select id, kind from exclusion where removed_at is null and name_key = any(r.name_keys)) e order by e.id limit 1) as excluded
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as r(id uuid, person_key text, linkedin_key text, domains text[], name_keys text[])`)
  const byLead = new Map(verdicts.rows.map((row) => [row.id, row]))
  return new Map(
    rows.map((row) => {
      const verdict = byLead.get(row.leadId)
      return [row.leadId, { ...row, suppressed: verdict?.suppressed ?? null, excluded: verdict?.excluded ?? null }]
    }),
  )
}
