package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.api.DispatchScripts;
import io.whopship.adapter.cloudflare.api.KeyValues;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of releases, in Workers KV. What this server wrote it remembers for as long as KV may
 * tell an older state, and not longer: another server may have removed it since.
 */
final class Releases {

  private static final Logger log = LoggerFactory.getLogger(Releases.class);

  private final KeyValues keyValues;
  private final String namespace;
  private final DispatchScripts scripts;

  /** Empty for one that this server removed. */
  private final Recent<ReleaseName, Optional<ReleaseRecord>> written;

  /**
   * @param spread for how long KV may tell an older state
   */
  Releases(KeyValues keyValues, String namespace, DispatchScripts scripts, Duration spread) {
    this(keyValues, namespace, scripts, Recent.forAsLongAs(spread));
  }

  private Releases(KeyValues keyValues, String namespace, DispatchScripts scripts,
      Recent<ReleaseName, Optional<ReleaseRecord>> written) {
    this.keyValues = keyValues;
    this.namespace = namespace;
    this.scripts = scripts;
    this.written = written;
  }

  /** The same, of which somebody is told what is tried again. */
  Releases telling(Progress progress) {
    return new Releases(keyValues.telling(progress), namespace, scripts.telling(progress),
        written);
  }

  Optional<ReleaseRecord> find(ReleaseName release) {
    Optional<ReleaseRecord> own = written.get(release);
    return own != null
        ? own
        : keyValues.getJson(namespace, ReleaseRecord.key(release))
            .map(bytes -> ReleaseRecord.decode(release, bytes));
  }

  /** Whether the script of a release is there, which no server's memory can tell. */
  boolean hasScript(ReleaseName release) {
    return scripts.find(release.toString()).isPresent();
  }

  /** Those of these that have a record that can be read. */
  Map<ReleaseName, ReleaseRecord> find(Collection<ReleaseName> releases) {
    Map<ReleaseName, ReleaseRecord> found = new HashMap<>();
    Map<String, ReleaseName> asked = new HashMap<>();
    for (ReleaseName release : releases) {
      Optional<ReleaseRecord> own = written.get(release);
      if (own == null) {
        asked.put(ReleaseRecord.key(release), release);
      } else {
        own.ifPresent(record -> found.put(release, record));
      }
    }
    if (asked.isEmpty()) {
      return found;
    }
    keyValues.getAll(namespace, asked.keySet()).forEach((key, bytes) -> {
      ReleaseName release = Optional.ofNullable(asked.get(key)).orElseThrow();
      try {
        found.put(release, ReleaseRecord.decode(release, bytes));
      } catch (PortException.Corrupt e) {
        log.warn("record cannot be read release={} reason=\"{}\"", release, e.getMessage());
      }
    });
    return found;
  }

  /**
   * Throws {@link PortException.Rejected} if one of these was never placed, and
   * {@link PortException.Unavailable} if only KV does not know it yet.
   */
  void require(String host, Collection<ReleaseName> named, Set<ReleaseName> known) {
    for (ReleaseName release : named) {
      if (!known.contains(release)) {
        throw hasScript(release)
            ? new PortException.Unavailable("The route of " + host + " names " + release
                + ", which Workers KV does not know yet, or not in a form that can be read.", null)
            : new PortException.Rejected("The route of " + host + " names " + release
                + ", which was never placed on this edge.", null);
      }
    }
  }

  void put(ReleaseName release, ReleaseRecord record) {
    keyValues.put(namespace, ReleaseRecord.key(release), record.encode());
    written.put(release, Optional.of(record));
  }

  void remove(ReleaseName release) {
    keyValues.removeAll(namespace, List.of(ReleaseRecord.key(release)));
    written.put(release, Optional.empty());
  }
}
