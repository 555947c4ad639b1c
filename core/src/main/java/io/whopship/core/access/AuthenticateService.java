package io.whopship.core.access;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.driving.Authenticate;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.util.Optional;

public final class AuthenticateService implements Authenticate {

  private final AccessTokens tokens;

  public AuthenticateService(AccessTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public Optional<Caller> authenticate(Secret token) {
    return tokens.find(TokenHash.of(token));
  }
}
