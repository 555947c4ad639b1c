-- Secrets are here as they are, since they must sign. An owner's webhooks have slots of 0 and up, so that
-- there cannot be more than there are slots. The lease is held by whoever is sending to the webhook.
create table webhooks (
  id bigint generated always as identity (cache 1) primary key,
  owner_id varchar(128) not null,
  slot int not null,
  app bigint references apps (id) on delete cascade,
  url varchar(2048) not null,
  events text not null,
  secrets text not null,
  failing_since timestamp(3) with time zone,
  disabled_at timestamp(3) with time zone,
  disabled_reason varchar(20),
  lease uuid,
  lease_until timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  constraint one_webhook_per_slot unique (owner_id, slot)
);
create index webhooks_by_app on webhooks (app);

-- next_at: when it is to be tried; null unless it waits. ended_at: null if it waits.
create table webhook_deliveries (
  id bigint generated always as identity (cache 1) primary key,
  webhook bigint not null references webhooks (id) on delete cascade,
  message_id varchar(64) not null,
  type varchar(100) not null,
  event_at timestamp(3) with time zone not null,
  body text not null,
  delivered boolean not null,
  tries int not null,
  next_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null
);
create index webhook_deliveries_by_webhook on webhook_deliveries (webhook, id);
create index webhook_deliveries_by_next on webhook_deliveries (next_at, id);
create index webhook_deliveries_by_time on webhook_deliveries (created_at);

create table webhook_attempts (
  delivery bigint not null references webhook_deliveries (id) on delete cascade,
  number int not null,
  begun_at timestamp(3) with time zone not null,
  millis bigint not null,
  outcome varchar(20) not null,
  status int,
  detail text not null,
  retry_after_seconds bigint,
  primary key (delivery, number)
);

-- One row: the number of the last entry of the outbox whose deliveries were added.
create table webhook_cursor (
  last_id bigint not null
);
-- What happened before there were webhooks is told to nobody.
insert into webhook_cursor (last_id) select last_id from outbox_head;

create index outbox_by_time on outbox (noticed_at);

-- Nothing here refers to anything: entries stay when what they are about goes.
create table audit_log (
  id bigint generated always as identity (cache 1) primary key,
  at timestamp(3) with time zone not null,
  owner_id varchar(128) not null,
  actor varchar(128) not null,
  admin boolean not null,
  action varchar(100) not null,
  refused boolean not null,
  app bigint,
  deployment bigint,
  detail varchar(500) not null,
  address varchar(100) not null,
  request_id varchar(100) not null
);
create index audit_log_by_owner on audit_log (owner_id, id);
create index audit_log_by_app on audit_log (app, id);
create index audit_log_by_time on audit_log (at);
