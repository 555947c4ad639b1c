package io.whopship.adapter.cloudflare.workerd;

/** The runtime does not take a worker; the message is its reason. */
final class WorkerRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WorkerRefusedException(String reason) {
    super(reason);
  }
}
