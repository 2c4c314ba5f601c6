-- One decision on one draft, or none (I8): conditional on the version that was seen and on the status, with the review row whose unique key
-- (draft, version) makes it final, the lead's status, the audit row, the timeline entry and the notices. Nobody else's half is ever seen.
--
-- What a decision does, by the draft's status; anything else is a CONFLICT and changes nothing:
--   APPROVE    PENDING → APPROVED                       lead PENDING, REJECTED → APPROVED
--   REJECT     PENDING, BLOCKED, EXPIRED → REJECTED     lead PENDING → REJECTED (not for a clean-up, nor for what was not pending)
--   EDIT       PENDING, BLOCKED → `status_after`        lead stays
--   UNDO       APPROVED, REJECTED → as before it        lead APPROVED, REJECTED → PENDING, within the undo time only
--   UNAPPROVE  APPROVED → PENDING                       lead APPROVED → PENDING
--
-- `text_after` holds the fields of an edited text with what was found on it; null leaves the text. Answers one row: DECIDED with the new
-- version; NOT_FOUND; CONFLICT, TOO_LATE, LEAVING (it is being sent), SUPERSEDED (another draft stands in its place) or LEAD_CLOSED with what stands now and the last
-- review, which says who was faster and when.
-- Rows are always locked lead first, then draft, and callers with many go in that order. The lead is locked against references too, so that
-- nobody puts another draft of it in while this looks for one.
create or replace function decide_draft(draft_id uuid, seen_version integer, decision review_decision, actor text, tag text, reason text,
  text_after jsonb, status_after draft_status, undo_minutes integer)
returns table (outcome text, version integer, status draft_status, lead_id uuid, last_decision review_decision, last_actor text, last_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
  at timestamptz := business_now();
  d draft;
  l lead;
  last review;
  next_status draft_status;
  next_lead lead_status;
  cause text;
  refusal text;
  change jsonb;
  done text;
begin
  select x.* into l from lead x where x.id = (select y.lead_id from draft y where y.id = decide_draft.draft_id) for update;
  select x.* into d from draft x where x.id = decide_draft.draft_id for no key update;
  if d.id is null then
    return query select 'NOT_FOUND', null::integer, null::draft_status, null::uuid, null::review_decision, null::text, null::timestamptz;
    return;
  end if;
  select r.* into last from review r where r.draft_id = d.id order by r.draft_version desc limit 1;

  next_status := case
    when decision = 'APPROVE' and d.status = 'PENDING' then 'APPROVED'::draft_status
    when decision = 'REJECT' and d.status in ('PENDING', 'BLOCKED', 'EXPIRED') then 'REJECTED'
    when decision = 'EDIT' and d.status in ('PENDING', 'BLOCKED') then status_after
    when decision = 'UNDO' and d.status in ('APPROVED', 'REJECTED') then coalesce(last.change ->> 'from', 'PENDING')::draft_status
    when decision = 'UNAPPROVE' and d.status = 'APPROVED' then 'PENDING'
  end;
  refusal := case
    when decision = 'UNDO' and exists (select from send s where s.draft_id = d.id and s.status in ('IN_FLIGHT', 'UNKNOWN')) then 'LEAVING'
    when d.version <> seen_version or next_status is null then 'CONFLICT'
    when decision = 'UNDO' and d.decided_at < at - make_interval(mins => undo_minutes) then 'TOO_LATE'
    when decision = 'UNDO' and l.stage = 'TERMINAL' then 'LEAD_CLOSED'
    when next_status in ('PENDING', 'APPROVED') and d.status not in ('PENDING', 'APPROVED') and exists (
      select from draft o where o.lead_id = d.lead_id and o.channel = d.channel and o.round = d.round and o.step = d.step
        and o.status in ('PENDING', 'APPROVED') and o.id <> d.id) then 'SUPERSEDED'
  end;
  if refusal is not null then
    return query select refusal, d.version, d.status, d.lead_id, last.decision, last.actor, last.at;
    return;
  end if;
  -- An approval with its batch is on record under the version that the batch froze, which stays: this decision is the next one's.
  if last.draft_version = d.version then
    d.version := d.version + 1;
  end if;

  -- Null where the lead stays: what is taken back was done to this draft, and nobody else's approval falls with it.
  cause := case
    when decision = 'APPROVE' then 'DRAFT_APPROVED'
    when decision = 'REJECT' and d.status = 'PENDING' and tag <> 'queue_hygiene_non_actionable' then 'DRAFT_REJECTED'
    when decision in ('UNDO', 'UNAPPROVE') and l.status::text = d.status::text
      and not exists (select from draft o where o.lead_id = l.id and o.status = 'APPROVED' and o.id <> d.id) then 'REVIEW_UNDONE'
    end;
  next_lead := nullif(next_lead_status(l.status, cause), l.status);
  change := jsonb_build_object('from', d.status, 'to', next_status) || case when text_after is null then '{}'::jsonb else jsonb_build_object(
    'before', jsonb_build_object('subject', d.subject, 'body', d.body),
    'after', jsonb_build_object('subject', text_after -> 'subject', 'body', text_after -> 'body')) end;

  update draft x set
    version = d.version + 1,
    status = next_status,
    subject = case when text_after is null then d.subject else text_after ->> 'subject' end,
    body = coalesce(text_after ->> 'body', d.body),
    claims = coalesce(text_after -> 'claims', d.claims),
    compliance = coalesce(text_after -> 'compliance', d.compliance),
    is_compliant = coalesce((text_after ->> 'isCompliant')::boolean, d.is_compliant),
    guard_notes = coalesce(text_after -> 'guardNotes', d.guard_notes),
    facts_digest = coalesce(decode(text_after ->> 'factsDigest', 'hex'), d.facts_digest),
    fingerprint = coalesce(decode(text_after ->> 'fingerprint', 'hex'), d.fingerprint),
    opener = coalesce(text_after ->> 'opener', d.opener),
    is_edited = d.is_edited or text_after is not null,
    -- What is no longer approved waits for a person, in the queue: no batch, and no standing approval, approves it again by itself.
    is_decided_in_batch = d.is_decided_in_batch and not (d.status = 'APPROVED' and decision in ('UNDO', 'UNAPPROVE')),
    decided_at = case when decision in ('APPROVE', 'REJECT') then at when decision in ('UNDO', 'UNAPPROVE') then null else d.decided_at end,
    updated_at = at
    where x.id = d.id;
  insert into review (draft_id, draft_version, decision, tag, reason, actor, change, at)
    values (d.id, d.version, decide_draft.decision, decide_draft.tag, decide_draft.reason, decide_draft.actor, change, at);
  if text_after is not null then
    perform keep_edit(d, text_after -> 'changes', (text_after ->> 'sameEdits')::integer, actor, at);
  end if;
  if next_lead is not null then
    update lead x set status = next_lead, version = l.version + 1, last_activity_at = at, updated_at = at where x.id = l.id;
  end if;

  done := case decision when 'APPROVE' then 'approved' when 'REJECT' then 'rejected' when 'EDIT' then 'edited' when 'UNDO' then 'undone' else 'unapproved' end;
  perform write_audit(actor, 'draft.' || done, 'draft', d.id::text, change || jsonb_strip_nulls(jsonb_build_object(
    'version', d.version, 'lead', d.lead_id, 'tag', tag, 'reason', reason, 'leadFrom', case when next_lead is not null then l.status end, 'leadTo', next_lead)));
  insert into timeline_entry (id, lead_id, at, kind, actor, run_id, summary, detail) values (
    uuid_v7(at), d.lead_id, at, 'decision', actor, d.run_id,
    format(case decision
      when 'APPROVE' then 'Approved %s' when 'REJECT' then 'Rejected %s' when 'EDIT' then 'Edited %s' when 'UNDO' then 'Took the decision on %s back'
      else 'No longer approved: %s' end, coalesce('“' || d.subject || '”', 'the LinkedIn text')) || coalesce(': ' || tag, '') || coalesce(': ' || reason, ''),
    jsonb_strip_nulls(jsonb_build_object('draft', d.id, 'version', d.version, 'from', d.status, 'to', next_status, 'tag', tag, 'reason', reason,
      'statusFrom', case when next_lead is not null then l.status end, 'statusTo', next_lead, 'signal', case when next_lead is not null then cause end)));
  perform announce('draft', array[d.id]);
  perform announce('lead', array[d.lead_id]);
  return query select 'DECIDED', d.version + 1, next_status, d.lead_id, decide_draft.decision, decide_draft.actor, at;
end
$$;

-- Keeps what a reviewer changed, word by word, as training data by angle. An edit that was made to so many drafts (setting) is proposed for the
-- template: people hear of it once.
create or replace function keep_edit(d draft, changes jsonb, same_edits integer, actor text, at timestamptz) returns void language plpgsql as $$
#variable_conflict use_column
begin
  insert into draft_edit_change (draft_id, draft_version, place, angle, template_version, field, key, before_words, after_words, left_words, right_words, actor, at)
    select d.id, d.version, c.place, d.angle, d.template_version, c.change ->> 'field', c.change ->> 'key', c.change ->> 'before', c.change ->> 'after',
      c.change ->> 'left', c.change ->> 'right', keep_edit.actor, keep_edit.at
    from jsonb_array_elements(coalesce(changes, '[]')) with ordinality c(change, place);
  perform raise_alert('template-proposal:' || left(p.key, 16), 'INFO', format('The same edit was made to %s drafts of %s: it is proposed for the template.', same_edits, replace(d.angle, '_', ' ')))
  from (
    select e.key from draft_edit_change e
    where e.key in (select c ->> 'key' from jsonb_array_elements(coalesce(changes, '[]')) c)
    group by e.key having count(distinct e.draft_id) = same_edits and bool_or(e.draft_id = d.id)
  ) p
  where not exists (select from template_proposal_decision t where t.key = p.key);
end
$$;
