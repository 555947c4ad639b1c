package io.whopship.core.audit;

import io.whopship.core.audit.Pen.Subject;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.DeleteDeployment;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Caller;

/** What is done to deployments, written down. */
public final class AuditedDeployments {

  private final Pen pen;

  public AuditedDeployments(Pen pen) {
    this.pen = pen;
  }

  public CreateDeployment create(CreateDeployment audited) {
    return (caller, app, method, metadata, checksum, uuid) -> {
      CreateDeployment.Outcome outcome = audited.create(caller, app, method, metadata, checksum,
          uuid);
      Subject subject = outcome instanceof CreateDeployment.Outcome.Created created
          ? pen.made(created.deployment())
          : Subject.of(caller.owner());
      pen.note(caller, "deployment.create", subject, "whopAppId " + app,
          outcome instanceof CreateDeployment.Outcome.Created,
          outcome instanceof CreateDeployment.Outcome.NotYours);
      return outcome;
    };
  }

  public TriggerDeployment trigger(TriggerDeployment audited) {
    return (caller, id) -> {
      Subject subject = pen.deployment(id);
      TriggerDeployment.Outcome outcome = audited.trigger(caller, id);
      pen.note(caller, "deployment.trigger", subject, "",
          outcome instanceof TriggerDeployment.Outcome.Triggered,
          outcome instanceof TriggerDeployment.Outcome.NotYours);
      return outcome;
    };
  }

  public DeleteDeployment delete(DeleteDeployment audited) {
    return (caller, id) -> {
      Subject subject = pen.deployment(id);
      DeleteDeployment.Outcome outcome = audited.delete(caller, id);
      pen.note(caller, "deployment.delete", subject, "",
          outcome instanceof DeleteDeployment.Outcome.Deleted,
          outcome instanceof DeleteDeployment.Outcome.NotYours);
      return outcome;
    };
  }

  /** Whoever uploads by a signed URL says no name: it was made for who created the deployment. */
  public UploadArtifact upload(UploadArtifact audited) {
    return new UploadArtifact() {

      @Override
      public Outcome upload(Caller caller, DeploymentId id, Body body) {
        Subject subject = pen.deployment(id);
        Outcome outcome = audited.upload(caller, id, body);
        String detail = outcome instanceof Outcome.Uploaded uploaded
            ? uploaded.bytes() + " bytes, " + uploaded.checksum()
            : "";
        pen.note(caller, "deployment.upload", subject, detail, outcome instanceof Outcome.Uploaded,
            outcome instanceof Outcome.NotYours);
        return outcome;
      }

      @Override
      public Outcome uploadSigned(String key, long expires, String signature, Body body) {
        return audited.uploadSigned(key, expires, signature, body);
      }
    };
  }
}
