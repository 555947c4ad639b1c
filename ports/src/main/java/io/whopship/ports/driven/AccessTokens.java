package io.whopship.ports.driven;

import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.TokenHash;
import java.time.Instant;
import java.util.Optional;

/** The access tokens there are, known by their hashes alone. */
public interface AccessTokens {

  /** Whom a token stands for; empty if there is no such token. */
  Optional<Caller> find(TokenHash token);

  /** Adds a token, or gives one that is there another caller. */
  void save(TokenHash token, Caller caller, Instant createdAt);

  /**
   * Adds the token that an operator chose, or gives one that is there this caller, and removes the
   * one chosen before. Atomic: there is never more than one that was chosen.
   */
  void replaceAdopted(TokenHash token, Caller caller, Instant createdAt);

  /** Whether any token stands for an admin. */
  boolean hasAdmin();
}
