import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import type { Log } from '../log.ts'
import { calledProviders, isCalledProvider } from '../provider-status/provider-names.ts'
import { mergeInto } from './merge-leads.ts'
import { suggestMerges, suggestNamesakes } from './suggest-merges.ts'

const HUNTER: Actor = { kind: 'agent', name: 'HUNTER' }
/** Observations that one look takes. */
const BATCH = 2000
/** Observations are looked at again for so long: one that was written earlier may have been committed later. */
const OVERLAP_SECONDS = 60
/** Pairs that one run merges; the rest waits for the next. */
const MOST_MERGES = 200

type Observed = {
  leadId: string
  provider: string
  observedAt: string
  email: unknown
  linkedinUrl: unknown
  ownEmail: string | null
  ownLinkedin: string | null
}

/**
 * Finds people who are there twice in what providers have observed since the last look (the address of one lead with the profile of another),
 * and merges those of whom nothing speaks against it. What is under way is tried again the next time. Running it twice changes nothing.
 */
export async function sweepMerges(writer: Writer, log: Log): Promise<{ merged: number }> {
  for (let isFirst = true; ; isFirst = false) if ((await lookOn(writer, isFirst ? OVERLAP_SECONDS : 0)) < BATCH) break
  await leaveContradictions(writer.sql)
  const { rows: waiting } = await writer.sql.execute<{ leadId: string; otherId: string; evidence: string }>(sql`
    select lead_id as "leadId", other_id as "otherId", evidence from merge_suggestion where kind = 'SAME_PERSON' and dismissed_at is null
    -- Those that could not be merged the last time stand in nobody's way.
    order by refusal is not null, id limit ${MOST_MERGES}`)
  let merged = 0
  for (const { leadId, otherId, evidence } of waiting) {
    await writer.transaction(async (tx) => {
      // A merge before this one may have given one of them a profile or an address.
      if (await leaveContradictions(tx, { leadId, otherId })) return
      const done = await mergeInto(tx, HUNTER, { leadId, otherId, reason: evidence })
      if ('code' in done)
        await tx.execute(
          sql`update merge_suggestion set refusal = ${done.message} where lead_id = ${leadId}::uuid and other_id = ${otherId}::uuid`,
        )
      else merged += 1
    })
  }
  if (merged > 0) log.info({ merged }, 'leads merged')
  return { merged }
}

/** Pairs that waited, or one of them, and of which both have an address or both a profile by now: whether they are one is a person's to say. */
async function leaveContradictions(db: Sql, only?: { leadId: string; otherId: string }): Promise<boolean> {
  const { rows } = await db.execute<{ lead_id: string }>(sql`
    update merge_suggestion m set kind = 'CONTRADICTION' from lead one, lead other
    where m.kind = 'SAME_PERSON' and m.dismissed_at is null and one.id = m.lead_id and other.id = m.other_id
      ${only ? sql`and m.lead_id = ${only.leadId}::uuid and m.other_id = ${only.otherId}::uuid` : sql``}
      and (num_nulls(one.person_key, other.person_key) = 0 or num_nulls(one.linkedin_key, other.linkedin_key) = 0)
    returning m.lead_id`)
  return rows.length > 0
}

/** One look at the next observations; how many there were. What was seen is remembered in the same transaction. */
async function lookOn(writer: Writer, overlapSeconds: number): Promise<number> {
  return writer.transaction(async (tx) => {
    await tx.execute(sql`insert into merge_sweep (observed_until) values ('-infinity') on conflict do nothing`)
    // A second runner waits here and goes on behind.
    const { rows: from } = await tx.execute<{ until: string }>(sql`select observed_until::text as until from merge_sweep for update`)
    const { rows } = await tx.execute<Observed>(sql`
      select o.lead_id as "leadId", o.provider, o.observed_at::text as "observedAt", o.facts #> '{email,value}' as email, o.facts #> '{linkedinUrl,value}' as "linkedinUrl",
        l.person_key as "ownEmail", l.linkedin_key as "ownLinkedin"
      from lead_observation o join lead l on l.id = o.lead_id
      where o.observed_at > ${from[0]?.until ?? '-infinity'}::timestamptz - make_interval(secs => ${overlapSeconds})
      -- All of one instant at once, however many: a batch of an import has one.
      order by o.observed_at fetch first ${sql.raw(String(BATCH))} rows with ties`)
    const last = rows.at(-1)
    if (!last) return 0
    const said = rows.flatMap(({ provider, email, linkedinUrl, ownEmail, ownLinkedin }) => {
      const address = typeof email === 'string' ? parseEmail(email) : null
      const profile = typeof linkedinUrl === 'string' ? parseLinkedinProfile(linkedinUrl, { bareSlug: true }) : null
      const personKey = address?.ok ? address.email.personKey : ownEmail
      const linkedinKey = profile?.ok ? profile.profile.key : ownLinkedin
      // What the lead says of itself is itself.
      if (personKey === null || linkedinKey === null || (personKey === ownEmail && linkedinKey === ownLinkedin)) return []
      return [
        {
          personKey,
          linkedinKey,
          evidence: `${isCalledProvider(provider) ? calledProviders[provider].label : provider} names this address together with this LinkedIn profile.`,
        },
      ]
    })
    await suggestMerges(tx, said)
    await suggestNamesakes(
      tx,
      rows.map(({ leadId }) => leadId),
    )
    await tx.execute(sql`update merge_sweep set observed_until = ${last.observedAt}::timestamptz`)
    return rows.length
  })
}
