package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.api.DispatchScripts;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
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

  private final DispatchScripts scripts;
  private final Releases releases;
  private final CacheSeeding caches;

  ScriptRemoval(DispatchScripts scripts, Releases releases, CacheSeeding caches) {
    this.scripts = scripts;
    this.releases = releases;
    this.caches = caches;
  }

  /** The script goes last: as long as it is listed, somebody tries again. */
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
    for (CachePlace place : record.caches()) {
      unused.forEach(build -> caches.removeBuild(place, build));
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
