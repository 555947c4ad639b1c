-- Requests with an Idempotency-Key. Key and fingerprint are SHA-256; the answer, once there, is sealed.
create table idempotency_keys (
  key_hash varchar(64) primary key,
  fingerprint varchar(64) not null,
  request uuid not null,
  claim bigint not null,
  leased_until timestamp(3) with time zone not null,
  answer text,
  created_at timestamp(3) with time zone not null
);
create index idempotency_keys_by_time on idempotency_keys (created_at);
