package io.whopship.ports.model.deploy;

import java.util.Locale;

/** The public words for the state of a deployment. */
public enum Status {
  PENDING, BUILDING, DEPLOYING, ACTIVE, FAILED;

  /** As the API writes it: {@code pending}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
