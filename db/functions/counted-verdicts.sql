-- What people decided of drafts since an instant, the last word of each: machines, hygiene and what was undone do not count.
create or replace function counted_verdicts(since timestamptz) returns setof review language sql stable as $$
  select r.* from review r
  where r.at >= since and r.decision in ('APPROVE', 'REJECT') and r.tag is distinct from 'queue_hygiene_non_actionable' and r.actor not in ('GATEKEEPER', 'OPERATOR')
    and not exists (select from review u where u.draft_id = r.draft_id and u.decision = 'UNDO' and u.draft_version = r.draft_version + 1)
$$;
