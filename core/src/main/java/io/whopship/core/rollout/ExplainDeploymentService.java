package io.whopship.core.rollout;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.core.deployments.DeploymentViews;
import io.whopship.core.pipeline.GateTask;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.GateSamples;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.ExplainDeployment;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Paused;
import io.whopship.ports.model.deploy.DeploymentState.Pending;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Gate;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

public final class ExplainDeploymentService implements ExplainDeployment {

  private static final int MOST_LINES = 20;
  private static final int MOST_LOOKED_AT = 10_000;

  private final Access access;
  private final Routes routes;
  private final GateSamples samples;
  private final DeploymentLogs logs;
  private final DeploymentViews views;

  public ExplainDeploymentService(Access access, Routes routes, GateSamples samples,
      DeploymentLogs logs,
      DeploymentViews views) {
    this.access = access;
    this.routes = routes;
    this.samples = samples;
    this.logs = logs;
    this.views = views;
  }

  @Override
  public Outcome explain(Caller caller, DeploymentId id, Page.Request asked) {
    return switch (access.deployment(caller, id)) {
      case ToDeployment.Granted(Deployment deployment, App app) ->
        new Outcome.Explained(explain(deployment, app, asked));
      case ToDeployment.Denied() -> new Outcome.NotYours();
      case ToDeployment.Absent() -> new Outcome.NoSuchDeployment();
    };
  }

  private Decision explain(Deployment deployment, App app, Page.Request asked) {
    DeploymentId id = deployment.id();
    return new Decision(
        views.view(deployment, app, routes.find(app.id()).orElse(null)),
        summary(deployment), gate(deployment, lastStep(deployment)), samples.count(id),
        page(id, asked), lastLines(id));
  }

  /** One more is read than is shown, to know whether there is one. */
  private Page<GateSamples.Kept> page(DeploymentId id, Page.Request asked) {
    List<GateSamples.Kept> read = samples.read(id, asked.before(), asked.limit() + 1);
    if (read.size() <= asked.limit()) {
      return new Page<>(read, 0);
    }
    List<GateSamples.Kept> shown = read.subList(0, asked.limit());
    return new Page<>(shown, shown.getLast().number());
  }

  /** By what was seen last; the first one, if that was before any traffic. */
  private int lastStep(Deployment deployment) {
    RolloutPlan plan = deployment.plan();
    return samples.read(deployment.id(), Long.MAX_VALUE, 1)
        .stream()
        .flatMap(last -> IntStream.range(0, plan.steps().size())
            .filter(step -> plan.stageName(step).equals(last.sample().stage()))
            .boxed())
        .findFirst()
        .orElse(0);
  }

  private List<StoredLine> lastLines(DeploymentId id) {
    LogFilter ofWorker = new LogFilter(Set.of(), GateTask.LAST_LINES, null, null);
    List<StoredLine> newest = logs
        .scan(id, ofWorker, 0, logs.extent(id).last(), true, MOST_LOOKED_AT)
        .matches();
    return newest.subList(0, Math.min(newest.size(), MOST_LINES)).reversed();
  }

  /** The gate of the step it is in; of the last one it can have been in, once it is over. */
  private static @Nullable Gate gate(Deployment deployment, int lastStep) {
    RolloutPlan plan = deployment.plan();
    return switch (deployment.state()) {
      case Pending s -> null;
      case Building s -> null;
      case Queued s -> null;
      case Placing s -> null;
      case Probing s -> plan.step(0).gate();
      case Shifting s -> plan.step(s.step()).gate();
      case Soaking s -> plan.step(s.step()).gate();
      case Paused s -> plan.step(s.step()).gate();
      case Settling s -> plan.steps().getLast().gate();
      case Withdrawing s -> plan.step(lastStep).gate();
      case Active s -> plan.steps().getLast().gate();
      case Failed s -> s.release() == null ? null : plan.step(lastStep).gate();
    };
  }

  private static String summary(Deployment deployment) {
    RolloutPlan plan = deployment.plan();
    DeploymentState state = deployment.state();
    return switch (state) {
      case Pending s -> "It waits for its artifact and for being triggered";
      case Building s -> "Its artifact is being judged";
      case Queued s -> "It waits until it is its turn among the deployments of its app";
      case Placing s -> "The edge is given its worker and assets; no visitor is sent to it";
      case Probing s -> "It is probed before it gets traffic" + failures(s.failures());
      case Shifting s -> "The edge is told to give it " + plan.step(s.step()).percent()
          + " of the traffic";
      case Soaking s -> "It has " + plan.step(s.step()).percent() + " of the traffic and is"
          + " watched until " + s.until() + failures(s.failures()) + "; then comes "
          + after(plan, s.step());
      case Paused s -> "It keeps " + plan.step(s.step()).percent() + " of the traffic and waits: "
          + s.reason();
      case Settling s -> "It passed all its gates; the edge is told that it is the stable version";
      case Withdrawing s -> "Its traffic is being taken back: " + s.failure().message();
      case Active s -> "It passed all its gates and went live at " + s.deployedAt();
      case Failed s -> s.failure().message();
    };
  }

  private static String after(RolloutPlan plan, int step) {
    String next = plan.isLast(step)
        ? "its completion"
        : plan.stageName(step + 1);
    return plan.step(step).needsApproval() ? next + ", once somebody promotes it" : next;
  }

  private static String failures(int failures) {
    return failures == 0 ? "" : " (" + failures + " bad rounds of probes in a row)";
  }
}
