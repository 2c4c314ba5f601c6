-- What generated tables lean on: text folding, ids, and the extensions behind them.
create extension if not exists unaccent;
--> statement-breakpoint
-- Folds text to lower-case words without accents or punctuation. Immutable, so that generated columns and indexes can use it.
create function search_words(value text) returns text language sql immutable parallel safe strict as $$
  select regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, value)), '[^[:alnum:]]+', ' ', 'g')
$$;
--> statement-breakpoint
-- A UUIDv7 for an instant: 48 bits of milliseconds, then random bits. PostgreSQL 18 has one built in; 15 to 17 do not.
create function uuid_v7(at timestamptz default clock_timestamp()) returns uuid language sql volatile parallel safe as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;
--> statement-breakpoint
-- The smallest UUIDv7 of an instant: the border of a month's partition.
create function uuid_v7_floor(at timestamptz) returns uuid language sql immutable parallel safe strict as $$
  select (encode(substring(int8send((extract(epoch from at) * 1000)::bigint) from 3), 'hex') || '00000000000000000000')::uuid
$$;
