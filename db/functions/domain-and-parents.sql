-- A domain and its parents on label borders: mail.acme.example, acme.example, example.
create or replace function domain_and_parents(domain text) returns text[] language sql immutable parallel safe strict as $$
  select array_agg(array_to_string(labels[place:], '.') order by place)
  from (select string_to_array(domain, '.') as labels) d, generate_series(1, cardinality(labels)) place
$$;
