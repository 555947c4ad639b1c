package io.whopship.core.sites;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.rollout.ReleaseName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what a deployment left outside of the database. Each call may be repeated. */
public final class Cleanup {

  private static final Logger log = LoggerFactory.getLogger(Cleanup.class);

  private final Edge edge;
  private final ArtifactStore artifacts;
  private final Sites sites;

  public Cleanup(Edge edge, ArtifactStore artifacts, Sites sites) {
    this.edge = edge;
    this.artifacts = artifacts;
    this.sites = sites;
  }

  /** Takes a release with its preview off the edge. No other route may name it. */
  public void release(App app, ReleaseName release) {
    edge.unroute(sites.previewHost(app, release.deployment()));
    edge.remove(release);
  }

  /**
   * Removes an artifact that nobody needs. One left over is only worth a line: it goes when it is
   * old.
   */
  public void artifact(ArtifactKey key) {
    try {
      artifacts.remove(key);
    } catch (PortException e) {
      log.warn("artifact not removed, it stays until old ones are removed key={}", key, e);
    }
  }
}
