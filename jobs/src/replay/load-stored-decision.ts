import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { TOUCH_ACTIONS } from '../craft/craft.ts'
import { EVIDENCE_KINDS } from '../craft/evidence.ts'
import { FACT_NAMES, type JsonValue } from '../enrich/facts.ts'
import { TIERS } from '../segment/tier.ts'
import { leadStatuses } from '../signals/lead-status.ts'

const json: z.ZodType<JsonValue> = z.json()
const factSchema = z.object({ value: json, provider: z.string(), confidence: z.number().nullable(), at: z.string() })
const storedSchema = z.object({
  leadId: z.uuid(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  countryCode: z.string().nullable(),
  status: z.enum(leadStatuses),
  ownAddress: z.enum(['NONE', 'INVALID']).nullable(),
  decidedAt: z.coerce.date(),
  profileVersion: z.int(),
  /** The profile that decided, as a person saved it; null for the shipped one. */
  profile: z.record(z.string(), json).nullable(),
  regionRules: z.record(z.string(), json).nullable(),
  facts: z.object({ resolved: z.partialRecord(z.enum(FACT_NAMES), factSchema), intent: z.object({ points: z.number() }) }),
  result: z.object({ score: z.int(), tier: z.enum(TIERS).nullable() }),
  draft: z
    .object({
      id: z.uuid(),
      createdAt: z.coerce.date(),
      status: z.string(),
      angle: z.string(),
      step: z.int(),
      motion: z.string(),
      action: z.enum(TOUCH_ACTIONS),
      tier: z.enum(TIERS).nullable(),
      opener: z.string(),
      isDecidedInBatch: z.boolean(),
      isEdited: z.boolean(),
      guardNotes: z.array(z.object({ code: z.string(), message: z.string() })),
      compliance: z.array(z.object({ name: z.string(), applies: z.boolean(), passed: z.boolean() })),
    })
    .nullable(),
  rejections: z.array(
    z.object({
      at: z.coerce.date(),
      tag: z.string(),
      angle: z.string(),
      opener: z.string(),
      subject: z.string().nullable(),
      body: z.string(),
      evidence: z.array(z.object({ kind: z.enum(EVIDENCE_KINDS), text: z.string() })),
    }),
  ),
  websiteVisits: z.int(),
  emailOpens: z.int(),
  linkedinConnectedAt: z.coerce.date().nullable(),
  /** What was sent before the draft, oldest first. */
  earlier: z.array(
    z.object({
      round: z.int(),
      step: z.int(),
      channel: z.enum(['EMAIL', 'LINKEDIN']),
      angle: z.string(),
      subject: z.string().nullable(),
      body: z.string(),
      acceptedAt: z.coerce.date().nullable(),
    }),
  ),
})

/** A decision about a lead as it is kept: what was known then, and what came of it. */
export type StoredDecision = z.infer<typeof storedSchema>

/**
 * The last decision about a lead with its last first touch, or the one that a draft was made with, read from what the stages have kept. Null where there is none: a
 * lead that was excluded was never scored. Times of a draft are those of its creation.
 */
export async function loadStoredDecision(
  db: Pick<Sql, 'execute'>,
  asked: { leadId: string } | { draftId: string },
): Promise<StoredDecision | null> {
  const isOfDraft = 'draftId' in asked
  const { rows } = await db.execute<Record<string, unknown>>(sql`
    select l.id as "leadId", l.first_name as "firstName", l.last_name as "lastName", l.country_code as "countryCode", l.status, s.at as "decidedAt",
      case when l.email is null then 'NONE' when l.email_status = 'INVALID' then 'INVALID' end as "ownAddress",
      s.profile_version as "profileVersion",
      (select v.document from setting_version v where v.section = 'icp' and v.version = s.profile_version) as profile,
      (select v.document -> 'regionRules' from setting_version v where v.section = 'organisation' order by v.version desc limit 1) as "regionRules",
      s.facts, s.result,
      case when d.id is not null then json_build_object('id', d.id, 'createdAt', d.created_at, 'status', d.status, 'angle', d.angle, 'step', d.step,
        'motion', d.motion, 'action', d.action, 'tier', d.tier, 'opener', d.opener, 'isDecidedInBatch', d.is_decided_in_batch, 'isEdited', d.is_edited, 'guardNotes', d.guard_notes, 'compliance', d.compliance) end as draft,
      coalesce((
        select json_agg(json_build_object('at', r.at, 'tag', r.tag, 'angle', o.angle, 'opener', o.opener, 'subject', o.subject, 'body', o.body,
          'evidence', coalesce((select json_agg(json_build_object('kind', e.kind, 'text', e.text)) from evidence e where e.draft_id = o.id), '[]')) order by r.at)
        from draft o join review r on r.draft_id = o.id and r.draft_version = o.version - 1
        where o.lead_id = l.id and o.status = 'REJECTED' and r.decision = 'REJECT' and r.tag <> 'queue_hygiene_non_actionable'
          and r.at < coalesce(d.created_at, 'infinity')), '[]') as rejections,
      (select count(*)::int from signal g where g.lead_id = l.id and g.kind = 'SITE_VISITED' and g.at < coalesce(d.created_at, 'infinity')) as "websiteVisits",
      (select count(*)::int from signal g where g.lead_id = l.id and g.kind = 'EMAIL_OPENED' and g.detail ->> 'open' = 'human'
        and g.at < coalesce(d.created_at, 'infinity')) as "emailOpens",
      (select min(g.at) from signal g where g.lead_id = l.id and g.kind = 'LINKEDIN_CONNECTED' and g.at < coalesce(d.created_at, 'infinity')) as "linkedinConnectedAt",
      coalesce((
        select json_agg(json_build_object('round', e.round, 'step', e.step, 'channel', e.channel, 'angle', e.angle, 'subject', e.subject, 'body', e.body,
          'acceptedAt', (select max(s.accepted_at) from send s where s.draft_id = e.id)) order by e.id)
        from draft e where e.lead_id = l.id and e.status = 'SENT' and e.id < d.id), '[]') as earlier
    from lead l
    left join lateral (
      select * from draft x where x.lead_id = l.id and ${isOfDraft ? sql`x.id = ${asked.draftId}::uuid` : sql`x.motion = 'OUTBOUND' and not x.is_test`}
      order by x.id desc limit 1
    ) d on true
    cross join lateral (
      select * from score_decision s where s.lead_id = l.id and s.at <= coalesce(d.created_at, 'infinity') order by s.id desc limit 1
    ) s
    where l.id = ${isOfDraft ? sql`(select lead_id from draft where id = ${asked.draftId}::uuid)` : sql`${asked.leadId}::uuid`}`)
  return rows[0] === undefined ? null : storedSchema.parse(rows[0])
}
