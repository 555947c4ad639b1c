package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.LogSubject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A path under which logs are found: itself for what is there, {@code /stream} for what comes,
 * {@code /ticket} for a credential to both.
 *
 * @param subject whose log a request to it means; empty if there is no such subject. Says nothing
 * of whether the caller may see it
 */
record LogPlace(String path, Function<Request, Optional<LogSubject>> subject) {

  static final LogPlace DEPLOYMENT = new LogPlace("/deployments/{id}/logs",
      request -> Optional.of(new LogSubject.OfDeployment(request.deploymentId())));

  static final LogPlace WORKER = new LogPlace("/deployments/{id}/runtime-logs",
      request -> Optional.of(new LogSubject.OfWorker(request.deploymentId())));

  static final LogPlace CONTAINER = new LogPlace("/api/agents/{id}/containers/{name}/logs",
      request -> Optional.of(new LogSubject.OfContainer(request.agentId(),
          request.value("name", ContainerName::new))));

  /** The same log, by the name that the codespace guide's clients have for it. */
  static LogPlace task(FindDeployment deployments) {
    return new LogPlace("/codespace/task/{uuid}/logs",
        request -> deployments.ofTask(request.uuid("uuid")).map(LogSubject.OfDeployment::new));
  }

  static List<LogPlace> all(FindDeployment deployments) {
    return List.of(DEPLOYMENT, task(deployments), WORKER, CONTAINER);
  }

  LogSubject require(Request request) {
    return subject.apply(request)
        .orElseThrow(() -> new Refusal(Problem.noSuchDeployment()));
  }

  /** Refuses a caller who may not see the subject, or if there is none. */
  static void check(Caller caller, LogSubject subject, FindDeployment deployments,
      SeeAgents agents) {
    switch (subject) {
      case LogSubject.OfDeployment of -> check(caller, of.deployment(), deployments);
      case LogSubject.OfWorker of -> check(caller, of.deployment(), deployments);
      case LogSubject.OfContainer of -> check(caller, of.agent(), agents);
    }
  }

  static void check(Caller caller, AgentId id, SeeAgents agents) {
    switch (agents.find(caller, id)) {
      case SeeAgents.Outcome.Found f -> {
      }
      case SeeAgents.Outcome.NoSuchAgent n -> throw new Refusal(Problem.noSuchAgent());
      case SeeAgents.Outcome.NotYours n -> throw new Refusal(Problem.notYourAgent());
    }
  }

  static void check(Caller caller, DeploymentId id, FindDeployment deployments) {
    switch (deployments.find(caller, id)) {
      case FindDeployment.Outcome.Found f -> {
      }
      case FindDeployment.Outcome.NoSuchDeployment n ->
        throw new Refusal(Problem.noSuchDeployment());
      case FindDeployment.Outcome.NotYours n -> throw new Refusal(Problem.notYours());
    }
  }

  static Problem absent(LogSubject subject) {
    return switch (subject) {
      case LogSubject.OfDeployment d -> Problem.noSuchDeployment();
      case LogSubject.OfWorker w -> Problem.noSuchDeployment();
      case LogSubject.OfContainer c -> Problem.noSuchAgent();
    };
  }

  static Problem unavailable(String reason) {
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, reason).retryAfter(Duration.ofSeconds(5));
  }

  static Problem notYours(LogSubject subject) {
    return switch (subject) {
      case LogSubject.OfDeployment d -> Problem.notYours();
      case LogSubject.OfWorker w -> Problem.notYours();
      case LogSubject.OfContainer c -> Problem.notYourAgent();
    };
  }
}
