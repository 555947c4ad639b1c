-- The servers on this database. Which are alive is told by the database's own clock.
create table servers (
  name varchar(100) primary key,
  incarnation uuid not null unique,
  machine varchar(255) not null,
  url varchar(2000) not null,
  -- words, with commas between them
  local_parts varchar(100) not null,
  started_at timestamp(3) with time zone not null,
  heartbeat_at timestamp(3) with time zone not null
);

-- One row, held by whoever registers, so that two servers that must not run together do not both get in.
create table server_admission (id int primary key);
insert into server_admission (id) values (1);

-- The server to which an agent is connected, or was last; incarnation is null once the agent has left.
create table agent_leases (
  agent uuid primary key references agents (id) on delete cascade,
  incarnation uuid,
  number bigint not null
);
create index agent_leases_by_server on agent_leases (incarnation);
