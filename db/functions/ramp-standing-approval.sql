-- A person's word that follow-ups of one version of a plan need no approval of their own. Null when one stands already; one that has expired
-- makes room.
drop function if exists give_standing_approval(text, integer, text, text, text);
create or replace function give_standing_approval(plan text, plan_version integer, limit_per_day integer, expires_at timestamptz, texts jsonb, reason text, actor text, actor_id text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  given uuid;
begin
  update standing_approval a set revoked_by = 'clock', revoked_at = a.expires_at, revoke_reason = 'It expired.'
    where a.plan = give_standing_approval.plan and a.plan_version = give_standing_approval.plan_version and a.revoked_at is null and a.expires_at <= business_now();
  insert into standing_approval (plan, plan_version, limit_per_day, expires_at, texts, reason, approved_by, approved_by_id, approved_at)
    values (give_standing_approval.plan, give_standing_approval.plan_version, give_standing_approval.limit_per_day, give_standing_approval.expires_at,
      give_standing_approval.texts, give_standing_approval.reason, actor, actor_id, business_now())
    on conflict (plan, plan_version) where revoked_at is null do nothing returning id into given;
  if given is null then
    return null;
  end if;
  perform write_audit(actor, 'standing_approval.given', 'standing_approval', given::text,
    jsonb_build_object('plan', give_standing_approval.plan, 'planVersion', give_standing_approval.plan_version, 'limitPerDay', give_standing_approval.limit_per_day,
      'expiresAt', give_standing_approval.expires_at, 'texts', give_standing_approval.texts, 'reason', give_standing_approval.reason, 'approverId', actor_id));
  perform announce('safety', array[given]);
  return given;
end
$$;

-- Takes it back; false when none stands. What was approved under it stays approved: a batch has one final decision.
create or replace function revoke_standing_approval(plan text, plan_version integer, reason text, actor text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  revoked uuid;
begin
  update standing_approval a set revoked_by = actor, revoked_at = business_now(), revoke_reason = revoke_standing_approval.reason
    where a.plan = revoke_standing_approval.plan and a.plan_version = revoke_standing_approval.plan_version and a.revoked_at is null and a.expires_at > business_now()
    returning a.id into revoked;
  if revoked is null then
    return false;
  end if;
  perform write_audit(actor, 'standing_approval.revoked', 'standing_approval', revoked::text, jsonb_build_object('reason', reason));
  perform announce('safety', array[revoked]);
  return true;
end
$$;

-- Whether a standing approval is in force: neither taken back nor expired, the settings let the gatekeeper be off, and the ramp is over.
create or replace function standing_in_force(approval_id uuid) returns boolean language sql stable as $$
  select exists (select from standing_approval a where a.id = approval_id and a.revoked_at is null and a.expires_at > business_now())
    and setting('dispatch', '{gatekeeperRequired}') = 'false' and not (select r.is_on from ramp_state() r)
$$;

-- Whether it speaks for one draft: a follow-up of its version of the plan, in a text that was read when it was given, or one that a person approved.
create or replace function standing_covers(approval_id uuid, draft_id uuid) returns boolean language sql stable as $$
  select exists (
    select from standing_approval a join draft d on d.id = standing_covers.draft_id join enrollment e on e.lead_id = d.lead_id and e.round = d.round
    where a.id = approval_id and d.motion = 'CADENCE' and (e.plan, e.plan_version) = (a.plan, a.plan_version)
      and (not d.is_decided_in_batch or a.texts ->> d.angle = d.template_version::text))
$$;

-- How many sends it may still let through today.
create or replace function standing_allowance(approval_id uuid) returns integer language sql stable as $$
  select greatest(0, a.limit_per_day - (
    select count(*)::integer from batch b join send s on s.batch_id = b.id
    where b.standing_approval_id = a.id and organisation_day(b.decided_at) = organisation_day(business_now())))
  from standing_approval a where a.id = approval_id
$$;

-- Approves a batch of follow-ups in the name of a standing approval, if that speaks for every send of it and its day's limit holds them. Answers
-- why not, else null. A withdrawal and this take turns.
create or replace function approve_under_standing(approval_id uuid, batch_id uuid) returns text language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  a standing_approval;
  b batch;
  refused text;
begin
  select * into strict a from standing_approval x where x.id = approve_under_standing.approval_id for update;
  select * into strict b from batch x where x.id = approve_under_standing.batch_id;
  if not standing_in_force(a.id) then
    return 'The standing approval is not in force any more.';
  elsif b.motion <> 'CADENCE' or exists (select from send s where s.batch_id = b.id and not standing_covers(a.id, s.draft_id)) then
    return 'The standing approval does not cover all of it.';
  elsif (select count(*) from send s where s.batch_id = b.id) > standing_allowance(a.id) then
    return 'It holds more than the standing approval lets through today.';
  end if;
  select d.refusal into refused from decide_batch(b.id, b.scope_hash, true,
    format('Standing approval %s of %s, version %s.', a.id, a.plan, a.plan_version), 'standing approval by ' || a.approved_by, 'system:standing approval', false) d;
  if refused is null then
    update batch x set standing_approval_id = a.id where x.id = b.id;
  end if;
  return refused;
end
$$;

drop function if exists standing_cover(uuid);
