alter table deployments add constraint one_deployment_per_uuid unique (uuid);

-- The latest time of all lines that its log ever had; null before the first line.
alter table deployments add column log_latest timestamp(3) with time zone;
-- The bytes of the texts of all lines that its log ever had; of old ones, as they are stored.
alter table deployments add column log_bytes bigint default 0 not null;

-- What is known of a chunk without reading it:
--   line_count, bytes (of its text)
--   latest_at: the latest time of its lines and of all lines before it, so that it never falls
--   types: a bit for each type of line in it (see LogSummary)
--   steps: the names of its steps, folded (see LogSummary); null if they are not known
-- Of chunks from before, what cannot be told here is as wide as it may be: no line in them is of later than now.
alter table log_chunks add column line_count int default 0 not null;
alter table log_chunks add column bytes int default 0 not null;
alter table log_chunks add column latest_at timestamp(3) with time zone;
alter table log_chunks add column types int default 127 not null;
alter table log_chunks add column steps text;
update log_chunks set bytes = octet_length(lines), latest_at = current_timestamp,
  line_count = coalesce(
    (select min(later.first_position) from log_chunks later
      where later.deployment = log_chunks.deployment and later.first_position > log_chunks.first_position),
    (select log_lines + 1 from deployments where id = log_chunks.deployment)) - first_position;
update deployments set log_latest = (select max(latest_at) from log_chunks where deployment = deployments.id),
  log_bytes = coalesce((select sum(bytes) from log_chunks where deployment = deployments.id), 0);
alter table log_chunks alter column line_count drop default;
alter table log_chunks alter column bytes drop default;
alter table log_chunks alter column types drop default;
alter table log_chunks alter column latest_at set not null;
create index log_chunks_by_time on log_chunks (deployment, latest_at, first_position);

-- Tokens and keys are here as hashes. No key: the agent has not registered.
create table agents (
  id uuid primary key,
  number bigint generated always as identity (cache 1) unique,
  owner_id varchar(128) not null,
  name varchar(100) not null,
  token_hash varchar(64) not null unique,
  token_expires_at timestamp(3) with time zone not null,
  key_hash varchar(64) unique,
  created_at timestamp(3) with time zone not null,
  registered_at timestamp(3) with time zone
);
create index agents_by_owner on agents (owner_id, number);
