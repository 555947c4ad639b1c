package io.whopship.app;

import io.whopship.ports.driven.Ids;
import io.whopship.ports.model.identity.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/** Ids from the secure random of the JDK. */
final class RandomIds implements Ids {

  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  @Override
  public UUID uuid() {
    return UUID.randomUUID();
  }

  /** The prefix lets people and secret scanners see what it is. */
  @Override
  public Secret accessToken() {
    return new Secret(
        "whop_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes()));
  }

  @Override
  public Secret signingSecret() {
    return new Secret("whsec_" + Base64.getEncoder().encodeToString(bytes()));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }
}
