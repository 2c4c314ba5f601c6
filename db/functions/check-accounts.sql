-- Judges every email account by what was looked up, by its own sends and by the platform's word, writes down how it stands, and pauses the
-- unhealthy ones: evidence, history, pause, audit row and alert in one statement (dispatch.md, Ceilings). It never resumes one: a person does.
--
-- observed: an array of (accountId, evidence), of those that were looked at just now; evidence = {spf, dkim, dmarc: {verdict, message, found},
--   platform: {sent, bounced, complained}}, a number null where the platform does not tell it. For the others what was last seen holds.
--   What nobody knows is held against no account.
-- Returns the accounts that this paused.
create or replace function check_accounts(observed jsonb) returns table (account_id uuid, message text)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  asked_at constant timestamptz := business_now();
  since constant timestamptz := business_now() - make_interval(days => setting('accounts', '{windowDays}')::integer);
  window_days constant integer := setting('accounts', '{windowDays}')::integer;
  most_bounced constant double precision := setting('accounts', '{mostBounced}')::double precision;
  bounces_from constant integer := setting('accounts', '{bouncesFrom}')::integer;
  most_complained constant double precision := setting('accounts', '{mostComplained}')::double precision;
  least_warmup constant double precision := setting('accounts', '{leastWarmupScore}')::double precision;
  judged jsonb;
  paused uuid[];
begin
  -- Takes turns with the reading of accounts, which writes the same rows in another order.
  perform pg_advisory_xact_lock(hashtext('swarm.sync_accounts'));
  perform from sending_account a where a.platform <> 'HEYREACH' order by a.id for update;

  with seen as (
    select a.id, a.platform, a.address, a.warmup_score, o.evidence is null as is_old, h.dns_checked_at, coalesce(o.evidence, h.dns_evidence, '{}') as evidence
    from sending_account a
    left join account_health h on h.account_id = a.id
    left join jsonb_to_recordset(observed) as o("accountId" uuid, evidence jsonb) on o."accountId" = a.id
    where a.platform <> 'HEYREACH'
  ), own as (
    select s.platform, s.account, count(*)::integer as sent, count(*) filter (where c.bounced)::integer as bounced
    from send s left join what_came_back(array(select r.id from send r where r.accepted_at >= since and r.channel = 'EMAIL')) c on c.send_id = s.id
    where s.accepted_at >= since and s.channel = 'EMAIL' group by s.platform, s.account
  ), fact as (
    select e.id, e.address, e.warmup_score, e.evidence, case when e.is_old then e.dns_checked_at else now() end as dns_checked_at,
      coalesce((e.evidence #>> '{spf,verdict}')::health_verdict, 'UNKNOWN') as spf,
      coalesce((e.evidence #>> '{dkim,verdict}')::health_verdict, 'UNKNOWN') as dkim,
      coalesce((e.evidence #>> '{dmarc,verdict}')::health_verdict, 'UNKNOWN') as dmarc,
      -- Our count or the platform's, whichever is worse where both are enough to say something.
      case when w.is_worse then p.sent else coalesce(n.sent, 0) end as sent,
      case when w.is_worse then p.bounced else coalesce(n.bounced, 0) end as bounced,
      p.complained
    from seen e
    cross join lateral jsonb_to_record(coalesce(nullif(e.evidence -> 'platform', 'null'), '{}')) as p(sent integer, bounced integer, complained integer)
    left join own n on n.platform = e.platform and n.account = e.address
    cross join lateral (
      select coalesce(p.sent >= bounces_from and p.bounced <= p.sent
        and (coalesce(n.sent, 0) < bounces_from or p.bounced::numeric / p.sent > n.bounced::numeric / n.sent), false) as is_worse
    ) w
  ), verdict as (
    select f.*, coalesce((
      select jsonb_agg(jsonb_build_object('code', r.code, 'message', r.message) order by r.place) from (values
        (1, 'SPF_FAILS', f.spf = 'FAIL', format('SPF: %s', f.evidence #>> '{spf,message}')),
        (2, 'DKIM_FAILS', f.dkim = 'FAIL', format('DKIM: %s', f.evidence #>> '{dkim,message}')),
        (3, 'DMARC_FAILS', f.dmarc = 'FAIL', format('DMARC: %s', f.evidence #>> '{dmarc,message}')),
        (4, 'BOUNCES', f.sent >= bounces_from and f.bounced > f.sent * most_bounced,
          format('%s of %s emails of %s days bounced.', f.bounced, f.sent, window_days)),
        (5, 'COMPLAINTS', f.complained > f.sent * most_complained, format('%s of %s emails of %s days were complained about.', f.complained, f.sent, window_days)),
        (6, 'WARMUP', f.warmup_score < least_warmup, format('Its warm-up score is %s, at least %s is needed.', f.warmup_score, least_warmup))
      ) r(place, code, holds, message) where r.holds), '[]') as reasons
    from fact f
  )
  select coalesce(jsonb_agg(to_jsonb(v)), '[]') into judged from verdict v;

  with hit as (
    update sending_account a set paused_at = asked_at, pause_reason = left('Unhealthy: ' || (v.reasons #>> '{0,message}'), 500)
    from jsonb_to_recordset(judged) as v(id uuid, reasons jsonb)
    where a.id = v.id and a.paused_at is null and v.reasons <> '[]' returning a.id
  )
  select coalesce(array_agg(h.id), '{}') into paused from hit h;

  -- A row for each change, and one an hour, kept for 90 days.
  insert into account_check (id, account_id, at, effect, spf, dkim, dmarc, dns_evidence, dns_checked_at, warmup_score, sent, bounced, complained, verdict, reasons)
    select uuid_v7(asked_at), v.id, asked_at, case when v.id = any (paused) then 'PAUSED' end, v.spf, v.dkim, v.dmarc, v.evidence, v.dns_checked_at, v.warmup_score,
      v.sent, v.bounced, v.complained, case when v.reasons = '[]' then 'PASS' else 'FAIL' end::health_verdict, v.reasons
    from jsonb_to_recordset(judged) as v(id uuid, spf health_verdict, dkim health_verdict, dmarc health_verdict, evidence jsonb, dns_checked_at timestamptz,
      warmup_score real, sent integer, bounced integer, complained integer, reasons jsonb)
    left join lateral (select c.* from account_check c where c.account_id = v.id order by c.at desc, c.id desc limit 1) c on true
    where c.id is null or c.at < asked_at - interval '1 hour' or v.id = any (paused)
      or (c.spf, c.dkim, c.dmarc, c.warmup_score, c.sent, c.bounced, c.complained, c.reasons)
        is distinct from (v.spf, v.dkim, v.dmarc, v.warmup_score, v.sent, v.bounced, v.complained, v.reasons);
  delete from account_check c where c.at < asked_at - interval '90 days';

  insert into account_health as h (account_id, spf, dkim, dmarc, dns_evidence, dns_checked_at, warmup_score, sent, bounced, complained, verdict, reasons, checked_at)
    select v.id, v.spf, v.dkim, v.dmarc, v.evidence, v.dns_checked_at, v.warmup_score, v.sent, v.bounced, v.complained,
      case when v.reasons = '[]' then 'PASS' else 'FAIL' end::health_verdict, v.reasons, asked_at
    from jsonb_to_recordset(judged) as v(id uuid, spf health_verdict, dkim health_verdict, dmarc health_verdict, evidence jsonb, dns_checked_at timestamptz,
      warmup_score real, sent integer, bounced integer, complained integer, reasons jsonb)
    on conflict (account_id) do update set spf = excluded.spf, dkim = excluded.dkim, dmarc = excluded.dmarc, dns_evidence = excluded.dns_evidence,
      dns_checked_at = excluded.dns_checked_at, warmup_score = excluded.warmup_score, sent = excluded.sent, bounced = excluded.bounced,
      complained = excluded.complained, verdict = excluded.verdict, reasons = excluded.reasons, checked_at = excluded.checked_at;

  if cardinality(paused) > 0 then
    perform write_audit('account health', 'account.paused', 'account', v.id::text, jsonb_build_object('address', v.address, 'reasons', v.reasons, 'evidence', v.evidence))
      from jsonb_to_recordset(judged) as v(id uuid, address text, reasons jsonb, evidence jsonb) where v.id = any (paused);
    perform raise_alert('account-unhealthy:' || v.address, 'WARNING', format('%s paused itself. %s', v.address, v.reasons #>> '{0,message}'))
      from jsonb_to_recordset(judged) as v(id uuid, address text, reasons jsonb) where v.id = any (paused);
    perform announce('safety', paused);
  end if;
  return query select v.id, v.reasons #>> '{0,message}' from jsonb_to_recordset(judged) as v(id uuid, reasons jsonb) where v.id = any (paused);
end
$$;
