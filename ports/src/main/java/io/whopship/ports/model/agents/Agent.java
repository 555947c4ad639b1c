package io.whopship.ports.model.agents;

import io.whopship.ports.model.identity.OwnerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An agent that may connect, or will once it has registered.
 *
 * @param owner whose host it is: only they, and admins, see its containers
 * @param registeredAt when it took up its own key; {@code null} while its one-time token is unused
 */
public record Agent(AgentId id, OwnerId owner, String name, Instant createdAt,
    @Nullable Instant registeredAt) {

  public static final int MAX_NAME = 100;

  public Agent {
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "name must be 1 to " + MAX_NAME + " characters, but is '" + name + "'");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "name must have no control characters, such as line breaks");
    }
  }
}
