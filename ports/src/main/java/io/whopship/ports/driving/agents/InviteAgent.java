package io.whopship.ports.driving.agents;

import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.Secret;
import java.time.Duration;
import java.time.Instant;

/** Makes one-time tokens by which agents register. Each is shown once. */
public interface InviteAgent {

  Duration VALID = Duration.ofHours(1);

  /** An agent of the caller's to be, under a name of 1 to {@value Agent#MAX_NAME} characters. */
  Invited invite(Caller caller, String name);

  /** A token and for whom it is. */
  record Invited(Agent agent, Secret token, Instant expiresAt) {}
}
