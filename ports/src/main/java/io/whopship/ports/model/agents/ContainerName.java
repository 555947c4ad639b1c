package io.whopship.ports.model.agents;

/** The name of a container on its host: it stays when the container is made anew. */
public record ContainerName(String value) {

  public ContainerName {
    if (!value.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,254}")) {
      throw new IllegalArgumentException("container must be 1 to 255 of A-Z a-z 0-9 _ . - and start"
          + " with a letter or digit, but is '" + value + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
