package io.whopship.adapter.http;

import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.RateLimits;
import io.whopship.ports.driving.AnswerOnce;
import io.whopship.ports.driving.CheckHealth;
import io.whopship.ports.driving.ControlRollout;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.driving.DeleteDeployment;
import io.whopship.ports.driving.ExplainDeployment;
import io.whopship.ports.driving.FindApp;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.driving.ListApps;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.driving.Passes;
import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.driving.RollBack;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.driving.WatchDeployment;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.agents.InviteAgent;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.audit.ReadAuditLog;
import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.driving.webhooks.SeeDeliveries;
import io.whopship.ports.driving.webhooks.TryWebhook;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A core that does what a test says: each field is one use case, refused unless the test replaces
 * it. It knows one token, {@value #TOKEN}, of the owner {@code acme}.
 */
final class Core {

  static final String TOKEN = "token-of-acme";
  static final Caller ACME = new Caller(new OwnerId("acme"), false);

  volatile CreateDeployment createDeployment = (caller, app, method, metadata, checksum,
      uuid) -> {
    throw notExpected();
  };
  volatile TriggerDeployment triggerDeployment = (caller, id) -> {
    throw notExpected();
  };
  volatile BiFunction<Caller, DeploymentId, FindDeployment.Outcome> findDeployment = (caller,
      id) -> {
    throw notExpected();
  };
  volatile Function<UUID, Optional<DeploymentId>> ofTask = task -> {
    throw notExpected();
  };
  volatile ListDeployments listDeployments = (caller, app, page) -> {
    throw notExpected();
  };
  volatile ReadDeploymentLog readLog = (caller, id, after, limit) -> {
    throw notExpected();
  };
  volatile DeleteDeployment deleteDeployment = (caller, id) -> {
    throw notExpected();
  };
  volatile WatchDeployment watchDeployment = (deployment, changed) -> {
    throw notExpected();
  };
  volatile DirectUpload upload = (caller, id, body) -> {
    throw notExpected();
  };
  volatile SignedUpload uploadSigned = (key, expires, signature, body) -> {
    throw notExpected();
  };
  volatile CreateApp createApp = (caller, whopAppId, name, subdomain, variables) -> {
    throw notExpected();
  };
  volatile ListApps listApps = (caller, page) -> {
    throw notExpected();
  };
  volatile FindApp findApp = (caller, id) -> {
    throw notExpected();
  };
  volatile UpdateApp updateApp = (caller, id, name, variables, rollout) -> {
    throw notExpected();
  };
  volatile DeleteApp deleteApp = (caller, id) -> {
    throw notExpected();
  };
  volatile Issuing issueToken = (caller, owner, admin) -> {
    throw notExpected();
  };
  volatile UseCases.ForRollouts rollouts = new UseCases.ForRollouts(
      unexpected(ControlRollout.class), unexpected(RollBack.class),
      unexpected(ExplainDeployment.class));
  volatile UseCases.ForLogs logs = new UseCases.ForLogs(unexpected(FollowLog.class),
      unexpected(QueryLog.class), unexpected(AppendLog.class), unexpected(WatchStreams.class));
  volatile UseCases.ForAgents agents = new UseCases.ForAgents(unexpected(InviteAgent.class),
      unexpected(ConnectAgent.class), unexpected(SeeAgents.class),
      unexpected(ControlContainers.class), unexpected(ServePeers.class));
  volatile AnswerOnce answerOnce = unexpected(AnswerOnce.class);
  volatile HttpTelemetry telemetry = HttpTelemetry.NONE;
  volatile UseCases.ForWebhooks webhooks = new UseCases.ForWebhooks(
      unexpected(ManageWebhooks.class), unexpected(TryWebhook.class),
      unexpected(SeeDeliveries.class));
  volatile ReadAuditLog audit = unexpected(ReadAuditLog.class);
  volatile Passes passes = unexpected(Passes.class);
  volatile Supplier<Map<String, Check>> checkHealth = Map::of;
  volatile Supplier<Map<String, Check>> checkNeeded = Map::of;
  volatile RateLimits limits = (owner, kind) -> new RateLimits.Verdict.Unlimited();

  /** {@link UploadArtifact#upload}. */
  interface DirectUpload {
    UploadArtifact.Outcome upload(Caller caller, DeploymentId deployment, UploadArtifact.Body body);
  }

  /** {@link UploadArtifact#uploadSigned}. */
  interface SignedUpload {
    UploadArtifact.Outcome upload(String key, long expires, String signature,
        UploadArtifact.Body body);
  }

  /** {@link IssueToken#issue}. */
  interface Issuing {
    IssueToken.Outcome issue(Caller caller, OwnerId owner, boolean admin);
  }

  UseCases useCases() {
    return new UseCases(
        new UseCases.ForDeployments(
            (caller, app, method, metadata, checksum,
                uuid) -> createDeployment.create(caller, app,
                    method, metadata, checksum, uuid),
            new Uploads(),
            (caller, id) -> triggerDeployment.trigger(caller, id),
            new Finding(),
            (caller, app, page) -> listDeployments.list(caller, app, page),
            (caller, id, after, limit) -> readLog.read(caller, id, after, limit),
            (caller, id) -> deleteDeployment.delete(caller, id),
            (deployment, changed) -> watchDeployment.watch(deployment, changed)),
        new UseCases.ForRollouts(
            (caller, id, command) -> rollouts.control().command(caller, id, command),
            (caller, from, to) -> rollouts.rollBack().rollBack(caller, from, to),
            (caller, id, samples) -> rollouts.explain().explain(caller, id, samples)),
        new UseCases.ForApps(
            (caller, whopAppId, name, subdomain, variables) -> createApp.create(caller, whopAppId,
                name, subdomain, variables),
            (caller, page) -> listApps.list(caller, page),
            (caller, id) -> findApp.find(caller, id),
            (caller, id, name, variables, rollout) -> updateApp.update(caller, id, name, variables,
                rollout),
            (caller, id) -> deleteApp.delete(caller, id)),
        logs,
        agents,
        token -> token.reveal().equals(TOKEN) ? Optional.of(ACME) : Optional.empty(),
        passes,
        answerOnce,
        new Tokens(),
        new CheckHealth() {

          @Override
          public Map<String, Check> check() {
            return checkHealth.get();
          }

          @Override
          public Map<String, Check> checkNeeded() {
            return checkNeeded.get();
          }
        },
        webhooks,
        audit);
  }

  private static <T> T unexpected(Class<T> port) {
    return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port},
        (proxy, method, arguments) -> {
          throw notExpected();
        }));
  }

  private static AssertionError notExpected() {
    return new AssertionError("the API asked for a use case that this test does not expect");
  }

  private final class Finding implements FindDeployment {

    @Override
    public FindDeployment.Outcome find(Caller caller, DeploymentId deployment) {
      return findDeployment.apply(caller, deployment);
    }

    @Override
    public Optional<DeploymentId> ofTask(UUID task) {
      return ofTask.apply(task);
    }
  }

  private final class Uploads implements UploadArtifact {

    @Override
    public UploadArtifact.Outcome upload(Caller caller, DeploymentId deployment, Body body) {
      return upload.upload(caller, deployment, body);
    }

    @Override
    public UploadArtifact.Outcome uploadSigned(String key, long expires, String signature,
        Body body) {
      return uploadSigned.upload(key, expires, signature, body);
    }
  }

  private final class Tokens implements IssueToken {

    @Override
    public IssueToken.Outcome issue(Caller caller, OwnerId owner, boolean admin) {
      return issueToken.issue(caller, owner, admin);
    }

    @Override
    public Optional<Secret> issueFirstAdmin() {
      throw notExpected();
    }

    @Override
    public void adopt(Secret adminToken) {
      throw notExpected();
    }
  }
}
