package io.whopship.adapter.cloudflare.workerd.storage;

import java.io.IOException;

/** The other side of an exchange closed its connection, or stood still for too long. */
final class WorkerGoneException extends IOException {

  private static final long serialVersionUID = 1L;

  WorkerGoneException(Throwable cause) {
    super("the worker went away", cause);
  }
}
