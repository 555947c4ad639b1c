package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.api.DispatchScripts;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.PortException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the API answers for the dispatch namespace. An answer counts for a while: those who ask
 * whether a server is ready ask often, and each question is one of the token's calls. They do not
 * wait long either, so that one is tried once.
 */
final class ApiCheck {

  private static final Duration COUNTS = Duration.ofSeconds(15);

  private final DispatchScripts scripts;
  private final Installation installation;
  private final InstantSource clock;
  /** No monitor: on some JDKs each virtual thread that waits for one holds a processor. */
  private final ReentrantLock asking = new ReentrantLock();
  private Check last = new Check.Unusable("Cloudflare was not asked yet");
  private Instant askedAt = Instant.MIN;

  ApiCheck(DispatchScripts scripts, Installation installation, InstantSource clock) {
    this.scripts = scripts;
    this.installation = installation;
    this.clock = clock;
  }

  Check now() {
    asking.lock();
    try {
      Instant now = clock.instant();
      if (now.isAfter(askedAt.plus(COUNTS))) {
        last = ask();
        askedAt = now;
      }
      return last;
    } finally {
      asking.unlock();
    }
  }

  private Check ask() {
    try {
      return scripts.isNamespaceThereNow()
          ? new Check.Usable()
          : new Check.Unusable("the dispatch namespace '" + installation.namespace()
              + "' is not there: run 'whopship cloudflare init'");
    } catch (PortException e) {
      return new Check.Unusable(String.valueOf(e.getMessage()));
    }
  }
}
