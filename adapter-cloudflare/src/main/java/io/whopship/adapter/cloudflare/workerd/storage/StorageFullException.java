package io.whopship.adapter.cloudflare.workerd.storage;

import io.whopship.ports.model.AppId;

/** An app would keep more than it may, or than the disk has room for. What it has kept stays. */
public final class StorageFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StorageFullException(AppId app, long used, long asked, long limit) {
    super("App " + app + " keeps " + used + " of " + limit + " bytes in its KV and R2, so there is"
        + " no room for " + asked + " more. Delete something, or raise the limit.");
  }

  StorageFullException(long spare) {
    super("This machine has less than " + (spare >> 20) + " MiB left for what apps keep in KV and"
        + " R2, so nothing can be put. Make room on its disk.");
  }
}
