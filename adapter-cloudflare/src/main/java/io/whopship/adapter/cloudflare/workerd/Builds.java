package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.SkewProtection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The builds of the releases, read from disk when one is first asked for. Safe for many threads.
 */
final class Builds {

  private static final Logger log = LoggerFactory.getLogger(Builds.class);

  /** 32 MB: the files of thousands of Next.js apps. */
  private static final int MAX_FILES = 4_000_000;

  private final Function<ReleaseName, Build> read;
  private final ConcurrentMap<ReleaseName, CompletableFuture<Build>> builds = new ConcurrentHashMap<>();
  private final AtomicInteger files = new AtomicInteger();

  /**
   * @param read a build, blocking; {@link Build#NONE} if there is no such release
   */
  Builds(Function<ReleaseName, Build> read) {
    this.read = read;
  }

  /** The builds of all releases of a route. Complete already, if they were asked for before. */
  CompletableFuture<SkewProtection.Builds> of(Route route) {
    List<ReleaseName> releases = Stream
        .concat(route.traffic().releases().stream(), route.kept().stream())
        .distinct()
        .toList();
    List<CompletableFuture<Build>> found = releases.stream().map(this::build).toList();
    return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
        .thenApply(all -> new Known(releases.stream()
            .collect(Collectors.toMap(release -> release,
                release -> found.get(releases.indexOf(release)).join()))));
  }

  private CompletableFuture<Build> build(ReleaseName release) {
    CompletableFuture<Build> there = builds.get(release);
    if (there != null) {
      return there;
    }
    CompletableFuture<Build> mine = new CompletableFuture<>();
    there = builds.putIfAbsent(release, mine);
    if (there != null) {
      return there;
    }
    Thread.startVirtualThread(() -> read(release, mine));
    return mine;
  }

  private void read(ReleaseName release, CompletableFuture<Build> mine) {
    try {
      Build build = read.apply(release);
      if (files.addAndGet(build.size()) > MAX_FILES) {
        files.set(0);
        builds.clear(); // those still in use are soon back
      }
      mine.complete(build);
    } catch (RuntimeException e) {
      log.warn("build cannot be read, its pages get no skew protection release={}", release, e);
      builds.remove(release, mine); // the next request tries again
      mine.complete(Build.NONE);
    }
  }

  /** For a release that is now another one, or none. */
  void forget(ReleaseName release) {
    builds.remove(release);
  }

  private record Known(Map<ReleaseName, Build> builds) implements SkewProtection.Builds {

    @Override
    public boolean isCalled(ReleaseName release, String deploymentId) {
      return builds.getOrDefault(release, Build.NONE).isCalled(deploymentId);
    }

    @Override
    public boolean hasFile(ReleaseName release, String path) {
      return builds.getOrDefault(release, Build.NONE).hasFile(path);
    }
  }
}
