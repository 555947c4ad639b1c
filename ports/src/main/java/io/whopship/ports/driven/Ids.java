package io.whopship.ports.driven;

import io.whopship.ports.model.identity.Secret;
import java.util.UUID;

/** Where new names and secrets come from. */
public interface Ids {

  /** A UUID never given before. */
  UUID uuid();

  /** An access token never given before, not to be guessed: 256 bits. */
  Secret accessToken();

  /**
   * A secret never given before to sign webhooks with, not to be guessed: {@code whsec_} and 32
   * bytes in base64.
   */
  Secret signingSecret();
}
