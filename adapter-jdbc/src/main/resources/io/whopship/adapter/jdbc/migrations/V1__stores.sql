-- One set of migrations for H2 (in its PostgreSQL mode) and PostgreSQL 15 and up: only what both take.
-- Times are UTC, to the millisecond. Columns of type text hold JSON, but for what says otherwise.

create table apps (
  id bigint generated always as identity (cache 1) primary key,
  whop_app_id varchar(128) not null unique,
  owner_id varchar(128) not null,
  name varchar(100) not null,
  subdomain varchar(40) not null unique,
  variables text not null,
  -- The one deployment of the app that is on its way to visitors. No reference: it would be a circle.
  occupant bigint,
  created_at timestamp(3) with time zone not null
);
create index apps_by_owner on apps (owner_id, id);

create table deployments (
  id bigint generated always as identity (cache 1) primary key,
  uuid uuid not null,
  app bigint not null references apps (id) on delete cascade,
  metadata text not null,
  checksum varchar(71),
  rollout_plan text not null,
  state varchar(20) not null,
  facts text not null,
  version bigint not null,
  fence bigint not null,
  log_lines bigint not null,
  created_at timestamp(3) with time zone not null
);
create index deployments_by_app on deployments (app, id);

-- The lines of a change in chunks of at most 100, the first of a chunk at first_position.
create table log_chunks (
  deployment bigint not null references deployments (id) on delete cascade,
  first_position bigint not null,
  lines text not null,
  primary key (deployment, first_position)
);

create table routes (
  app bigint primary key references apps (id) on delete cascade,
  host varchar(255) not null,
  generation bigint not null,
  salt varchar(255) not null,
  traffic text not null,
  kept text not null
);

-- Entries stay when their app goes: others are still to be told.
create table outbox (
  id bigint primary key,
  app bigint not null,
  deployment bigint not null,
  notice varchar(100) not null,
  noticed_at timestamp(3) with time zone not null
);

-- One row: the number of the last entry of the outbox. Its lock makes entries visible in their order.
create table outbox_head (
  last_id bigint not null
);
insert into outbox_head (last_id) values (0);

create table access_tokens (
  hash varchar(64) primary key,
  owner_id varchar(128) not null,
  admin boolean not null,
  created_at timestamp(3) with time zone not null
);

-- As db-scheduler wants it (github.com/kagkarlsson/db-scheduler).
create table scheduled_tasks (
  task_name varchar(100) not null,
  task_instance varchar(200) not null,
  task_data bytea,
  execution_time timestamp(6) with time zone not null,
  picked boolean not null,
  picked_by varchar(200),
  last_success timestamp(6) with time zone,
  last_failure timestamp(6) with time zone,
  consecutive_failures int,
  last_heartbeat timestamp(6) with time zone,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);
create index scheduled_tasks_by_time on scheduled_tasks (execution_time);
create index scheduled_tasks_by_heartbeat on scheduled_tasks (last_heartbeat);
