-- Every table of the database, and what of a person lies in it: read by the export of a person's data and by its erasure, and held against the
-- catalogue by a test, so that a table or column that is added later must be decided here. In `rows_of`: $1 leads, $2 their keys (addresses,
-- profiles), $3 words that tell of them (keys, addresses as written, profile links, full names; lower case), $4 ids that audit entries name.
-- DELETE: the rows go. CHANGE: the columns of `changes` get that value, the others stay. KEEP: nothing of a person is there, or only ids.
-- `is_theirs`: the row is about this person alone, is found by an id or a key, and belongs into the export; else it is found by reading the table for
-- words, or is another's as well.
create or replace function personal_data_places()
returns table (place integer, table_name text, treatment text, is_theirs boolean, rows_of text, changes jsonb) language sql immutable as $$
  select row_number() over ()::integer, p.* from (values
    -- What was decided: the digest stays in the chain, the detail goes. What a batch was approved for names nobody, nor does it that a
    -- campaign was found running, without which its sends were requests that nobody let go.
    ('audit_detail', 'DELETE', true, $q$t.audit_id in (select e.id from audit_entry e where e.subject_id = any ($4) and e.subject_type <> 'batch') and not exists (select from lead_merge m where m.id::text = t.detail ->> 'mergeId' and m.undone_at is not null) and t.detail ->> 'code' is distinct from 'FOUND_RUNNING'$q$, null::jsonb),
    ('audit_detail', 'DELETE', false, $q$t.audit_id in (select e.id from audit_entry e where e.subject_id = any ($4) and e.subject_type <> 'batch') and t.detail ->> 'code' is distinct from 'FOUND_RUNNING'$q$, null),
    ('audit_detail', 'DELETE', false, $q$mentions(t.detail::text, (select spellings($3))) and not exists (select from audit_entry e where e.id = t.audit_id and e.action = 'batch.approved')$q$, null),
    ('audit_entry', 'KEEP', false, null, null), ('audit_seal', 'KEEP', false, null, null), ('audit_unsealed', 'KEEP', false, null, null),
    ('audit_verification', 'KEEP', false, null, null),

    -- What came in. The raw request goes whole, also where it tells of others: it has had its effect. One that only mentions them and had none yet
    -- stays for who it is about; it goes with its 90 days.
    ('delivery', 'CHANGE', true, $q$t.lead_id = any ($1) or t.id in (
        select g.delivery_id from signal g where g.lead_id = any ($1) and g.delivery_id is not null union select r.delivery_id from reply r where r.lead_id = any ($1))$q$,
      '{"body": "null", "headers": "''{}''", "error": "null", "effect": "''Erased.''", "applied_at": "coalesce(t.applied_at, business_now())"}'),
    ('delivery', 'CHANGE', false, $q$t.body is not null and t.applied_at is not null and mentions(read_bytes(t.body), (select spellings($3)))$q$,
      '{"body": "null", "headers": "''{}''", "error": "null", "effect": "''Erased.''"}'),
    ('delivery_once', 'KEEP', false, null, null),
    ('upload_chunk', 'DELETE', false, $q$t.upload_id in (
        select i.upload_id from import i where i.status <> 'RUNNING' and exists (select from import_outcome o where o.import_id = i.id and o.lead_id = any ($1))
        union
        select c.upload_id from (
          select u.upload_id, u.content || coalesce(substring(lead(u.content) over (partition by u.upload_id order by u.number) for 256), ''::bytea) as content from upload_chunk u
          where not exists (select from import i where i.upload_id = u.upload_id and i.status = 'RUNNING')
        ) c where mentions(read_bytes(c.content), (select spellings($3))))$q$, null),
    ('import_outcome', 'CHANGE', true, $q$t.lead_id = any ($1)$q$, '{"reason": "blanked(t.reason)", "undo_reason": "blanked(t.undo_reason)"}'),
    ('import_outcome', 'CHANGE', false, $q$mentions(t.reason, $3)$q$, '{"reason": "without_words(t.reason, $3)"}'),
    ('import_change', 'DELETE', true, $q$t.lead_id = any ($1)$q$, null),
    ('upload', 'KEEP', false, null, null), ('import', 'KEEP', false, null, null),
    -- What was paid for is counted; the answer goes.
    ('provider_lookup', 'CHANGE', true, $q$t.key = any (select 'id:' || f.provider_person_id from pipeline_run_found f where f.lead_id = any ($1))
        or t.key = any (select 'refresh:' || l from unnest($1) l) or t.key = any (select p || k from unnest($2) k, (values ('email:'), ('linkedin:')) v(p))$q$, '{"key": "''erased:'' || gen_random_uuid()", "answer": "null"}'),
    ('provider_lookup', 'CHANGE', false, $q$mentions(t.key, $3) or mentions(t.answer::text, (select spellings($3)))$q$, '{"key": "''erased:'' || gen_random_uuid()", "answer": "null"}'),
    ('pipeline_run_found', 'CHANGE', true, $q$t.lead_id = any ($1)$q$, '{"provider_person_id": "erased_name(t.provider_person_id)"}'),
    ('pipeline_run_lead', 'KEEP', true, $q$t.lead_id = any ($1)$q$, null), ('pipeline_run', 'KEEP', false, null, null), ('pipeline_run_stage', 'KEEP', false, null, null),
    ('lead_observation', 'DELETE', true, $q$t.lead_id = any ($1)$q$, null),
    ('enrichment_request', 'DELETE', true, $q$t.lead_id = any ($1)$q$, null), ('enrichment_call', 'KEEP', true, $q$t.lead_id = any ($1)$q$, null),
    ('address_verification', 'DELETE', true, $q$lower(t.address) = any ($3)$q$, null),

    -- What we thought of them.
    ('score_decision', 'DELETE', true, $q$t.lead_id = any ($1)$q$, null), ('lead_fit', 'DELETE', true, $q$t.lead_id = any ($1)$q$, null),
    ('lead_intent', 'DELETE', true, $q$t.lead_id = any ($1)$q$, null),
    ('lead_merge_row', 'DELETE', true, $q$t.merge_id in (select m.id from lead_merge m where (m.lead_id = any ($1) or m.merged_id = any ($1)) and m.undone_at is null)$q$, null),
    ('lead_merge', 'DELETE', true, $q$(t.lead_id = any ($1) or t.merged_id = any ($1)) and t.undone_at is null$q$, null),
    ('merge_suggestion', 'DELETE', true, $q$t.lead_id = any ($1) or t.other_id = any ($1)$q$, null), ('merge_sweep', 'KEEP', false, null, null),

    -- What was written for them. Drafts and decisions are counted by the ramp and the figures, so the rows stay without their words.
    ('evidence', 'DELETE', true, $q$t.draft_id in (select d.id from draft d where d.lead_id = any ($1))$q$, null),
    ('draft_edit_change', 'DELETE', true, $q$t.draft_id in (select d.id from draft d where d.lead_id = any ($1))$q$, null),
    ('draft_rewrite', 'DELETE', true, $q$t.draft_id in (select d.id from draft d where d.lead_id = any ($1))$q$, null),
    ('draft_reading', 'DELETE', true, $q$t.draft_id in (select d.id from draft d where d.lead_id = any ($1))$q$, null),
    ('review', 'CHANGE', true, $q$t.draft_id in (select d.id from draft d where d.lead_id = any ($1))$q$, '{"reason": "blanked(t.reason)", "change": "null"}'),
    ('draft', 'CHANGE', true, $q$t.lead_id = any ($1)$q$,
      '{"subject": "blanked(t.subject)", "body": "blanked(t.body)", "original_subject": "blanked(t.original_subject)", "original_body": "blanked(t.original_body)",
        "footer": "blanked(t.footer)", "claims": "''[]''", "compliance": "''[]''", "guard_notes": "''[]''", "opener": "''''", "angle_choice": "null",
        "fingerprint": "sha256(t.id::text::bytea)", "facts_digest": "sha256(t.id::text::bytea)"}'),
    ('sla_breach', 'KEEP', false, null, null),
    -- The link in mails that are out works for ever.
    ('unsubscribe_token', 'CHANGE', true, $q$t.lead_id = any ($1) or t.person_key = any ($2)$q$, '{"person_key": "erased_name(t.person_key)"}'),

    -- What was sent: the proof stays, by digests.
    ('send', 'CHANGE', true, $q$t.lead_id = any ($1) or t.person = any ($2) or t.address = any ($2)$q$,
      '{"person": "erased_name(t.person)", "frozen": "null", "message": "null", "verdicts": "null", "provider_lead_id": "null", "name_keys": "''{}''",
        "address": "case when t.address like ''erased:%'' then t.address when t.channel = ''EMAIL'' then erased_name(t.person) || ''@'' || split_part(t.address, ''@'', 2) else erased_name(t.address) end"}'),
    ('send_attempt', 'CHANGE', true, $q$t.send_id in (select s.id from send s where s.lead_id = any ($1))$q$, '{"detail": "blanked(t.detail)"}'),
    ('recall', 'CHANGE', true, $q$t.send_id in (select s.id from send s where s.lead_id = any ($1))$q$, '{"last_error": "blanked(t.last_error)"}'),
    ('batch_held', 'CHANGE', true, $q$t.lead_id = any ($1)$q$, '{"message": "blanked(t.message)"}'),
    ('send_once', 'CHANGE', true, $q$t.person = any ($2)$q$, '{"person": "erased_name(t.person)"}'),
    ('touch_day', 'CHANGE', true, $q$t.person = any ($2)$q$, '{"person": "erased_name(t.person)"}'),
    ('history_send', 'CHANGE', true, $q$t.person = any ($2)$q$, '{"person": "erased_name(t.person)", "message": "erased_name(t.message)"}'),
    ('history_reading', 'KEEP', false, null, null), ('proven_send', 'KEEP', false, null, null), ('ceiling_use', 'KEEP', false, null, null),
    ('batch', 'CHANGE', false, $q$mentions(t.decision_reason, $3) or mentions(t.open_window_reason, $3)$q$,
      '{"decision_reason": "without_words(t.decision_reason, $3)", "open_window_reason": "without_words(t.open_window_reason, $3)"}'),
    ('campaign', 'CHANGE', false, $q$mentions(t.last_error, $3)$q$, '{"last_error": "without_words(t.last_error, $3)"}'),
    ('enrollment', 'CHANGE', true, $q$t.lead_id = any ($1) or t.person = any ($2)$q$, '{"person": "erased_name(t.person)", "reason": "blanked(t.reason)"}'),
    ('task', 'CHANGE', true, $q$t.lead_id = any ($1)$q$, '{"script": "blanked(t.script)", "note": "blanked(t.note)", "outcome": "blanked(t.outcome)"}'),
    ('enrollment_step', 'CHANGE', true, $q$t.enrollment_id in (select e.id from enrollment e where e.lead_id = any ($1))$q$, '{"message": "blanked(t.message)"}'),
    ('revival', 'CHANGE', true, $q$t.lead_id = any ($1) or t.person = any ($2)$q$, '{"person": "erased_name(t.person)", "reasons": "''[]''", "message": "blanked(t.message)"}'),
    ('revival_date', 'DELETE', true, $q$t.lead_id = any ($1)$q$, null),
    ('meeting', 'CHANGE', true, $q$t.lead_id = any ($1) or t.contact_id in (select c.provider_contact_id from contact c where c.lead_id = any ($1) or c.person_keys && $2)$q$,
      '{"contact_id": "null", "message": "blanked(t.message)"}'),

    -- What came back: that and when is counted, the words go.
    ('reply_label', 'KEEP', false, null, null),
    ('reply', 'CHANGE', true, $q$t.lead_id = any ($1) or (t.lead_id is null and lower(t.from_address) = any ($3))$q$,
      '{"from_address": "null", "subject": "null", "text": "''''", "new_text": "''''", "deciders": "''[]''", "referral_name": "null", "referral_email": "null",
        "referral_title": "null", "matched_by": "blanked(t.matched_by)", "needs_person": "false", "confirmed_by": "coalesce(t.confirmed_by, ''Erasure'')",
        "confirmed_at": "coalesce(t.confirmed_at, business_now())"}'),
    ('reply', 'CHANGE', false, $q$t.referral_lead_id = any ($1) or lower(t.referral_email) = any ($3)$q$, '{"referral_name": "null", "referral_email": "null", "referral_title": "null"}'),
    ('reply', 'CHANGE', false, $q$mentions(t.text, $3) or mentions(t.subject, $3)$q$,
      '{"subject": "without_words(t.subject, $3)", "text": "without_words(t.text, $3)", "new_text": "without_words(t.new_text, $3)", "deciders": "without_words(t.deciders, $3)"}'),
    -- By the id of its appointment a meeting that was told of twice is counted once.
    ('signal', 'CHANGE', true, $q$t.lead_id = any ($1)$q$,
      '{"detail": "(select jsonb_object_agg(d.key, case d.key when ''emailId'' then to_jsonb(erased_name(d.value #>> ''{}'')) else d.value end) from jsonb_each(t.detail) d where jsonb_typeof(d.value) in (''boolean'', ''number'') or d.key in (''open'', ''sendId'') or (d.key = ''emailId'' and t.kind = ''MEETING_BOOKED''))"}'),
    ('timeline_entry', 'DELETE', true, $q$t.lead_id = any ($1) and (t.kind <> 'merge' or not exists (select from lead_merge m where m.id::text = t.detail ->> 'mergeId' and m.undone_at is not null))$q$, null),
    ('timeline_entry', 'DELETE', false, $q$t.lead_id = any ($1) and t.kind = 'merge'$q$, null),
    -- Whoever named them, or was named by them, in a reply, or was taken for them.
    ('timeline_entry', 'CHANGE', false, $q$t.lead_id in (
        select r.lead_id from reply r where r.referral_lead_id = any ($1) union select r.referral_lead_id from reply r where r.lead_id = any ($1)
        union select m.lead_id from lead_merge m where m.merged_id = any ($1) union select m.merged_id from lead_merge m where m.lead_id = any ($1)) and mentions(t.summary || coalesce(t.detail::text, ''), (select spellings($3)))$q$,
      '{"summary": "without_words(t.summary, $3)", "detail": "without_words(t.detail, $3)"}'),
    -- A merge that was undone tells of two people: it goes, and is nobody's to be given.
    ('lead_merge_row', 'DELETE', false, $q$t.merge_id in (select m.id from lead_merge m where (m.lead_id = any ($1) or m.merged_id = any ($1)) and m.undone_at is not null)$q$, null),
    ('lead_merge', 'DELETE', false, $q$(t.lead_id = any ($1) or t.merged_id = any ($1)) and t.undone_at is not null$q$, null),
    ('lead_status_change', 'KEEP', true, $q$t.lead_id = any ($1)$q$, null), ('lead_status_transition', 'KEEP', false, null, null),

    -- Copies of what others keep.
    ('contact_block', 'DELETE', true, $q$t.contact_id in (select c.id from contact c where c.lead_id = any ($1) or c.person_keys && $2)$q$, null),
    ('contact', 'DELETE', true, $q$t.lead_id = any ($1) or t.person_keys && $2$q$, null),
    ('contact_stage', 'KEEP', false, null, null), ('contact_sync', 'KEEP', false, null, null),
    ('block_list_push', 'CHANGE', true, $q$t.value = any ($3)$q$, '{"value": "erased_name(t.value)", "last_error": "null"}'),

    -- What keeps them from being written to stays, by digests.
    ('suppression', 'CHANGE', true, $q$t.person_key = any ($2) or t.linkedin_key = any ($2)$q$,
      '{"email": "null", "person_key": "erased_name(t.person_key)", "linkedin_url": "null", "linkedin_key": "erased_name(t.linkedin_key)", "reason": "''Erased: never again.''"}'),
    -- An exclusion says nothing that the suppression doesn't; one that names the employer too stays for the employer.
    ('exclusion', 'DELETE', true, $q$(t.person_key = any ($2) or t.linkedin_key = any ($2)) and num_nonnulls(t.domain, t.name_key) = 0$q$, null),
    ('exclusion', 'CHANGE', false, $q$(t.person_key = any ($2) or t.linkedin_key = any ($2)) and num_nonnulls(t.domain, t.name_key) > 0$q$,
      '{"email": "null", "person_key": "null", "linkedin_url": "null", "linkedin_key": "null", "note": "null"}'),
    ('lead_alias', 'CHANGE', true, $q$t.lead_id = any ($1) or t.key = any ($2)$q$, '{"key": "erased_name(t.key)"}'),
    ('erasure', 'KEEP', true, $q$t.lead_id = any ($1)$q$, null), ('erased_key', 'KEEP', false, null, null), ('erasure_salt', 'KEEP', false, null, null),

    -- What people were told or wrote down, where it names them.
    ('alert', 'CHANGE', false, $q$mentions(t.message, $3) or mentions(t.resolve_note, $3)$q$, '{"message": "without_words(t.message, $3)", "resolve_note": "without_words(t.resolve_note, $3)"}'),
    ('alert_notice', 'CHANGE', false, $q$mentions(t.words, $3) or mentions(t.problem, $3)$q$, '{"words": "without_words(t.words, $3)", "problem": "without_words(t.problem, $3)"}'),
    ('daily_statement', 'CHANGE', false, $q$mentions(t.differences::text, (select spellings($3)))$q$, '{"differences": "without_words(t.differences, $3)"}'),
    ('reconciliation', 'CHANGE', false, $q$mentions(concat_ws(' ', t.report::text, t.evidence, t.reason), (select spellings($3)))$q$,
      '{"report": "without_words(t.report, $3)", "evidence": "without_words(t.evidence, $3)", "reason": "without_words(t.reason, $3)"}'),
    ('invariant_check', 'CHANGE', false, $q$mentions(t.evidence::text, (select spellings($3)))$q$, '{"evidence": "without_words(t.evidence, $3)"}'),
    ('day_close', 'CHANGE', false, $q$mentions(t.note, $3)$q$, '{"note": "without_words(t.note, $3)"}'),
    ('weekly_digest', 'CHANGE', false, $q$mentions(t.message, $3) or mentions(t.numbers::text, (select spellings($3)))$q$, '{"message": "without_words(t.message, $3)", "numbers": "without_words(t.numbers, $3)"}'),
    ('emergency_stop', 'CHANGE', false, $q$mentions(concat_ws(' ', t.reason, t.lift_reason), $3)$q$, '{"reason": "without_words(t.reason, $3)", "lift_reason": "without_words(t.lift_reason, $3)"}'),
    -- Answers to repeated requests, kept for a day.
    ('client_mutation', 'DELETE', false, $q$mentions(t.result::text, (select spellings($3)))$q$, null),

    -- The lead itself comes last: what stands above is found by it. An empty row stays, because sends, figures and the ramp count it.
    ('lead', 'CHANGE', true, $q$t.id = any ($1)$q$,
      '{"email": "null", "person_key": "null", "email_status": "null", "linkedin_key": "erased_name(coalesce(t.person_key, t.linkedin_key))", "linkedin_url": "null",
        "first_name": "null", "last_name": "null", "full_name": "''Erased person''", "title": "null", "seniority": "''UNKNOWN''", "company_id": "null", "company_name": "null",
        "city": "null", "region": "null", "country_code": "null", "time_zone": "null", "intent": "0", "version": "t.version + 1", "updated_at": "business_now()"}'),

    -- What people of ours did and decided, what the machine remembers of itself, and companies: nobody who is written to.
    ('user_account', 'KEEP', false, null, null), ('session', 'KEEP', false, null, null), ('api_key', 'KEEP', false, null, null), ('sign_in_failure', 'KEEP', false, null, null), ('second_factor', 'KEEP', false, null, null), ('recovery_code', 'KEEP', false, null, null),
    ('operation_rate', 'KEEP', false, null, null), ('company', 'KEEP', false, null, null), ('sending_account', 'KEEP', false, null, null), ('account_health', 'KEEP', false, null, null),
    ('account_check', 'KEEP', false, null, null), ('provider_hook', 'KEEP', false, null, null), ('provider_breaker', 'KEEP', false, null, null),
    ('provider_allowance', 'KEEP', false, null, null), ('provider_access', 'KEEP', false, null, null), ('provider_test', 'KEEP', false, null, null),
    ('unsigned_provider', 'KEEP', false, null, null), ('linkedin_campaign', 'KEEP', false, null, null), ('installation', 'KEEP', false, null, null), ('process', 'KEEP', false, null, null),
    ('notice', 'KEEP', false, null, null), ('hold', 'KEEP', false, null, null), ('setting_version', 'KEEP', false, null, null), ('cadence_plan', 'KEEP', false, null, null),
    ('cadence_pulse', 'KEEP', false, null, null), ('template_version', 'KEEP', false, null, null), ('template_sign_off', 'KEEP', false, null, null),
    ('template_proposal_decision', 'KEEP', false, null, null), ('standing_approval', 'KEEP', false, null, null), ('ramp_graduation', 'KEEP', false, null, null),
    ('ramp_opening', 'KEEP', false, null, null), ('motion_pause', 'KEEP', false, null, null), ('check_verdict', 'KEEP', false, null, null),
    ('experiment_stop', 'KEEP', false, null, null), ('calendar_slot', 'KEEP', false, null, null), ('calendar_reading', 'KEEP', false, null, null), ('go_live_confirmation', 'KEEP', false, null, null), ('alert_channel', 'KEEP', false, null, null)
  ) p(table_name, treatment, is_theirs, rows_of, changes)
$$;

-- How a word stands where it is that word and no part of another: dan@acme.com is not in jordan@acme.com, nor /in/john-smith in /in/john-smith-4b2a1.
-- What JSON and links write for one character (\n, \u003c, %20) is a border before it, and a dot that ends a sentence is one behind it.
create or replace function bordered(word text) returns text language sql immutable parallel safe as $$
  select case when word ~ '^(https?://|linkedin\.com/)' then '' else '(?:(?<![[:alnum:]._%+-])|(?<=\\[bfnrt])|(?<=\\u[[:xdigit:]]{4})|(?<=%[[:xdigit:]]{2}))' end
    || regexp_replace(word, '([^[:alnum:][:space:]])', '\\\1', 'g')
    || case when word like '%@%' then '(?![._+-]*[[:alnum:]])' else '(?![._%+-]*[[:alnum:]])' end
$$;

create or replace function mentions(said text, words text[]) returns boolean language sql immutable parallel safe as $$
  select coalesce((
    select bool_or(case when position(w in s.low) > 0 then s.low ~ bordered(w) end) from (select lower(said) as low offset 0) s cross join unnest(words) w), false)
$$;

-- Bytes as the text that they are: UTF-8, also where a piece of a file begins or ends within a character, else one byte a character.
create or replace function read_bytes(said bytea) returns text language plpgsql immutable as $$
declare
  head integer := 0;
  tail integer := 0;
begin
  begin
    return convert_from(said, 'UTF8');
  exception when character_not_in_repertoire or untranslatable_character then
    null;
  end;
  while head < least(3, length(said)) and get_byte(said, head) between 128 and 191 loop
    head := head + 1;
  end loop;
  for back in 1..least(3, length(said) - head) loop
    if get_byte(said, length(said) - back) >= 192 then
      tail := back;
    end if;
    exit when get_byte(said, length(said) - back) < 128 or tail > 0;
  end loop;
  begin
    return convert_from(substring(said from head + 1 for length(said) - head - tail), 'UTF8');
  exception when character_not_in_repertoire or untranslatable_character then
    null;
  end;
  return convert_from(said, 'LATIN1');
exception when character_not_in_repertoire or untranslatable_character then
  return encode(said, 'escape');
end
$$;

-- Words as JSON writes them: a quote or a backslash has one more before it.
create or replace function in_json(words text[]) returns text[] language sql immutable parallel safe as $$
  select array(select substring(to_jsonb(w)::text from 2 for length(to_jsonb(w)::text) - 2) from unnest(words) w)
$$;

-- Words in each way in which requests, files and stored answers write them, in lower case: plainly, as JSON, as JSON of ASCII alone, as a cell of a
-- file, and with an @ as forms send it.
create or replace function spellings(words text[]) returns text[] language sql immutable parallel safe as $$
  select array(
    select unnest(words) union select unnest(in_json(words)) union select replace(w, '"', '""') from unnest(words) w
    union select replace(w, '@', '%40') from unnest(words) w
    union
    select (select string_agg(case when ascii(c) between 128 and 65535 then '\u' || lpad(lower(to_hex(ascii(c))), 4, '0') else lower(c) end, '' order by n)
      from regexp_split_to_table(written, '') with ordinality x(c, n))
    from unnest(in_json(words)) w cross join lateral (values (w), (initcap(w)), (upper(w))) v(written) where w ~ '[^[:ascii:]]'
  )
$$;

-- A text that may not be empty, with nothing in it.
create or replace function blanked(said text) returns text language sql immutable parallel safe as $$
  select case when said is not null then '[erased on request]' end
$$;

create or replace function without_words(said text, words text[]) returns text language plpgsql immutable parallel safe as $$
declare
  word text;
begin
  foreach word in array words loop
    said := regexp_replace(said, bordered(word), '[erased]', 'gi');
  end loop;
  return said;
end
$$;

create or replace function without_words(said jsonb, words text[]) returns jsonb language sql immutable parallel safe as $$
  select without_words(said::text, in_json(words))::jsonb
$$;
