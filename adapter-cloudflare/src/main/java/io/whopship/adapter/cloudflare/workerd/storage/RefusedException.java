package io.whopship.adapter.cloudflare.workerd.storage;

/** A worker asked for what it cannot have; its code sees the message. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final int code;

  private RefusedException(int status, int code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** For KV, which knows only statuses. */
  static RefusedException kv(int status, String message) {
    return new RefusedException(status, 0, message);
  }

  /** For R2. */
  static RefusedException r2(R2Fault fault, String message) {
    return new RefusedException(fault.status, fault.code, message);
  }

  int status() {
    return status;
  }

  /** R2's own number for it. */
  int code() {
    return code;
  }
}
