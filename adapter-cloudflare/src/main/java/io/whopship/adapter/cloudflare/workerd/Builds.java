package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.SkewProtection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The builds of the releases, read from disk when one is first asked for. Safe for many threads.
 */
final class Builds implements SkewProtection.Builds {

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

  /** Whether all releases of a route are known already. */
  boolean know(Route route) {
    return route.traffic().releases().stream().allMatch(this::isKnown)
        && route.kept().stream().allMatch(this::isKnown);
  }

  private boolean isKnown(ReleaseName release) {
    CompletableFuture<Build> build = builds.get(release);
    return build != null && build.isDone();
  }

  /** Completes when all releases of a route are known. */
  CompletableFuture<Void> learn(Route route) {
    return CompletableFuture
        .allOf(Stream.concat(route.traffic().releases().stream(), route.kept().stream())
            .map(this::build)
            .toArray(CompletableFuture[]::new));
  }

  @Override
  public boolean isCalled(ReleaseName release, String deploymentId) {
    return known(release).isCalled(deploymentId);
  }

  @Override
  public boolean hasFile(ReleaseName release, String path) {
    return known(release).hasFile(path);
  }

  private Build known(ReleaseName release) {
    CompletableFuture<Build> build = builds.get(release);
    return build == null ? Build.NONE : build.getNow(Build.NONE);
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
}
