package io.whopship.adapter.cloudflare.workerd.storage;

/** How a worker uses what it stored, and what it may rely on. */
public enum StorageKind {

  /** Workers KV. What was written within the last second may be lost if this machine fails. */
  KV,

  /** R2. What was acknowledged is on disk. */
  R2
}
