-- What was said of drafts from one instant until before another, and not taken back by the instant of knowing: tests, and what the queue is cleaned
-- of, say nothing of a text. The one place of that rule; the day, the figures and the ramp read it.
create or replace function lasting_reviews(since timestamptz, until timestamptz, known_at timestamptz) returns setof review language sql stable as $$
  select r.* from review r
  where r.at >= since and r.at < until and r.tag is distinct from 'queue_hygiene_non_actionable'
    and not exists (select from draft t where t.id = r.draft_id and t.is_test)
    and not exists (
      select from review u where u.draft_id = r.draft_id and u.decision = 'UNDO' and u.draft_version = r.draft_version + 1 and u.at < known_at)
$$;

-- What people decided of drafts since an instant, the last word of each: machines do not count.
create or replace function counted_verdicts(since timestamptz) returns setof review language sql stable as $$
  select r.* from lasting_reviews(since, 'infinity', 'infinity') r where r.decision in ('APPROVE', 'REJECT') and r.actor not in ('GATEKEEPER', 'OPERATOR')
$$;
