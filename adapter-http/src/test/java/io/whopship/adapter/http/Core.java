package io.whopship.adapter.http;

import io.whopship.ports.driven.RateLimits;
import io.whopship.ports.driving.CheckHealth;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.driving.DeleteDeployment;
import io.whopship.ports.driving.FindApp;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.driving.ListApps;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import java.util.Map;
import java.util.Optional;

/**
 * A core that does what a test says: each field is one use case, refused unless the test replaces
 * it. It knows one token, {@value #TOKEN}, of the owner {@code acme}.
 */
final class Core {

  static final String TOKEN = "token-of-acme";
  static final Caller ACME = new Caller(new OwnerId("acme"), false);

  volatile CreateDeployment createDeployment = (caller, app, method, metadata, checksum) -> {
    throw notExpected();
  };
  volatile TriggerDeployment triggerDeployment = (caller, id) -> {
    throw notExpected();
  };
  volatile FindDeployment findDeployment = (caller, id) -> {
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
  volatile UpdateApp updateApp = (caller, id, name, variables) -> {
    throw notExpected();
  };
  volatile DeleteApp deleteApp = (caller, id) -> {
    throw notExpected();
  };
  volatile Issuing issueToken = (caller, owner, admin) -> {
    throw notExpected();
  };
  volatile CheckHealth checkHealth = Map::of;
  volatile RateLimits limits = (owner, kind) -> new RateLimits.Verdict.Allowed();

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
            (caller, app, method, metadata, checksum) -> createDeployment.create(caller, app,
                method, metadata, checksum),
            new Uploads(),
            (caller, id) -> triggerDeployment.trigger(caller, id),
            (caller, id) -> findDeployment.find(caller, id),
            (caller, app, page) -> listDeployments.list(caller, app, page),
            (caller, id, after, limit) -> readLog.read(caller, id, after, limit),
            (caller, id) -> deleteDeployment.delete(caller, id)),
        new UseCases.ForApps(
            (caller, whopAppId, name, subdomain, variables) -> createApp.create(caller, whopAppId,
                name, subdomain, variables),
            (caller, page) -> listApps.list(caller, page),
            (caller, id) -> findApp.find(caller, id),
            (caller, id, name, variables) -> updateApp.update(caller, id, name, variables),
            (caller, id) -> deleteApp.delete(caller, id)),
        token -> token.reveal().equals(TOKEN) ? Optional.of(ACME) : Optional.empty(),
        new Tokens(),
        () -> checkHealth.check());
  }

  private static AssertionError notExpected() {
    return new AssertionError("the API asked for a use case that this test does not expect");
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
