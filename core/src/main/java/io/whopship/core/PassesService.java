package io.whopship.core;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.driving.Passes;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogSubject;
import java.time.InstantSource;
import java.util.Optional;

final class PassesService implements Passes {

  PassesService(AccessTokens tokens, Secret signingKey, InstantSource clock) {}

  @Override
  public Pass session(Secret token) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Pass ticket(Secret token, LogSubject subject) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Optional<Caller> bySession(Secret session) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Optional<Admitted> byTicket(Secret ticket, LogSubject subject) {
    throw new UnsupportedOperationException("not yet");
  }
}
