-- A person's word that follow-ups of one version of a plan need no approval of their own. Null when one stands already.
create or replace function give_standing_approval(plan text, plan_version integer, reason text, actor text, actor_id text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  given uuid;
begin
  insert into standing_approval (plan, plan_version, reason, approved_by, approved_by_id, approved_at)
    values (give_standing_approval.plan, give_standing_approval.plan_version, give_standing_approval.reason, actor, actor_id, business_now())
    on conflict (plan, plan_version) where revoked_at is null do nothing returning id into given;
  if given is null then
    return null;
  end if;
  perform write_audit(actor, 'standing_approval.given', 'standing_approval', given::text,
    jsonb_build_object('plan', give_standing_approval.plan, 'planVersion', give_standing_approval.plan_version, 'reason', give_standing_approval.reason, 'approverId', actor_id));
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
  update standing_approval a set revoked_by = actor, revoked_at = business_now()
    where a.plan = revoke_standing_approval.plan and a.plan_version = revoke_standing_approval.plan_version and a.revoked_at is null returning a.id into revoked;
  if revoked is null then
    return false;
  end if;
  perform write_audit(actor, 'standing_approval.revoked', 'standing_approval', revoked::text, jsonb_build_object('reason', reason));
  perform announce('safety', array[revoked]);
  return true;
end
$$;

-- The standing approval that covers every send of a batch of follow-ups: one of their plan's version, while the settings let the gatekeeper be
-- off and the ramp is over. Null when even one send is not covered.
create or replace function standing_cover(batch_id uuid) returns standing_approval language sql stable as $$
  select a.* from standing_approval a
  where a.revoked_at is null and setting('dispatch', '{gatekeeperRequired}') = 'false' and not (select r.is_on from ramp_state() r)
    and (select b.motion = 'CADENCE' and b.status = 'PENDING' from batch b where b.id = standing_cover.batch_id)
    and not exists (
      select from send s left join enrollment e on e.lead_id = s.lead_id and e.round = s.round
      where s.batch_id = standing_cover.batch_id and (e.plan, e.plan_version) is distinct from (a.plan, a.plan_version))
  limit 1
$$;
