package io.whopship.adapter.http;

import io.whopship.ports.driving.Passes;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogSubject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Knows a session of acme's, and two tickets for one log. */
final class ScriptedPasses implements Passes {

  static final String SESSION = "session-of-acme";
  static final String TICKET = "ticket-for-web";

  /** A ticket, and a session, that has just a second left. */
  static final String SHORT = "short-ticket-for-web";

  @Override
  public Pass session(Secret token) {
    throw new AssertionError("nobody begins a session here");
  }

  @Override
  public Pass ticket(Secret token, LogSubject subject) {
    throw new AssertionError("nobody asks for a ticket here");
  }

  @Override
  public Optional<Admitted> bySession(Secret session) {
    return switch (session.reveal()) {
      case SESSION -> Optional.of(new Admitted(Core.ACME, Instant.MAX));
      case SHORT -> Optional.of(new Admitted(Core.ACME, Instant.now().plus(Duration.ofSeconds(1))));
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<Admitted> byTicket(Secret ticket, LogSubject subject) {
    if (!subject.equals(ViewerSocketSetting.WEB)) {
      return Optional.empty();
    }
    return switch (ticket.reveal()) {
      case TICKET -> Optional.of(new Admitted(Core.ACME, Instant.MAX));
      case SHORT -> Optional.of(new Admitted(Core.ACME, Instant.now().plus(Duration.ofSeconds(1))));
      default -> Optional.empty();
    };
  }
}
