-- Who may touch what. Applied after every migration, so that a new table has its rights from its first day.
-- Roles that do not exist (one DATABASE_URL for everything) are passed over; readiness then says which promises are weaker.
do $$
declare
  role text;
begin
  foreach role in array array['swarm_api', 'swarm_jobs', 'swarm_read'] loop
    if exists (select from pg_roles where rolname = role) then
      execute format('grant connect on database %I to %I', current_database(), role);
      execute format('grant usage on schema public to %I', role);
      execute format('grant select on all tables in schema public to %I', role);
      execute format('grant execute on function business_now(), wants_verification(), verification_problem(text), uuid_v7(timestamptz), uuid_v7_floor(timestamptz), search_words(text), setting(text, text[]), live_template(text), organisation_day(timestamptz), domain_and_parents(text), paused_motions(), send_verdicts(jsonb, text), judge_sends(jsonb, text), send_items(uuid[]), is_warm(uuid), ceiling_names(channel, touch_action, text, text, tier), platform_name(platform), account_limit(platform, text, date), account_is_warm(platform, text, date), linkedin_limit(text, touch_action, date), linkedin_requests_on(text, date), linkedin_requests_left(text, date), linkedin_is_open(), linkedin_checklist(), ramp_state(), ramp_began_on(), ramp_step(integer), ramp_way_up(integer), ramp_criteria(), counted_verdicts(timestamptz), lasting_reviews(timestamptz, timestamptz, timestamptz), is_heard(boolean, timestamptz), steady_days(date, integer), day_facts(date[]), live_days(integer), paused_motions(), enrollment_problem(uuid, smallint, smallint), reply_waits(reply), keys_of_lead(uuid), never_left(uuid), is_of_mailbox(text), last_answer_at(uuid), used_of(jsonb, jsonb, text), once_words(text[], smallint, smallint, channel, uuid, uuid), merge_refusal(uuid, uuid), lead_references(), what_came_back(uuid[]), standing_in_force(uuid), standing_allowance(uuid), verify_audit(), audit_link_text(bigint, bytea, audit_entry), audit_link_part(text), unaccent(regdictionary, text) to %I', role);
      execute format('grant execute on function is_erased(text), personal_data(uuid, text[]), personal_data_places(), words_of_person(uuid[], text[]), audit_subjects_of_person(uuid[], text[]), mentions(text, text[]), readable(jsonb), names_of_erasure(uuid) to %I', role);
      -- What erased people are recognised by is asked through functions alone.
      execute format('revoke all on erasure_salt, erased_key from %I', role);
      execute format('grant execute on function server_timeline() to %I', role);
      execute format('grant execute on function words_to_look_up(text), frozen_fields(bytea) to %I', role);
      execute format('grant execute on function meetings_booked(timestamptz, timestamptz), heard_bit(text, jsonb), heard_of(text) to %I', role);
    end if;
  end loop;
  foreach role in array array['swarm_api', 'swarm_jobs'] loop
    if exists (select from pg_roles where rolname = role) then
      execute format('grant insert, update, delete on all tables in schema public to %I', role);
      execute format('grant usage on all sequences in schema public to %I', role);
      execute format('grant execute on all functions in schema public to %I', role);
      -- Append-only: what was decided is never rewritten (I6), and what keeps things once is never given back by hand (I1, I23).
      execute format('revoke insert, update, delete, truncate on audit_entry, audit_detail, audit_unsealed, audit_seal from %I', role);
      execute format('revoke update, delete, truncate on go_live_confirmation, review, draft_edit_change, template_proposal_decision, setting_version, cadence_plan, template_version, template_sign_off, score_decision, reply_label, send_once, delivery_once from %I', role);
      execute format('revoke delete, truncate on suppression, unsubscribe_token, emergency_stop, motion_pause from %I', role);
      -- What is taken when a message goes out is taken and given back by `reserve` and `settle` alone.
      execute format('revoke insert, update, delete, truncate on send_once, send_attempt, ceiling_use, touch_day from %I', role);
      execute format('revoke delete, truncate on send, batch, campaign from %I', role);
      -- The ramp ends, and its days are closed, by their functions alone (I14).
      execute format('revoke insert, update, delete, truncate on ramp_graduation, ramp_opening, day_close, check_verdict, standing_approval from %I', role);
      -- What figures count of sends follows `send` and `signal` by triggers alone.
      execute format('revoke insert, update, delete, truncate on proven_send from %I', role);
      -- And what leads were before follows `lead`.
      execute format('revoke insert, update, delete, truncate on lead_status_change from %I', role);
      -- An experiment ends once, by its function alone.
      execute format('revoke insert, update, delete, truncate on experiment_stop from %I', role);
      execute format('revoke insert, update, delete, truncate on installation, lead_status_transition from %I', role);
      execute format('grant update (moved) on installation to %I', role);
      -- What must be reconciled is opened and closed by its functions; history is taken by one alone (I23, I24).
      execute format('revoke insert, update, delete, truncate on reconciliation, history_send from %I', role);
      execute format('grant update (asked_by, asked_at, since, report, read_at) on reconciliation to %I', role);
      -- Who is erased is asked for and forgotten by functions alone; nothing ever takes it back.
      execute format('revoke insert, update, delete, truncate on erasure, erased_key, erasure_salt from %I', role);
    end if;
  end loop;
  if exists (select from pg_roles where rolname = 'swarm_api') then
    -- OPERATOR alone sends, and it lives in the runner.
    revoke execute on function seal_audit(integer), ensure_partitions(timestamptz, timestamptz), archive_year(text, integer),
      reserve(uuid[], uuid, text, integer), reserve(uuid[], uuid, integer), settle(uuid, jsonb), expire_leases(), after_settling(uuid[]) from swarm_api;
  end if;
  -- Nobody signs in at the runner.
  if exists (select from pg_roles where rolname = 'swarm_jobs') then
    revoke all on second_factor, recovery_code from swarm_jobs;
  end if;
  -- Sign-in data is for the API alone, not for analysts' tools on the read-only role.
  if exists (select from pg_roles where rolname = 'swarm_read') then
    revoke select on user_account, session, api_key, sign_in_failure, client_mutation, second_factor, recovery_code from swarm_read;
  end if;
  revoke execute on all functions in schema public from public;
  revoke create on schema public from public;
end
$$;
