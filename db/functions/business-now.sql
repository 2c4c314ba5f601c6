-- The product's time: the database's clock plus what a sandbox has moved it by (I17). One value within a transaction.
-- Not inlined by the planner: always write `(select business_now())` where many rows are compared with it.
create or replace function business_now() returns timestamptz language sql stable parallel safe as $$
  select date_trunc('milliseconds', now() + moved) from installation
$$;
