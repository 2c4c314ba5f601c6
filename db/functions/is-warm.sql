-- Whether a lead is warm (dispatch.md, Routing): it has answered or booked a meeting, or it visited the site and the CRM knows it. Mail to a
-- warm lead goes through GoHighLevel.
create or replace function is_warm(lead_id uuid) returns boolean language sql stable parallel safe as $$
  select l.status in ('REPLIED', 'LINKEDIN_REPLIED', 'MEETING_BOOKED')
    or (exists (select from contact c where c.lead_id = l.id and c.deleted_at is null)
      and exists (select from signal g where g.lead_id = l.id and g.kind = 'SITE_VISITED'))
  from lead l where l.id = is_warm.lead_id
$$;
