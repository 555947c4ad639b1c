package io.whopship.app;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driving.servers.JoinServers;
import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.Registration.Registered;
import io.whopship.ports.model.servers.RunningServer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps this server one of those on its database, from its start to its end. */
final class Membership implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Membership.class);

  /** How long a server that was killed may look alive, and a little more. */
  static final Duration PATIENCE = Servers.LEASE.plusSeconds(1);

  private static final int LOOKS = 20;

  private final JoinServers servers;
  private final Recurring heartbeat;

  private Membership(JoinServers servers, Recurring heartbeat) {
    this.servers = servers;
    this.heartbeat = heartbeat;
  }

  /**
   * Joins the others, or throws an {@link IllegalStateException} that says why that may not be.
   *
   * @param patience how long a refusal is waited out, as the other one may be dead
   * @param expelled told why, if this server may run no more: it stalled, and others came
   */
  static Membership join(JoinServers servers, RunningServer self, Timer timer,
      Duration patience, Consumer<String> expelled) {
    Registration registration = servers.join();
    if (!(registration instanceof Registered)) {
      log.warn("start waits for up to {}, as the other one may be dead: {}", patience,
          Refused.why(registration, self));
    }
    for (int look = 0; look < LOOKS && !(registration instanceof Registered); look++) {
      LockSupport.parkNanos(patience.toNanos() / LOOKS);
      registration = servers.join();
    }
    if (!(registration instanceof Registered)) {
      throw new IllegalStateException(Refused.why(registration, self));
    }
    log.info("server registered name={} url={}", self.name(), self.url());
    return new Membership(servers, Recurring.start(timer, Servers.HEARTBEAT, "sign of life",
        () -> stay(servers, self, expelled)));
  }

  private static void stay(JoinServers servers, RunningServer self, Consumer<String> expelled) {
    try {
      Registration registration = servers.stay();
      if (!(registration instanceof Registered)) {
        expelled.accept(Refused.why(registration, self));
      }
    } catch (PortException e) {
      log.warn("others cannot be asked, will be tried again cause=\"{}\"", e.toString());
    }
  }

  @Override
  public void close() {
    heartbeat.close();
    servers.leave();
  }
}
