-- Ends an experiment, once: the winner is written alone from then on, and a person is told. False when it had ended before.
create or replace function stop_experiment(angle text, template_version integer, winner text, evidence jsonb) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into experiment_stop (angle, template_version, winner, evidence, stopped_at)
    values (stop_experiment.angle, stop_experiment.template_version, stop_experiment.winner, stop_experiment.evidence, business_now()) on conflict do nothing;
  if not found then
    return false;
  end if;
  perform write_audit('KPI monitor', 'experiment.stopped', 'experiment', format('%s v%s', angle, template_version),
    jsonb_build_object('winner', winner, 'evidence', evidence));
  perform raise_alert(format('experiment:%s v%s', angle, template_version), 'INFO',
    format(case when live_template(angle) <> template_version then 'Subject %s of %s was clearly better in version %s, which is not written from any more.'
      else 'Subject %s of %s is clearly better: it is written alone from now on.' end, winner, replace(angle, '_', ' '), template_version));
  return true;
end
$$;
