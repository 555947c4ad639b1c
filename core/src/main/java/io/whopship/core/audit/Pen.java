package io.whopship.core.audit;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.audit.AuditLog;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.audit.AuditEntry;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what was done, right after it was, and what was refused. A server that dies between
 * the two writes nothing; an audit log that cannot be written does not undo what is done, but is an
 * error in the server's log, with the entry.
 */
public final class Pen {

  private static final Logger log = LoggerFactory.getLogger(Pen.class);

  private final AuditLog entries;
  private final Apps apps;
  private final Deployments deployments;
  private final InstantSource clock;

  public Pen(AuditLog entries, Apps apps, Deployments deployments, InstantSource clock) {
    this.entries = entries;
    this.apps = apps;
    this.deployments = deployments;
    this.clock = clock;
  }

  /**
   * What something is done to.
   *
   * @param owner whose it is; {@code null} if nobody's, or if there is no such thing
   */
  public record Subject(@Nullable OwnerId owner, @Nullable AppId app,
      @Nullable DeploymentId deployment) {

    static final Subject NONE = new Subject(null, null, null);

    public static Subject of(OwnerId owner) {
      return new Subject(owner, null, null);
    }

    public static Subject of(App app) {
      return new Subject(app.owner(), app.id(), null);
    }
  }

  /** To be asked before anything is done: later the app may be gone. */
  public Subject app(AppId id) {
    return apps.find(id).map(Subject::of).orElse(new Subject(null, id, null));
  }

  /** To be asked before anything is done: later the deployment may be gone. */
  public Subject deployment(DeploymentId id) {
    return deployments.find(id)
        .map(deployment -> app(deployment.app()))
        .map(app -> new Subject(app.owner(), app.app(), id))
        .orElse(new Subject(null, null, id));
  }

  /** Of a deployment that was just made, and stays so if the store does not answer now. */
  public Subject made(Deployment deployment) {
    try {
      return new Subject(app(deployment.app()).owner(), deployment.app(), deployment.id());
    } catch (PortException e) {
      log.warn("owner not found for the audit log app={} cause=\"{}\"", deployment.app(),
          e.toString());
      return new Subject(null, deployment.app(), deployment.id());
    }
  }

  /**
   * Writes an entry if either of these is true.
   *
   * @param done it was done: the entry stands in the log of whose the subject is
   * @param refused the caller may not: it stands in the caller's own
   */
  public void note(Caller caller, String action, Subject subject, String detail, boolean done,
      boolean refused) {
    if (!done && !refused) {
      return;
    }
    OwnerId owner = subject.owner();
    AuditEntry entry = new AuditEntry(clock.instant(),
        refused || owner == null ? caller.owner() : owner, caller.owner(), caller.admin(), action,
        refused, subject.app(), subject.deployment(), detail, caller.origin());
    try {
      entries.append(entry);
    } catch (PortException e) {
      log.error("audit entry not written entry=\"{}\"", entry, e);
    }
  }
}
