-- Walks the chain and names the first link that does not hold, or returns no row. Reads everything: for audits, not for requests.
-- An entry that is neither in the chain nor waiting for its seal was put in past write_audit; it has no number.
create or replace function verify_audit() returns table (number bigint, fault text) language sql stable as $$
  select x.number, x.fault from (
    select s.number, case
      when s.number <> row_number() over (order by s.number) then 'a link before this one is missing'
      when s.previous_hash <> coalesce(lag(s.hash) over (order by s.number), sha256(''::bytea)) then 'does not follow the link before it'
      when e.id is null then 'its entry is missing'
      when s.hash <> sha256(audit_link_text(s.number, s.previous_hash, e)) then 'its entry was changed'
      when d.audit_id is not null and sha256(convert_to(d.detail::text, 'UTF8')) <> e.digest then 'its detail was changed'
    end as fault
    from audit_seal s left join audit_entry e on e.id = s.audit_id left join audit_detail d on d.audit_id = s.audit_id
    union all
    select null, format('entry %s is not in the chain', e.id) from audit_entry e
    where not exists (select from audit_seal s where s.audit_id = e.id) and not exists (select from audit_unsealed u where u.audit_id = e.id)
  ) x where x.fault is not null order by x.number nulls last limit 1
$$;
