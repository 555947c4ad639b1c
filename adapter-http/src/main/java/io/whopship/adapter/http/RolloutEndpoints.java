package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;
import static io.whopship.ports.driven.RateLimits.Kind.STATUS;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import io.whopship.ports.driving.ControlRollout;
import io.whopship.ports.driving.ExplainDeployment;
import io.whopship.ports.driving.RollBack;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.RolloutCommand;
import java.util.List;
import java.util.function.Function;

/** What a person decides in a rollout, and why it stands where it stands. */
final class RolloutEndpoints {

  private final UseCases.ForRollouts rollouts;
  private final Gate gate;

  RolloutEndpoints(UseCases.ForRollouts rollouts, Gate gate) {
    this.rollouts = rollouts;
    this.gate = gate;
  }

  List<Endpoint> all() {
    return List.of(
        command("promote", body -> new RolloutCommand.Promote(body.text("stage"),
            body.flag("full", false))),
        command("pause", body -> new RolloutCommand.Pause(body.text("stage"))),
        command("resume", body -> new RolloutCommand.Resume(body.text("stage"))),
        command("abort", body -> new RolloutCommand.Abort(body.text("stage"))),
        Endpoint.post("/deployments/{id}/cancel", gate.guard(OTHER,
            (caller, request) -> command(caller, request, new RolloutCommand.Cancel()))),
        Endpoint.post("/deployments/{id}/rollback", gate.guard(OTHER, this::rollBack)),
        Endpoint.get("/deployments/{id}/decision", gate.guard(STATUS, this::explain)));
  }

  private Endpoint command(String verb, Function<JsonBody, RolloutCommand> read) {
    return Endpoint.post("/deployments/{id}/" + verb, gate.guard(OTHER,
        (caller, request) -> command(caller, request, read.apply(request.json()))));
  }

  private Answer command(Caller caller, Request request, RolloutCommand command) {
    return switch (rollouts.control().command(caller, request.deploymentId(), command)) {
      case ControlRollout.Outcome.Done done ->
        Answer.json(HttpStatus.OK, DeploymentJson.found(done.now()));
      case ControlRollout.Outcome.AlreadySo same ->
        Answer.json(HttpStatus.OK, DeploymentJson.found(same.now()));
      case ControlRollout.Outcome.Refused(DeploymentView now, String reason) ->
        Problem.conflict("Not now: " + reason);
      case ControlRollout.Outcome.OtherStage(DeploymentView now, String reason) ->
        Problem.conflict("Not now: " + reason)
            .about("stage", "Is " + now.deployment().rolloutStage());
      case ControlRollout.Outcome.NoSuchDeployment n -> Problem.noSuchDeployment();
      case ControlRollout.Outcome.NotYours n -> Problem.notYours();
    };
  }

  private Answer rollBack(Caller caller, Request request) {
    JsonBody body = request.jsonIfPresent();
    Long to = body.wholeIfPresent("to", 1, Long.MAX_VALUE);
    return switch (rollouts.rollBack()
        .rollBack(caller, request.deploymentId(), to == null ? null : new DeploymentId(to))) {
      case RollBack.Outcome.RolledBack done -> Answer.json(HttpStatus.OK, rolledBack(done));
      case RollBack.Outcome.Refused(String reason) -> Problem.conflict("Not now: " + reason);
      case RollBack.Outcome.NoSuchDeployment n -> Problem.noSuchDeployment();
      case RollBack.Outcome.NotYours n -> Problem.notYours();
    };
  }

  private static ObjectNode rolledBack(RollBack.Outcome.RolledBack done) {
    ObjectNode json = DeploymentJson.found(done.to());
    json.put("rolledBackFrom", done.from().deployment().id().value());
    ArrayNode notReverted = json.putArray("notReverted");
    done.notReverted().forEach(notReverted::add);
    return json;
  }

  private Answer explain(Caller caller, Request request) {
    DeploymentId id = request.deploymentId();
    Page.Request asked = request.page();
    return switch (rollouts.explain().explain(caller, id, asked)) {
      case ExplainDeployment.Outcome.Explained(ExplainDeployment.Decision decision) ->
        Paging.answer("/deployments/" + id + "/decision", asked, decision.samples().next(),
            DecisionJson.of(decision));
      case ExplainDeployment.Outcome.NoSuchDeployment n -> Problem.noSuchDeployment();
      case ExplainDeployment.Outcome.NotYours n -> Problem.notYours();
    };
  }
}
