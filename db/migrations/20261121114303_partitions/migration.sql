-- Tables that grow without end, by month of their UUIDv7: a look-up by id finds its partition, old months leave as a whole.
create table timeline_entry (
  id uuid primary key,
  lead_id uuid references lead (id) on delete cascade,
  at timestamptz(3) not null,
  kind text not null,
  actor text not null,
  run_id uuid,
  summary text not null,
  detail jsonb
) partition by range (id);
--> statement-breakpoint
create index timeline_entry_lead on timeline_entry (lead_id, at desc, id desc);
--> statement-breakpoint
create index timeline_entry_at on timeline_entry (at desc, id desc);
--> statement-breakpoint
create table delivery (
  id uuid primary key,
  provider text not null,
  event_type text,
  headers jsonb not null,
  body bytea,
  is_authenticated boolean not null,
  received_at timestamptz(3) not null,
  applied_at timestamptz(3),
  is_duplicate boolean not null default false,
  effect text,
  error text,
  lead_id uuid
) partition by range (id);
--> statement-breakpoint
create index delivery_received on delivery (received_at desc, id desc);
--> statement-breakpoint
create index delivery_provider on delivery (provider, received_at desc, id desc);
--> statement-breakpoint
create index delivery_waiting on delivery (id) where applied_at is null;
--> statement-breakpoint
create table signal (
  id uuid primary key,
  lead_id uuid references lead (id) on delete cascade,
  delivery_id uuid,
  kind text not null,
  provider text not null,
  at timestamptz(3) not null,
  detail jsonb
) partition by range (id);
--> statement-breakpoint
create index signal_lead on signal (lead_id, at desc, id desc);
--> statement-breakpoint
create index signal_meeting on signal (at) where kind = 'MEETING_BOOKED';
--> statement-breakpoint
create index signal_undecided on signal (at) where kind = 'EMAIL_OPENED' and detail ->> 'open' = 'undecided';
--> statement-breakpoint
create table timeline_entry_rest partition of timeline_entry default;
--> statement-breakpoint
create table delivery_rest partition of delivery default;
--> statement-breakpoint
create table signal_rest partition of signal default;
--> statement-breakpoint
-- Lost with a crash on purpose: a crash also cuts every listening connection, and a reconnect refetches.
alter table notice set unlogged;
--> statement-breakpoint
create index notice_transaction on notice (transaction);
