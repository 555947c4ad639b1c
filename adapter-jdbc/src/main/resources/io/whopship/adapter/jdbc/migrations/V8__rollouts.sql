-- How an app's deployments go live, as JSON; null: as the server is set.
alter table apps add column rollout text;

-- What the gates of deployments saw, one after the other.
create table gate_samples (
  deployment bigint not null references deployments (id) on delete cascade,
  number bigint not null,
  taken_at timestamp(3) with time zone not null,
  stage varchar(20) not null,
  verdict varchar(20) not null,
  facts text not null,
  primary key (deployment, number)
);
