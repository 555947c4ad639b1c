package io.whopship.adapter.cloudflare.workerd;

import io.whopship.adapter.cloudflare.workerd.storage.Grant;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.artifact.Binding;

/** How a worker's process reaches the stores of its app, which this server keeps. */
interface StorageDoor {

  /** What carries the key. A worker can neither see nor set it: its process adds it. */
  String HEADER = Grant.HEADER;

  /** Host and port. */
  String address();

  /** What opens this store of this app, and no other. */
  String key(AppId app, Binding store);
}
