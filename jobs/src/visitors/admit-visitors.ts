import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { findKnown } from '../discover/save-found.ts'
import { learnFacts } from '../enrich/learn-facts.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import type { Log } from '../log.ts'
import type { Places } from '../place/load-places.ts'
import { applyAllDeliveries } from '../signals/apply-deliveries.ts'
import { payloadOf } from '../signals/store-deliveries.ts'
import { listedBecause, loadListHits } from '../suppression/list-hits.ts'
import { recordTimeline } from '../timeline.ts'
import { readVisitor, type Visitor } from './visitor.ts'
import { visitorWaits } from './visitor-waits.ts'

const HUNTER: Actor = { kind: 'agent', name: 'HUNTER' }
/** Visits in one transaction. */
const mostAtOnce = 200

export type Admission = { writer: Writer; log: Log; places: Places; addressLists: AddressLists }
type Person = Extract<Visitor, { is: 'person' }> & { deliveryId: string }

/**
 * Makes leads of visitors whom nobody knew, then lets their visits be applied as signals like any other. Who is on a list, a machine, or
 * nobody at work is ignored, and the delivery says so. Two visits of one person make one lead. Repeatable. Answers how many leads were made.
 */
export async function admitVisitors(admission: Admission): Promise<number> {
  let made = 0
  for (;;) {
    const { taken, created } = await admission.writer.transaction((tx) => admitSome(tx, admission))
    made += created
    if (taken > 0) await applyAllDeliveries(admission.writer, admission.log)
    if (taken < mostAtOnce) return made
  }
}

async function admitSome(tx: Sql, { places, addressLists }: Admission): Promise<{ taken: number; created: number }> {
  const { rows } = await tx.execute<{ id: string; body: Buffer | null }>(sql`
    select id, body from delivery where provider = 'rb2b' and applied_at is null and error = ${visitorWaits}
    order by id limit ${mostAtOnce} for update skip locked`)
  if (rows.length === 0) return { taken: 0, created: 0 }
  const now = await businessNow(tx)
  const read = rows.map(({ id, body }) => ({ id, visitor: readVisitor(body === null ? null : payloadOf(body), addressLists) }))
  const people = read.flatMap(({ id, visitor }): Person[] => (visitor.is === 'person' ? [{ ...visitor, deliveryId: id }] : []))
  const keysOf = (one: Person) => ({ personKey: one.personKey, linkedinKey: one.linkedinKey, domains: one.domains, companyKeys: [] })
  const hits = await loadListHits(tx, people.map(keysOf))
  const listed = new Map(people.map((one) => [one.deliveryId, listedBecause(keysOf(one), hits)]))
  const welcome = people.filter((one) => listed.get(one.deliveryId) === null)
  const created = await saveVisitors(tx, now, welcome, { places, addressLists })

  const verdicts = read.map(({ id, visitor }) => ({
    id,
    effect: visitor.is === 'ignored' ? `Ignored: ${visitor.why}` : (listed.get(id)?.message ?? null),
  }))
  // Without an effect it waits for the inbox again, which finds the lead now.
  await tx.execute(sql`
    update delivery d set error = null, effect = v.effect, applied_at = case when v.effect is not null then ${now.toISOString()}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as v(id uuid, effect text) where d.id = v.id`)
  return { taken: rows.length, created }
}

async function saveVisitors(
  tx: Sql,
  now: Date,
  people: readonly Person[],
  world: { places: Places; addressLists: AddressLists },
): Promise<number> {
  if (people.length === 0) return 0
  const identities = people.map(({ deliveryId, email, personKey, linkedinKey, linkedinUrl }) => ({
    providerPersonId: deliveryId,
    email,
    personKey,
    linkedinKey,
    linkedinUrl,
  }))
  const before = await findKnown(tx, identities)
  const fresh = identities.filter(({ providerPersonId }) => !before.has(providerPersonId))
  const at = now.toISOString()
  await tx.execute(sql`
    insert into lead (email, person_key, linkedin_key, linkedin_url, source, last_activity_at, created_at, updated_at)
    select email, "personKey", "linkedinKey", "linkedinUrl", 'rb2b', ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as f(email text, "personKey" text, "linkedinKey" text, "linkedinUrl" text)
    order by "personKey", "linkedinKey" on conflict do nothing`)
  const leads = await findKnown(tx, identities)
  const observed = people.flatMap(({ deliveryId, facts }) => {
    const leadId = leads.get(deliveryId)
    return leadId === undefined ? [] : [{ leadId, facts }]
  })
  await learnFacts(tx, now, 'rb2b', observed, world)
  const created = [...new Set(fresh.flatMap(({ providerPersonId }) => leads.get(providerPersonId) ?? []))]
  for (const leadId of created) {
    await writeAudit(tx, HUNTER, { action: 'lead.created', subjectType: 'lead', subjectId: leadId, detail: { source: 'rb2b' } })
  }
  await recordTimeline(
    tx,
    now,
    created.map((leadId) => ({
      leadId,
      kind: 'discovery',
      actor: HUNTER.name,
      summary: 'Found by a visit of our site',
      detail: { source: 'rb2b' },
    })),
  )
  await announce(tx, 'lead', created)
  return created.length
}
