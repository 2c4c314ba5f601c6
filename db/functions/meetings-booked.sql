-- Meetings that leads booked from `since` until before `until`, each once: the calendar tells of one again whenever it is moved or comes
-- back, by the same id of the appointment, and the first time counts, whichever delivery was applied first. All that count meetings ask this.
create or replace function meetings_booked(since timestamptz, until timestamptz) returns table (id uuid, at timestamptz, lead_id uuid)
language sql stable parallel safe as $$
  select m.id, m.at, m.lead_id from (
    select distinct on (coalesce(g.provider || ' ' || (g.detail ->> 'emailId'), g.id::text)) g.id, g.at, g.lead_id
    from signal g where g.kind = 'MEETING_BOOKED' and g.at < until
    order by coalesce(g.provider || ' ' || (g.detail ->> 'emailId'), g.id::text), g.at, g.id
  ) m where m.at >= since
$$;
