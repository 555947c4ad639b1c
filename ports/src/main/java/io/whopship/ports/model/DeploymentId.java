package io.whopship.ports.model;

/** The number of a deployment, given by the store: 1 and up, never used twice, rising with time. */
public record DeploymentId(long value) {

  public DeploymentId {
    if (value < 1) {
      throw new IllegalArgumentException("deployment id must be 1 or more, but is " + value);
    }
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
