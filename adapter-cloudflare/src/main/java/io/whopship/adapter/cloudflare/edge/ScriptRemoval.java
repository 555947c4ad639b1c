package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.api.DispatchScripts;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes a release, and what only its build had in the app's cache. */
final class ScriptRemoval {

  private static final Logger log = LoggerFactory.getLogger(ScriptRemoval.class);

  /** A deployment waits while those before it are removed. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DispatchScripts scripts;
  private final Releases releases;
  private final CacheSeeding caches;
  private final Duration patience;

  /**
   * @param patience how long pages are removed in one go
   */
  ScriptRemoval(DispatchScripts scripts, Releases releases, CacheSeeding caches,
      Duration patience) {
    this.scripts = scripts;
    this.releases = releases;
    this.caches = caches;
    this.patience = patience;
  }

  /**
   * The script goes last: as long as it is listed, somebody tries again. Throws
   * {@link PortException.Unavailable} if there are so many pages that some have to wait until then.
   */
  void remove(ReleaseName release) {
    Optional<ReleaseRecord> record = record(release);
    if (record.isPresent()) {
      removeBuilds(release, record.get());
    }
    releases.remove(release);
    scripts.remove(release.toString());
  }

  private void removeBuilds(ReleaseName release, ReleaseRecord record) {
    if (record.builds().isEmpty() || record.caches().isEmpty()) {
      return;
    }
    Set<String> unused = new HashSet<>(record.builds());
    List<ReleaseName> others = scripts.tagged(Tags.ofApp(release.app()))
        .stream()
        .flatMap(script -> Tags.release(script).stream())
        .filter(other -> !other.equals(release))
        .toList();
    releases.find(others)
        .values()
        .stream()
        .map(ReleaseRecord::builds)
        .flatMap(Collection::stream)
        .forEach(unused::remove);
    long began = System.nanoTime();
    for (CachePlace place : record.caches()) {
      unused.forEach(build -> caches.removeBuild(place, build, () -> mayGoOn(release, began)));
    }
  }

  private void mayGoOn(ReleaseName release, long began) {
    if (System.nanoTime() - began > patience.toNanos()) {
      throw new PortException.Unavailable("Of the pages that the build of " + release
          + " left in the cache some are still there after " + patience.toSeconds()
          + " s. The others go when the next deployment of the app ends, or the server restarts.",
          null);
    }
  }

  /** Empty also if it cannot be read: another server wrote it, and its builds are not known. */
  private Optional<ReleaseRecord> record(ReleaseName release) {
    try {
      return releases.find(release);
    } catch (PortException.Corrupt e) {
      log.warn("record cannot be read, its builds are not looked for release={} reason=\"{}\"",
          release, e.getMessage());
      return Optional.empty();
    }
  }
}
