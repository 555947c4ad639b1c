package io.whopship.ports.model.audit;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Origin;
import io.whopship.ports.model.identity.OwnerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That somebody did something, or was not allowed to.
 *
 * @param owner in whose log it stands: whose the thing is that changed, or who was refused
 * @param actor who did it, or wanted to
 * @param admin whether the actor came as an admin
 * @param action a stable word: {@code deployment.trigger}
 * @param refused nothing was done, for the actor has no right to it
 * @param app which it was about; {@code null} if about none
 * @param deployment which it was about; {@code null} if about none
 * @param detail what else there is to know, without secrets; may be empty
 */
public record AuditEntry(Instant at, OwnerId owner, OwnerId actor, boolean admin, String action,
    boolean refused, @Nullable AppId app, @Nullable DeploymentId deployment, String detail,
    Origin origin) {

  public static final int MAX_DETAIL = 500;

  public AuditEntry {
    if (!action.matches("[a-z]+(\\.[a-z-]+)+") || action.length() > 100) {
      throw new IllegalArgumentException(
          "action must be words such as app.create, but is '" + action + "'");
    }
    if (detail.length() > MAX_DETAIL) {
      detail = detail.substring(0, MAX_DETAIL - 3) + "...";
    }
  }
}
