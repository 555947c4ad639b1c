package io.whopship.ports.driving;

import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogSubject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Short-lived credentials for browsers, which cannot send a token with every request. They are
 * signed, not stored, hold no token, and end early with the token they were made from.
 */
public interface Passes {

  Duration SESSION = Duration.ofHours(12);

  Duration TICKET = Duration.ofMinutes(30);

  /** For a cookie. The token is one that stands for somebody now. */
  Pass session(Secret token);

  /** For the URL of one log, which this ticket opens as often as one likes. */
  Pass ticket(Secret token, LogSubject subject);

  /** For whom a session stands now, and how long it will; empty if for nobody. */
  Optional<Admitted> bySession(Secret session);

  /** Whom a ticket admits to this log now; empty if nobody. */
  Optional<Admitted> byTicket(Secret ticket, LogSubject subject);

  /** A credential that ends by itself. */
  record Pass(Secret text, Instant expiresAt) {}

  /** Somebody who may look until then. */
  record Admitted(Caller caller, Instant until) {}
}
