package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.api.DispatchScripts;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.PortException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether the API answers for the dispatch namespace. An answer counts for a while: those who ask
 * whether a server is ready ask often, and each question is one of the token's calls.
 */
final class ApiCheck {

  private static final Duration COUNTS = Duration.ofSeconds(15);

  private final DispatchScripts scripts;
  private final Installation installation;
  private final InstantSource clock;
  private Check last = new Check.Unusable("Cloudflare was not asked yet");
  private Instant askedAt = Instant.MIN;

  ApiCheck(DispatchScripts scripts, Installation installation, InstantSource clock) {
    this.scripts = scripts;
    this.installation = installation;
    this.clock = clock;
  }

  synchronized Check now() {
    Instant now = clock.instant();
    if (now.isAfter(askedAt.plus(COUNTS))) {
      last = ask();
      askedAt = now;
    }
    return last;
  }

  private Check ask() {
    try {
      return scripts.isNamespaceThere()
          ? new Check.Usable()
          : new Check.Unusable("the dispatch namespace '" + installation.namespace()
              + "' is not there: run 'whopship cloudflare init'");
    } catch (PortException e) {
      return new Check.Unusable(String.valueOf(e.getMessage()));
    }
  }
}
