package io.whopship.core.deployments;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.KeepArtifacts;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState.Pending;
import io.whopship.ports.model.rollout.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Judges each artifact by itself: what is over never begins again. One that waits to be triggered
 * may be, in the very moment; after so long that is worth a failure that says what is missing.
 */
public final class KeepArtifactsService implements KeepArtifacts {

  private static final Logger log = LoggerFactory.getLogger(KeepArtifactsService.class);

  /** Far longer than an upload may take. */
  private static final Duration ORPHAN_AGE = Duration.ofDays(1);

  private final ArtifactStore artifacts;
  private final Deployments deployments;
  private final Routes routes;
  private final Duration age;
  private final InstantSource clock;

  public KeepArtifactsService(ArtifactStore artifacts, Deployments deployments, Routes routes,
      Duration age, InstantSource clock) {
    this.artifacts = artifacts;
    this.deployments = deployments;
    this.routes = routes;
    this.age = age;
    this.clock = clock;
  }

  @Override
  public void keep() {
    Instant now = clock.instant();
    Instant old = now.minus(age);
    Instant orphaned = now.minus(ORPHAN_AGE);
    var orphans = new Orphans();
    artifacts.forEachStoredBefore(old.isAfter(orphaned) ? old : orphaned, (key, storedAt) -> {
      Optional<Deployment> deployment = deployments.find(key.deployment());
      if (deployment.isPresent()) {
        orphans.lastOwned = Math.max(orphans.lastOwned, key.deployment().value());
        if (storedAt.isBefore(old) && isNotNeeded(deployment.get())) {
          remove(key, "it is older than " + age);
        }
      } else if (storedAt.isBefore(orphaned)) {
        orphans.keys.add(key);
      }
    });
    remove(orphans);
  }

  private boolean isNotNeeded(Deployment deployment) {
    if (deployment.state() instanceof Pending) {
      return true;
    }
    if (!deployment.state().isFinal()) {
      return false;
    }
    Optional<Route> route = routes.find(deployment.app());
    return route.isEmpty() || !isNamed(route.get(), deployment);
  }

  private static boolean isNamed(Route route, Deployment deployment) {
    return route.traffic().involves(deployment.releaseName())
        || route.kept().contains(deployment.releaseName());
  }

  private void remove(Orphans orphans) {
    List<ArtifactKey> kept = new ArrayList<>();
    for (ArtifactKey key : orphans.keys) {
      if (key.deployment().value() < orphans.lastOwned) {
        remove(key, "its deployment does not exist");
      } else {
        kept.add(key);
      }
    }
    if (!kept.isEmpty()) {
      // The last deployment may have been deleted; that none is ours is not as it should be.
      log.atLevel(orphans.lastOwned == 0 ? Level.WARN : Level.INFO)
          .log("artifacts kept that belong to no deployment of this database, in case it is the"
              + " wrong one, or another WhopShip uses the store artifacts={} first={}"
              + " lastOfThisDatabase={}", kept.size(), kept.getFirst(), orphans.lastOwned);
    }
  }

  /** One that cannot be removed must not save those behind it. */
  private void remove(ArtifactKey key, String reason) {
    try {
      artifacts.remove(key);
      log.info("artifact removed key={} reason=\"{}\"", key, reason);
    } catch (PortException e) {
      log.warn("artifact not removed, will be tried again key={}", key, e);
    }
  }

  /** Artifacts of no deployment, and the highest number of one that has its deployment. */
  private static final class Orphans {
    private final List<ArtifactKey> keys = new ArrayList<>();
    private long lastOwned;
  }
}
