package io.whopship.adapter.cloudflare.api;

import io.whopship.ports.driven.PortException;
import java.util.Optional;

/** Why Cloudflare rejected something: the cause of a rejection, for those who go by its codes. */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Reply.Refused refused;

  RefusedException(Reply.Refused refused) {
    super(refused.said());
    this.refused = refused;
  }

  /** The refusal behind a rejection; empty if it was none of Cloudflare's. */
  public static Optional<Reply.Refused> behind(PortException.Rejected rejection) {
    return rejection.getCause() instanceof RefusedException cause
        ? Optional.of(cause.refused)
        : Optional.empty();
  }
}
