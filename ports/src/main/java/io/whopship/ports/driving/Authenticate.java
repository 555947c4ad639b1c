package io.whopship.ports.driving;

import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import java.util.Optional;

/** Finds out who calls. */
public interface Authenticate {

  /** Whom this access token stands for; empty if for nobody. */
  Optional<Caller> authenticate(Secret token);
}
