package io.whopship.adapter.cloudflare.workerd.storage;

import io.whopship.ports.model.AppId;

/** An app would keep more than it may. What it has kept is as it was. */
public final class StorageFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StorageFullException(AppId app, long used, long asked, long limit) {
    super("App " + app + " keeps " + used + " of " + limit + " bytes in its KV and R2, so there is"
        + " no room for " + asked + " more. Delete something, or raise the limit.");
  }
}
