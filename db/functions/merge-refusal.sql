-- Why two leads can't become one now; null when nothing stands in the way. What a platform may be getting at this moment, or what a person
-- approved word for word, names its lead: it is never changed underneath.
create or replace function merge_refusal(kept uuid, gone uuid) returns table (code text, message text) language sql stable as $$
  select r.code, r.message from (
    select 0 as place, 'ERASED' as code, 'One of them was erased, or is about to be.' as message
    where exists (select from erasure e where e.lead_id in (kept, gone))
    union all
    select 1, 'IN_FLIGHT', 'A message to one of them is being handed over right now. Try again in a minute.'
    where exists (select from send s where s.lead_id in (kept, gone) and s.status = 'IN_FLIGHT')
    union all
    select 2, 'IN_BATCH', 'A message to one of them waits in a frozen batch. Cancel the batch, or wait until it is through.'
    where exists (select from send s join batch b on b.id = s.batch_id where s.lead_id in (kept, gone) and s.status = 'PLANNED' and b.status in ('PENDING', 'APPROVED', 'EXECUTING'))
    union all
    select 3, 'PARKED', 'A message to one of them is parked. Release or discard it first.'
    where exists (select from send s where s.lead_id in (kept, gone) and s.status = 'PLANNED' and s.batch_id is null)
    union all
    select 4, 'BOTH_IN_CADENCE', 'Both are in a cadence. End one of them first.'
    where (select count(*) from enrollment e where e.lead_id in (kept, gone) and e.state <> 'ENDED') > 1
    union all
    select 5, 'BOTH_ASK_FOR_MEETING', 'A meeting is being booked for both. Wait until one is settled.'
    where (select count(*) from meeting m where m.lead_id in (kept, gone) and m.status in ('REQUESTED', 'BOOKING', 'UNKNOWN')) > 1
    union all
    select 6, 'IN_RUN', 'A pipeline run works on one of them. Wait until it is through.'
    where exists (select from pipeline_run_lead p join pipeline_run r on r.id = p.run_id where p.lead_id in (kept, gone) and p.outcome = 'WAITING' and r.status = 'RUNNING')
  ) r order by r.place limit 1
$$;
