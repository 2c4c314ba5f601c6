-- The login roles, their limits, and the empty database; run once with psql as superuser (deployment.md, "First start").
-- Behind a pooler in transaction mode no session may set limits of its own: they belong to the roles. They are real time.
create role swarm_migrate login password :'migrate_password';
create role swarm_api login password :'api_password';
create role swarm_jobs login password :'jobs_password';
create role swarm_read login password :'read_password';

alter role swarm_api set statement_timeout = '10s';
alter role swarm_api set idle_in_transaction_session_timeout = '5s';
alter role swarm_jobs set statement_timeout = '60s';
alter role swarm_jobs set idle_in_transaction_session_timeout = '5s';
-- Analysts: the replica cancels at the limit, and figures over a year are grouped in memory.
alter role swarm_read set statement_timeout = '10s';
alter role swarm_read set default_transaction_read_only = on;
alter role swarm_read set work_mem = '32MB';

create database swarm owner swarm_migrate encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8' template template0;
revoke connect on database swarm from public;
