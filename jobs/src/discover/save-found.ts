import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { World } from '../enrich/finders/settle-answers.ts'
import { learnFacts } from '../enrich/learn-facts.ts'
import { saveObservations } from '../enrich/save-observations.ts'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import type { ApolloObservation } from '../providers/apollo/person.ts'
import type { Run } from '../runs/stages.ts'
import { recordTimeline } from '../timeline.ts'

/** A revealed person without an address and without a profile is nobody to us. */
export type SavedFound = { providerPersonId: string; leadId: string | null; code: 'NO_IDENTITY' | 'DUPLICATE' | null; isNew: boolean }

export type Identity = {
  providerPersonId: string
  email: string | null
  personKey: string | null
  linkedinKey: string | null
  linkedinUrl: string | null
}

function identityOf({ apolloId, facts }: ApolloObservation): Identity {
  const email = parseEmail(typeof facts.email?.value === 'string' ? facts.email.value : '')
  const linkedin = parseLinkedinProfile(typeof facts.linkedinUrl?.value === 'string' ? facts.linkedinUrl.value : '', { bareSlug: true })
  return {
    providerPersonId: apolloId,
    email: email.ok ? email.email.address : null,
    personKey: email.ok ? email.email.personKey : null,
    linkedinKey: linkedin.ok ? linkedin.profile.key : null,
    linkedinUrl: linkedin.ok ? linkedin.profile.url : null,
  }
}

type Known = { providerPersonId: string; leadId: string }

/** The leads that these people already are: by address, else by profile, aliases included. Of two the one with the address. */
export async function findKnown(tx: Sql, people: readonly Identity[]): Promise<Map<string, string>> {
  const rows = people.map((one) => ({
    person: one.providerPersonId,
    person_key: one.personKey,
    email: one.email,
    linkedin_key: one.linkedinKey,
  }))
  const { rows: known } = await tx.execute<Known>(sql`
    select p.person as "providerPersonId", coalesce(
      (select l.id from lead l where l.person_key = p.person_key), (select l.id from lead l where l.email = p.email),
      (select a.lead_id from lead_alias a where a.key = p.person_key),
      (select l.id from lead l where l.linkedin_key = p.linkedin_key), (select a.lead_id from lead_alias a where a.key = p.linkedin_key)) as "leadId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(person text, person_key text, email text, linkedin_key text)`)
  return new Map(known.flatMap(({ providerPersonId, leadId }) => (leadId === null ? [] : [[providerPersonId, leadId]])))
}

/**
 * Creates the leads that revealed people are, or finds them, keeps what was said of them, and puts them into the run. A person whom another
 * process creates at the same moment is found, not made twice. Of those who were known it is learned as from any question: who works elsewhere
 * by now may have a text that waits, or a cadence.
 */
export async function saveFound(tx: Sql, run: Run, at: Date, people: readonly ApolloObservation[], world: World): Promise<SavedFound[]> {
  const identities = people.map(identityOf)
  const named = identities.filter(({ personKey, linkedinKey }) => personKey !== null || linkedinKey !== null)
  const before = await findKnown(tx, named)
  const fresh = named
    .filter(({ providerPersonId }) => !before.has(providerPersonId))
    .map((one) => ({ email: one.email, person_key: one.personKey, linkedin_key: one.linkedinKey, linkedin_url: one.linkedinUrl }))
  const instant = at.toISOString()
  if (fresh.length > 0) {
    await tx.execute(sql`
      insert into lead (email, person_key, linkedin_key, linkedin_url, source, last_activity_at, created_at, updated_at)
      select email, person_key, linkedin_key, linkedin_url, 'apollo', ${instant}::timestamptz, ${instant}::timestamptz, ${instant}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as f(email text, person_key text, linkedin_key text, linkedin_url text)
      order by person_key, linkedin_key on conflict do nothing`)
  }
  const leads = await findKnown(tx, named)
  const observed = people.flatMap((person) => {
    const leadId = leads.get(person.apolloId)
    return leadId === undefined ? [] : [{ leadId, facts: person.facts }]
  })
  const known = new Set(before.values())
  await saveObservations(
    tx,
    'apollo',
    at,
    observed.filter(({ leadId }) => !known.has(leadId)),
  )
  await learnFacts(
    tx,
    at,
    'apollo',
    observed.filter(({ leadId }) => known.has(leadId)),
    world,
  )
  const { rows: entered } = await tx.execute<{ leadId: string }>(sql`
    insert into pipeline_run_lead (run_id, lead_id, stage) select ${run.id}::uuid, id, 'ENRICH' from unnest(${sql.param([...new Set(leads.values())])}::uuid[]) id
    on conflict do nothing returning lead_id as "leadId"`)
  const unclaimed = new Set(entered.map(({ leadId }) => leadId))
  const saved = identities.map(({ providerPersonId }): SavedFound => {
    const leadId = leads.get(providerPersonId) ?? null
    if (leadId === null) return { providerPersonId, leadId, code: 'NO_IDENTITY', isNew: false }
    // Two people of the search can be one lead: the first brings it into the run.
    const isFirst = unclaimed.delete(leadId)
    return { providerPersonId, leadId, code: isFirst ? null : 'DUPLICATE', isNew: isFirst && !before.has(providerPersonId) }
  })
  await recordTimeline(
    tx,
    at,
    saved.flatMap(({ leadId, code, isNew }) =>
      leadId === null || code !== null
        ? []
        : [
            {
              leadId,
              kind: 'discovery' as const,
              actor: 'HUNTER',
              runId: run.id,
              summary: isNew ? 'Found by Apollo' : 'Found again by Apollo',
              detail: { source: run.source },
            },
          ],
    ),
  )
  return saved
}
