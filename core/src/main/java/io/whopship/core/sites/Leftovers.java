package io.whopship.core.sites;

import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the releases of an app that nobody needs any more: their deployments are over, and the
 * app's route does not name them. Goes by what the edge holds, for a release whose placing broke
 * stands in no deployment's state. What cannot be removed holds nothing up, and is tried again when
 * the next deployment of the app ends.
 */
public final class Leftovers {

  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

  private final Edge edge;
  private final Deployments deployments;
  private final Routing routing;
  private final Cleanup cleanup;

  public Leftovers(Edge edge, Deployments deployments, Routing routing, Cleanup cleanup) {
    this.edge = edge;
    this.deployments = deployments;
    this.routing = routing;
    this.cleanup = cleanup;
  }

  /**
   * For an app that has a new stable release, and an edge that was told so.
   *
   * @param progress told of each release before it is removed: whoever throws here keeps it
   */
  public void removeAll(App app, Consumer<String> progress) {
    try {
      of(app).forEach(each -> remove(app, each.releaseName(), progress));
    } catch (PortException e) {
      progress.accept("What is not needed any more could not be removed: " + e.getMessage());
      log.warn("leftovers not removed app={}", app.id(), e);
    }
  }

  /**
   * For an app of which a deployment has just failed. The one that failed last stays: its last
   * visitors may still be on it, and its owner may want to look at it.
   */
  public void removeAllButLastFailed(App app) {
    try {
      List<Deployment> all = of(app);
      Optional<Deployment> last = all.stream()
          .filter(each -> each.state() instanceof Failed)
          .max(Comparator.comparing(Leftovers::failedAt));
      List<Deployment> others = all.stream()
          .filter(each -> !last.equals(Optional.of(each)))
          .toList();
      if (others.isEmpty()) {
        return;
      }
      // An edge that could not be told in time may still send visitors there.
      routing.stored(app).ifPresent(edge::route);
      // Not in the log of the failed one: whoever saw that it has failed has seen its last line.
      others.forEach(each -> remove(app, each.releaseName(),
          line -> log.info("{} app={}", line, app.id())));
    } catch (PortException e) {
      log.warn("leftovers not removed app={}", app.id(), e);
    }
  }

  /** For a deployment that failed because its artifact is larger than any may be. */
  public void discardArtifact(Deployment failed) {
    cleanup.artifact(failed.artifactKey());
  }

  private List<Deployment> of(App app) {
    List<Deployment> over = edge.placed(app.id())
        .stream()
        .flatMap(release -> deployments.find(release.deployment()).stream())
        .filter(deployment -> deployment.app().equals(app.id()) && deployment.state().isFinal())
        .sorted(Comparator.comparingLong(deployment -> deployment.id().value()))
        .toList();
    // Read after the states: a deployment that is over was in the route before, if it went live.
    Optional<Route> route = routing.stored(app);
    return over.stream()
        .filter(each -> route.stream().noneMatch(now -> names(now, each.releaseName())))
        .toList();
  }

  private static boolean names(Route route, ReleaseName release) {
    return route.traffic().involves(release) || route.kept().contains(release);
  }

  private static Instant failedAt(Deployment deployment) {
    return deployment.state() instanceof Failed failed ? failed.failedAt() : Instant.MIN;
  }

  private void remove(App app, ReleaseName release, Consumer<String> progress) {
    progress.accept("Removing " + release + ", which is not needed any more");
    try {
      cleanup.release(app, release);
    } catch (PortException e) {
      progress.accept("It could not be removed: " + e.getMessage());
      log.warn("release not removed release={}", release, e);
    }
  }
}
