-- Says once what became of a proposed change of a template: ACCEPTED with the version that was saved, or DISMISSED with the reason; with the
-- audit row and the notice in one statement (I6). False when somebody was faster.
create or replace function settle_template_proposal(key text, angle text, decision text, template_version integer, reason text, actor text) returns boolean language plpgsql as $$
#variable_conflict use_variable
declare
  is_settled boolean;
begin
  insert into template_proposal_decision (key, angle, decision, template_version, reason, actor, at)
    values (key, angle, decision, template_version, reason, actor, business_now()) on conflict do nothing;
  is_settled := found;
  if is_settled then
    perform write_audit(actor, case decision when 'ACCEPTED' then 'template.proposal_accepted' else 'template.proposal_dismissed' end, 'template', angle,
      jsonb_strip_nulls(jsonb_build_object('proposal', key, 'version', template_version, 'reason', reason)));
    perform announce('settings', array[null]::uuid[]);
  end if;
  return is_settled;
end
$$;
