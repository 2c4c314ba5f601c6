import { newId } from '@swarm/db/new-id'
import type { Writer } from '@swarm/db/write'

/** The window of the tests, and what lies on either side of it. */
export const from = new Date('2026-10-05T06:00:00.000Z')
export const to = new Date('2026-11-02T07:00:00.000Z')
const outside = [new Date('2026-10-01T12:00:00.000Z'), new Date('2026-11-03T12:00:00.000Z')]

const pick = <T>(random: () => number, of: readonly T[]): T => {
  const one = of[Math.floor(random() * of.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

/** Leads with scores, drafts, decisions (some taken back), sends (some tests, some unproven) and what came back, at random; set-based. */
export async function makeNumbers({ pool }: Pick<Writer, 'pool'>, random: () => number, count: number): Promise<void> {
  const when = () =>
    random() < 0.15 ? pick(random, outside) : new Date(from.getTime() + Math.floor(random() * (to.getTime() - from.getTime())))
  const batches = [false, false, true].map((isTest) => ({ id: newId(from), isTest }))
  const companies = ['staffing', 'Staffing', 'agency', null].map((industry) => ({ id: newId(from), industry }))
  await pool.query(
    `insert into batch (id, motion, status, scope_hash, is_test, created_by, created_by_id, created_at, expires_at, decided_by, decided_by_id, decided_at)
     select id, 'OUTBOUND', 'EXECUTED', sha256('x'), "isTest", 'Olga', '1', $2, $2::timestamptz + interval '1 day', 'Olga', '1', $2
     from jsonb_to_recordset($1) as r(id uuid, "isTest" boolean)`,
    [JSON.stringify(batches), from],
  )
  await pool.query(
    `insert into company (id, name, name_key, domain, industry) select id, id::text, id::text, id || '.example', industry from jsonb_to_recordset($1) as r(id uuid, industry text)`,
    [JSON.stringify(companies)],
  )
  const rows = Array.from({ length: count }, (_, place) => {
    const sentAt = when()
    const madeAt = new Date(sentAt.getTime() - 3_600_000 * (1 + Math.floor(random() * 30)))
    const channel = random() < 0.85 ? 'EMAIL' : 'LINKEDIN'
    return {
      place: place + 1,
      lead: newId(from),
      company: pick(random, companies).id,
      source: pick(random, ['import:a', 'default']),
      tier: pick(random, ['TIER_1', 'TIER_2', null]),
      draft: newId(from),
      channel,
      action: channel === 'EMAIL' ? channel : pick(random, ['LINKEDIN_REQUEST', 'LINKEDIN_MESSAGE']),
      variant: pick(random, ['A', 'B', null]),
      angle: pick(random, ['value_first', 'quick_win']),
      isTestDraft: random() < 0.05,
      isEdited: random() < 0.1,
      madeAt,
      sentAt,
      send: newId(from),
      batch: pick(random, batches).id,
      account: pick(random, ['dani@one.example', 'dani@two.example']),
      sendStatus: pick(random, ['PROVEN', 'PROVEN', 'PROVEN', 'ACCEPTED', 'SKIPPED']),
      decision: pick(random, ['APPROVE', 'APPROVE', 'REJECT']),
      tag: pick(random, ['other', 'weak_cta', 'queue_hygiene_non_actionable']),
      decidedAt: new Date(madeAt.getTime() + 60_000 * (1 + Math.floor(random() * 600))),
      isUndone: random() < 0.2,
      reviewer: pick(random, ['Olga', 'Otto']),
    }
  })
  const json = JSON.stringify(rows)
  await pool.query(
    `insert into lead (id, email, person_key, full_name, source, company_id, tier)
     select lead, lead || '@lead.example', lead || '@lead.example', 'Ana Ruiz', source, company, tier from jsonb_to_recordset($1) as r(lead uuid, source text, company uuid, tier tier)`,
    [json],
  )
  await pool.query(
    `insert into draft (id, lead_id, status, channel, action, angle, variant, template_version, campaign, subject, original_subject, body, original_body, footer, claims, compliance, is_compliant,
       guard_notes, fingerprint, opener, tier, score, is_test, facts_digest, created_at, updated_at)
     select draft, lead, 'SENT', channel, action, angle, variant, 1, 'T1', case when channel = 'EMAIL' then 's' end,
       case when channel = 'EMAIL' then case when "isEdited" then 'as drawn' else 's' end end, 'b', 'b', 'f', '[]', '[]', true, '[]', sha256('f'), 'o', tier, 90,
       "isTestDraft", sha256('d'), "madeAt", "madeAt"
     from jsonb_to_recordset($1) as r(draft uuid, lead uuid, channel channel, action touch_action, angle text, variant text, tier tier, "isTestDraft" boolean, "isEdited" boolean, "madeAt" timestamptz)`,
    [json],
  )
  await pool.query(
    `insert into review (draft_id, draft_version, decision, tag, reason, actor, at)
     select draft, 1, decision, case when decision = 'REJECT' then tag end, case when decision = 'REJECT' then 'not for us, really' end, reviewer, "decidedAt"
     from jsonb_to_recordset($1) as r(draft uuid, decision review_decision, tag text, reviewer text, "decidedAt" timestamptz)
     union all select draft, 2, 'UNDO', null, null, reviewer, "decidedAt" + interval '5 minutes'
     from jsonb_to_recordset($1) as r(draft uuid, reviewer text, "isUndone" boolean, "decidedAt" timestamptz) where "isUndone"`,
    [json],
  )
  await pool.query(
    `insert into send (id, batch_id, place, lead_id, draft_id, draft_version, person, address, domain, channel, action, platform, account, motion, round, step, tier, angle, zone,
       window_from, window_to, scheduled_at, hash, status, code, ceiling_day, accepted_at, proven_at, created_at)
     select send, batch, place, lead, draft, 1, lead, lead || '@lead.example', 'lead.example', channel, action, 'INSTANTLY', account, 'OUTBOUND', 1, 1, tier, angle, 'America/Denver',
       "sentAt", "sentAt", "sentAt", sha256('h'), "sendStatus", case when "sendStatus" = 'SKIPPED' then 'X' end, case when "sendStatus" <> 'SKIPPED' then ("sentAt" at time zone 'America/Denver')::date end, "sentAt", case when "sendStatus" = 'PROVEN' then "sentAt" end, "madeAt"
     from jsonb_to_recordset($1) as r(send uuid, batch uuid, place integer, lead uuid, draft uuid, channel channel, action touch_action, account text, tier tier, angle text, "sendStatus" send_status,
       "sentAt" timestamptz, "madeAt" timestamptz)`,
    [json],
  )
  const lookups = rows.slice(0, count / 2).map(({ lead }, place) => ({
    key: place % 2 === 0 ? `email:${lead}@lead.example` : `person ${place}`,
    credits: pick(random, [0, 1, 1.5]),
    at: when(),
  }))
  await pool.query(
    `insert into provider_lookup (provider, key, is_found, credits, at) select 'apollo', key, credits > 0, credits, at from jsonb_to_recordset($1) as r(key text, credits numeric, at timestamptz)`,
    [JSON.stringify(lookups)],
  )
  await pool.query(
    `insert into emergency_stop (scope, reason, is_drill, set_by, set_at, lifted_by, lifted_at, lift_reason) values
       ('ALL', 'a drill', true, 'Olga', '2026-10-07T18:00Z', 'Olga', '2026-10-07T18:05Z', 'over'), ('ALL', 'too many bounces', false, 'invariants', '2026-10-14T18:00Z', 'Olga', '2026-10-15T18:00Z', 'found')`,
  )
  const signals = rows.flatMap(({ lead, send, sentAt }) => {
    const named = { sendId: random() < 0.7 ? send : null }
    const after = (hours: number) => new Date(sentAt.getTime() + hours * 3_600_000)
    return [
      ...(random() < 0.4
        ? [{ kind: 'EMAIL_OPENED', at: after(1), detail: { ...named, open: pick(random, ['human', 'machine', 'undecided']) } }]
        : []),
      ...(random() < 0.2 ? [{ kind: 'EMAIL_REPLIED', at: after(20), detail: named }] : []),
      ...(random() < 0.1 ? [{ kind: 'OUT_OF_OFFICE', at: after(2), detail: named }] : []),
      ...(random() < 0.1 ? [{ kind: 'EMAIL_BOUNCED', at: after(1), detail: named }] : []),
      ...(random() < 0.1 ? [{ kind: 'UNSUBSCRIBED', at: after(40), detail: { sendId: null } }] : []),
      ...(random() < 0.3 ? [{ kind: 'LINKEDIN_CONNECTED', at: after(30), detail: named }] : []),
      ...(random() < 0.05 ? [{ kind: 'MEETING_BOOKED', at: after(50), detail: named }] : []),
    ].map((signal) => ({ ...signal, id: newId(signal.at), lead }))
  })
  await pool.query(
    `insert into signal (id, lead_id, kind, provider, at, detail)
     select id, lead, kind, 'instantly', at, detail from jsonb_to_recordset($1) as r(id uuid, lead uuid, kind text, at timestamptz, detail jsonb)`,
    [JSON.stringify(signals)],
  )
  const replies = rows
    .filter(() => random() < 0.2)
    .map(({ lead, channel, sentAt }) => ({
      id: newId(from),
      delivery: newId(from),
      lead: random() < 0.9 ? lead : null,
      channel,
      class: pick(random, ['INTERESTED', 'QUESTION', 'MEETING_REQUEST', 'NOT_NOW', 'NOT_INTERESTED', 'OUT_OF_OFFICE', 'OTHER']),
      isAutomatic: random() < 0.1,
      at: new Date(sentAt.getTime() + 20 * 3_600_000),
    }))
  await pool.query(
    `insert into reply (id, delivery_id, lead_id, provider, channel, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
     select id, delivery, lead, 'instantly', channel, 'x', 'x', class, class, 0.9, '[]', 'no', "isAutomatic", false, at
     from jsonb_to_recordset($1) as r(id uuid, delivery uuid, lead uuid, channel channel, class reply_class, "isAutomatic" boolean, at timestamptz)`,
    [JSON.stringify(replies)],
  )
  const scores = rows.flatMap(({ lead }) =>
    Array.from({ length: Math.floor(random() * 3) }, () => ({ lead, at: when(), tier: pick(random, ['TIER_1', 'TIER_3', null]) })),
  )
  await pool.query(
    `insert into score_decision (lead_id, profile_version, facts, result, at)
     select lead, 1, '{}', jsonb_build_object('tier', tier, 'score', 50), at from jsonb_to_recordset($1) as r(lead uuid, tier text, at timestamptz)`,
    [JSON.stringify(scores)],
  )
}

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
