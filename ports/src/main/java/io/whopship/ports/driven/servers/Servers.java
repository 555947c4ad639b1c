package io.whopship.ports.driven.servers;

import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.RunningServer;
import java.time.Duration;
import java.util.List;

/**
 * The servers that run on one database. A server is alive as long as it is registered and its last
 * sign of life is not older than {@link #LEASE}.
 *
 * <p>
 * All times are those of the store's own clock, and none is a server's: a server whose clock is
 * wrong neither looks dead to others nor takes them for dead. If the store's clock jumps ahead, all
 * are dead until their next sign of life, and nothing is lost but a look at each other.
 *
 * <p>
 * This keeps servers apart that must not run together, and shows them the way to each other. It
 * does not protect what is stored: a server may stall, be taken for dead, and write when it wakes
 * up. The fences of deployments are for that.
 */
public interface Servers {

  Duration LEASE = Duration.ofSeconds(10);

  /** Of a server that is the only one by other means: the file of its database is locked. */
  Servers NONE = new Servers() {
    @Override
    public Registration register(RunningServer server) {
      return new Registration.Registered();
    }

    @Override
    public boolean renew(RunningServer server) {
      return true;
    }

    @Override
    public void deregister(RunningServer server) {
      // nobody knows of it
    }

    @Override
    public List<RunningServer> alive() {
      return List.of();
    }
  };

  /** Several fit into a lease, so that a slow one costs nobody anything. */
  Duration HEARTBEAT = Duration.ofSeconds(2);

  /**
   * Adds a server, which is alive from now on, or says why it may not run. Atomic: of two that come
   * at once and must not run together, one is refused. What is refused changes nothing. Registering
   * again what is registered is a sign of life.
   *
   * <p>
   * A name is free if nobody has it, or a dead server. One that restarts after it was killed is not
   * locked out by its own past: see {@link RunningServer#cameAfter}. Dead servers are forgotten.
   */
  Registration register(RunningServer server);

  /**
   * Gives a sign of life. {@code false}, and nothing is changed, if this process is not registered
   * any more: it was silent for longer than the lease, and others have come since.
   */
  boolean renew(RunningServer server);

  /** The server ends. Nothing if it is not registered, or another process has its name. */
  void deregister(RunningServer server);

  /** Those that are alive, by name. */
  List<RunningServer> alive();
}
