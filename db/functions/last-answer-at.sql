-- When a lead answered or met last, as far as a draft could know of it (I3: once it is committed): what is heard late, lay in the tray or was taken
-- for automatic mail counts from when it was heard as an answer, however long ago it was written. Null where no signal tells of any.
create or replace function last_answer_at(asked uuid) returns timestamptz language sql stable as $$
  select max(greatest(g.at, (select greatest(y.received_at, y.applied_at) from delivery y where y.id = g.delivery_id),
    (select r.confirmed_at from reply r where r.delivery_id = g.delivery_id and r.is_automatic)))
  from signal g where g.lead_id = asked and g.kind in ('EMAIL_REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED')
$$;
