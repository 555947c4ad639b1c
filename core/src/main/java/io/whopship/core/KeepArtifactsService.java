package io.whopship.core;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.KeepArtifacts;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.rollout.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges each artifact by itself: one that becomes needed is never final before. */
final class KeepArtifactsService implements KeepArtifacts {

  private static final Logger log = LoggerFactory.getLogger(KeepArtifactsService.class);

  /** Far longer than an upload may take. */
  private static final Duration ORPHAN_AGE = Duration.ofDays(1);

  private final ArtifactStore artifacts;
  private final Deployments deployments;
  private final Routes routes;
  private final Duration age;
  private final InstantSource clock;

  KeepArtifactsService(ArtifactStore artifacts, Deployments deployments, Routes routes,
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
    artifacts.forEachStoredBefore(now.minus(ORPHAN_AGE), key -> {
      if (deployments.find(key.deployment()).isEmpty()) {
        remove(key, "its deployment does not exist");
      }
    });
    artifacts.forEachStoredBefore(now.minus(age), key -> {
      if (deployments.find(key.deployment()).filter(this::isNotNeeded).isPresent()) {
        remove(key, "it is older than " + age);
      }
    });
  }

  private boolean isNotNeeded(Deployment deployment) {
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

  private void remove(ArtifactKey key, String reason) {
    artifacts.remove(key);
    log.info("artifact removed key={} reason=\"{}\"", key, reason);
  }
}
