import type { Dataset } from './kept.ts'

/** Emails of the year. */
const sendCount = 1_000_000

/** A year that ends now. Four emails to each lead over 12 days, by 40 accounts, in 730 batches, of 11 angles and 2 variants. */
const made = `
  create unlogged table bench.send as
  select n, (n - 1) / 4 as lead, t.at, uuid_v7(t.at - interval '1 day') as draft_id, uuid_v7(t.at - interval '1 hour') as send_id,
    (extract(epoch from t.at - (business_now() - interval '366 days')) / 43200)::integer as batch, random() as luck, random() as more_luck
  from generate_series(1, ${sendCount}) n
  cross join lateral (select business_now() - interval '365 days' + ((n - 1) / 4) * (interval '353 days' / (${sendCount} / 4)) + ((n - 1) % 4) * interval '4 days' as at) t`

const companies = `
  insert into company (id, name, name_key, domain, industry)
  select uuid_v7(business_now()), 'c' || n, 'c' || n, 'c' || n || '.example', 'industry ' || n % 30 from generate_series(0, ${sendCount} / 20) n`

const leads = `
  insert into lead (id, email, person_key, full_name, source, tier, company_id)
  select uuid_v7(business_now()), 'p' || l.n || '@bench.example', 'p' || l.n || '@bench.example', 'P ' || l.n, 'source ' || l.n % 6,
    (array['TIER_1', 'TIER_2', 'TIER_3'])[1 + l.n % 3]::tier, c.id
  from generate_series(0, ${sendCount} / 4) l(n) join company c on c.name = 'c' || l.n / 5`

const ids = `create unlogged table bench.lead as select substr(full_name, 3)::integer as n, id, tier from lead`

const batches = `
  insert into batch (id, motion, status, scope_hash, created_by, created_by_id, created_at, expires_at, decided_by, decided_by_id, decided_at)
  select uuid_v7(business_now() - interval '366 days' + n * interval '12 hours'), 'OUTBOUND', 'EXECUTED', sha256('x'), 'Dana', '1',
    business_now() - interval '366 days' + n * interval '12 hours', business_now(), 'Dana', '1', business_now() from generate_series(0, 740) n`

const batchIds = `create unlogged table bench.batch as select row_number() over (order by created_at) - 1 as n, id from batch`

const drafts = `
  insert into draft (id, lead_id, status, channel, action, step, angle, variant, template_version, campaign, subject, body, original_body, footer, claims, compliance, is_compliant,
    guard_notes, fingerprint, opener, tier, score, facts_digest, created_at, updated_at)
  select s.draft_id, l.id, 'SENT', 'EMAIL', 'EMAIL', 1 + (s.n - 1) % 4, 'angle ' || s.lead % 11, case s.lead % 2 when 0 then 'A' else 'B' end, 1, 'T1-' || s.batch / 60, 's', 'b', 'b', 'f', '[]',
    '[]', true, '[]', '\\x00', 'o', l.tier, 90, '\\x00', s.at - interval '1 day', s.at - interval '1 day'
  from bench.send s join bench.lead l on l.n = s.lead`

const sends = `
  insert into send (id, batch_id, place, lead_id, draft_id, draft_version, person, address, domain, channel, platform, account, motion, round, step, tier, angle, zone, window_from, window_to,
    scheduled_at, ceiling_day, hash, status, accepted_at, proven_at, created_at)
  select s.send_id, b.id, row_number() over (partition by s.batch order by s.n), l.id, s.draft_id, 1, 'p' || s.lead, 'p' || s.lead || '@bench.example', 'bench.example', 'EMAIL', 'INSTANTLY',
    'dani' || s.lead % 40 || '@d' || s.lead % 8 || '.example', 'OUTBOUND', 1, 1 + (s.n - 1) % 4, l.tier, 'angle ' || s.lead % 11, 'Europe/Berlin', s.at, s.at, s.at, s.at::date, '\\x00', 'PROVEN',
    s.at, s.at, s.at
  from bench.send s join bench.lead l on l.n = s.lead join bench.batch b on b.n = s.batch`

/** 45 % opened, 3 % by a machine; 6 % of the first emails answered, 2 % bounced, 1 % unsubscribed. */
const signals = `
  insert into signal (id, lead_id, kind, provider, at, detail)
  select uuid_v7(k.at), l.id, k.kind, 'instantly', k.at, jsonb_build_object('sendId', s.send_id, 'open', k.open)
  from bench.send s join bench.lead l on l.n = s.lead
  cross join lateral (values ('EMAIL_OPENED', s.at + interval '3 hours', case when s.luck < 0.42 then 'human' else 'machine' end, s.luck < 0.45),
    ('EMAIL_REPLIED', s.at + interval '9 hours', null, s.more_luck < 0.06), ('EMAIL_BOUNCED', s.at + interval '1 minute', null, s.more_luck > 0.98),
    ('UNSUBSCRIBED', s.at + interval '1 day', null, s.more_luck between 0.5 and 0.51), ('MEETING_BOOKED', s.at + interval '2 days', null, s.more_luck < 0.01)) k(kind, at, open, happened)
  where k.happened and k.at < business_now()`

const reviews = `
  insert into review (draft_id, draft_version, decision, tag, reason, actor, at)
  select s.draft_id, 1, case when s.luck < 0.1 then 'REJECT' else 'APPROVE' end::review_decision, case when s.luck < 0.1 then 'weak_cta' end,
    case when s.luck < 0.1 then 'the question is weak' end, 'Dana', s.at - interval '20 hours'
  from bench.send s where s.n % 4 = 1`

const scores = `
  insert into score_decision (lead_id, profile_version, facts, result, at)
  select l.id, 1, '{}', jsonb_build_object('tier', l.tier, 'score', 90), s.at - interval '2 days' from bench.send s join bench.lead l on l.n = s.lead where s.n % 4 = 1`

/** A year of sends, and all that figures read beside them. */
export const yearOfSends: Dataset = {
  name: 'year',
  version: 1,
  steps: [
    { name: 'partitions', work: `select ensure_partitions(business_now() - interval '13 months', business_now())` },
    ...Object.entries({ made, companies, leads, ids, batches, batchIds, drafts, sends, signals, reviews, scores }).map(([name, work]) => ({
      name,
      work,
    })),
  ],
}
