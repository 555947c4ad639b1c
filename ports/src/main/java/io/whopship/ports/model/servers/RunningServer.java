package io.whopship.ports.model.servers;

import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * A process that serves the API, as the others on its database see it.
 *
 * @param incarnation of this very process: another one of the same name has another
 * @param machine what its machine calls itself
 * @param url where the others reach its API
 * @param localParts what it keeps that others cannot share: with any, it must be the only server
 * @param startedAt by its own clock, to the millisecond
 */
public record RunningServer(ServerName name, UUID incarnation, String machine, URI url,
    Set<LocalPart> localParts, Instant startedAt) {

  public static final int MAX_MACHINE = 255;
  public static final int MAX_URL = 2_000;

  public RunningServer {
    if (machine.isBlank() || machine.length() > MAX_MACHINE) {
      throw new IllegalArgumentException("machine must be 1 to " + MAX_MACHINE
          + " characters, but is '" + machine + "'");
    }
    if (url.getHost() == null || url.toString().length() > MAX_URL) {
      throw new IllegalArgumentException("url must be an http or https URL of at most " + MAX_URL
          + " characters, but is '" + url + "'");
    }
    localParts = localParts.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(localParts));
  }

  public boolean keepsSomethingLocal() {
    return !localParts.isEmpty();
  }

  /** Whether this is the same process. */
  public boolean is(RunningServer other) {
    return incarnation.equals(other.incarnation);
  }

  /**
   * Whether this is the process that came after the other in its very place, so that the other one
   * must have ended: only one at a time can listen at an address of a machine.
   */
  public boolean cameAfter(RunningServer other) {
    return name.equals(other.name) && machine.equals(other.machine) && url.equals(other.url)
        && startedAt.isAfter(other.startedAt);
  }
}
