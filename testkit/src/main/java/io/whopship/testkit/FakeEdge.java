package io.whopship.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.CacheFile;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleSource;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An edge that runs nothing: it remembers what it was told, answers who would serve a visitor, and
 * fails as a test asks it to. Safe for use by many threads.
 */
public final class FakeEdge implements Edge {

  /** What can be made to fail. */
  public enum Operation {
    PLACE, PLACED, PROBE, ROUTE, UNROUTE, REMOVE, FORGET
  }

  private static final ProbeResult.Answered WELL = new ProbeResult.Answered(200,
      Duration.ofMillis(12), "well");

  private final Description description;
  private final Map<ReleaseName, Release> placed = new HashMap<>();
  private final Set<ReleaseName> everPlaced = new HashSet<>();
  private final Map<String, Route> routes = new TreeMap<>();
  private final Map<ReleaseName, Placement.Refused> refusals = new HashMap<>();
  private final Map<ReleaseName, String> ills = new HashMap<>();
  private final Map<ReleaseName, ProbeResult.Answered> answers = new HashMap<>();
  private final Map<Operation, Integer> failures = new EnumMap<>(Operation.class);
  private final List<String> journal = new ArrayList<>();
  private Duration retryAfter = Duration.ZERO;

  public FakeEdge() {
    this(new Description("a fake edge", "route table", Duration.ZERO));
  }

  /** With words and a spread of the test's own. */
  public FakeEdge(Description description) {
    this.description = description;
  }

  // What a test asks of it

  /** Does not take this release. */
  public synchronized void refuse(ReleaseName release, int code, String reason) {
    refusals.put(release, new Placement.Refused(code, reason));
  }

  /** Lets this release fail its probes from now on. */
  public synchronized void makeUnhealthy(ReleaseName release, String reason) {
    ills.put(release, reason);
  }

  /** Lets this release answer its probes so, with as much of the body as is asked for. */
  public synchronized void answer(ReleaseName release, ProbeResult.Answered answer) {
    answers.put(release, answer);
  }

  /** Lets this release pass its probes again. */
  public synchronized void makeHealthy(ReleaseName release) {
    ills.remove(release);
    answers.remove(release);
  }

  /** Lets so many of the next calls of an operation fail as unavailable, without any effect. */
  public synchronized void failNext(Operation operation, int calls) {
    failNext(operation, calls, Duration.ZERO);
  }

  /** Likewise, and says when to come back. */
  public synchronized void failNext(Operation operation, int calls, Duration newRetryAfter) {
    failures.put(operation, calls);
    retryAfter = newRetryAfter;
  }

  /**
   * Lets a stalled server's late call put an earlier route in place of the one in force, as an edge
   * does whose {@link Description#overwrite} is not zero.
   */
  public synchronized void overwrite(Route earlier) {
    routes.put(earlier.host(), earlier);
    journal.add("overwrite " + earlier.host() + " " + earlier.generation());
  }

  /** Who answers this visitor; empty if nobody does. */
  public synchronized Optional<ReleaseName> visit(String host, StickyId visitor) {
    return routeOf(host).flatMap(route -> route.pick(visitor)).filter(placed::containsKey);
  }

  /** The route in force for this host; empty if there is none. */
  public synchronized Optional<Route> routeOf(String host) {
    return Optional.ofNullable(routes.get(host));
  }

  /** The hosts that have a route, in their order. */
  public synchronized List<String> hosts() {
    return List.copyOf(routes.keySet());
  }

  /**
   * What had an effect, in its order: {@code place whopship-1-1}, {@code probe whopship-1-1 /},
   * {@code route my-app.localhost 3} with the generation, {@code unroute my-app.localhost},
   * {@code overwrite my-app.localhost 2}, {@code remove whopship-1-1}, {@code forget 1} with the
   * app.
   */
  public synchronized List<String> journal() {
    return List.copyOf(journal);
  }

  // What the core asks of it

  @Override
  public synchronized Check check() {
    return failures.values().stream().anyMatch(left -> left > 0)
        ? new Check.Unusable(description.platform() + " is out, as the test asked")
        : new Check.Usable();
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public synchronized Placement place(Placing placing, OpenArtifact content, Progress progress) {
    failIfAsked(Operation.PLACE);
    Placement.Refused refusal = refusals.get(placing.name());
    if (refusal != null) {
      return refusal;
    }
    Release release = new Release(placing.name(), versionOf(placing, content));
    Release before = placed.putIfAbsent(placing.name(), release);
    if (before != null && !before.equals(release)) {
      throw new PortException.Rejected(
          placing.name() + " is placed already, with other content", null);
    }
    everPlaced.add(placing.name());
    journal.add("place " + placing.name());
    progress.line("Placed " + placing.bundle().modules().size() + " modules and "
        + placing.bundle().assets().size() + " assets");
    return new Placement.Placed(release);
  }

  @Override
  public synchronized Set<ReleaseName> placed() {
    failIfAsked(Operation.PLACED);
    return Set.copyOf(placed.keySet());
  }

  @Override
  public synchronized ProbeResult probe(ReleaseName release, String host, Probe probe) {
    failIfAsked(Operation.PROBE);
    journal.add("probe " + release + " " + probe.path());
    if (!placed.containsKey(release)) {
      return new ProbeResult.Silent("there is no release " + release);
    }
    String ill = ills.get(release);
    if (ill != null) {
      return new ProbeResult.Silent(ill);
    }
    ProbeResult.Answered answer = answers.getOrDefault(release, WELL);
    return new ProbeResult.Answered(answer.status(), answer.latency(),
        start(answer.body(), probe.bodyBytes()));
  }

  /** As much of a text as has so many bytes at most in UTF-8. */
  private static String start(String text, int bytes) {
    int end = text.length();
    while (text.substring(0, end).getBytes(UTF_8).length > bytes) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end);
  }

  @Override
  public synchronized void route(Route route) {
    failIfAsked(Operation.ROUTE);
    requirePlaced(route);
    Route before = routes.get(route.host());
    if (before == null || before.generation() < route.generation()) {
      put(route);
    }
  }

  private void requirePlaced(Route route) {
    named(route).filter(release -> !everPlaced.contains(release))
        .findFirst()
        .ifPresent(release -> {
          throw new PortException.Rejected(
              "the route of " + route.host() + " names " + release + ", which was never placed",
              null);
        });
  }

  private void put(Route route) {
    routes.put(route.host(), route);
    journal.add("route " + route.host() + " " + route.generation());
  }

  @Override
  public synchronized boolean confirm(Route route) {
    failIfAsked(Operation.ROUTE);
    requirePlaced(route);
    Route before = routes.get(route.host());
    if (before != null
        && (before.equals(route) || before.generation() > route.generation())) {
      return false;
    }
    put(route);
    return true;
  }

  @Override
  public synchronized void unroute(String host) {
    failIfAsked(Operation.UNROUTE);
    if (routes.remove(host) != null) {
      journal.add("unroute " + host);
    }
  }

  @Override
  public synchronized void remove(ReleaseName release) {
    failIfAsked(Operation.REMOVE);
    if (placed.remove(release) != null) {
      journal.add("remove " + release);
    }
  }

  @Override
  public synchronized void forget(AppId app) {
    failIfAsked(Operation.FORGET);
    journal.add("forget " + app);
  }

  private void failIfAsked(Operation operation) {
    int left = failures.getOrDefault(operation, 0);
    if (left > 0) {
      failures.put(operation, left - 1);
      throw new PortException.Unavailable(
          description.platform() + " is out, as the test asked", null, retryAfter);
    }
  }

  private static Stream<ReleaseName> named(Route route) {
    return Stream.concat(route.traffic().releases().stream(), route.kept().stream());
  }

  /** Reads all content, as a real edge must, and names it by its hash. */
  private static String versionOf(Placing placing, OpenArtifact content) {
    MessageDigest digest = sha256();
    for (WorkerBundle.Module module : placing.bundle().modules()) {
      String name = module.type() + " " + module.name();
      switch (module.source()) {
        case ModuleSource.Stored(ArtifactEntry entry) -> add(digest, name, content, entry);
        case ModuleSource.Added(String text) -> digest.update((name + "\n" + text).getBytes(UTF_8));
      }
    }
    for (CacheFile file : placing.bundle().cache()) {
      add(digest, "CACHE " + file.path(), content, file.source());
    }
    for (WorkerBundle.Asset asset : placing.bundle().assets()) {
      add(digest, "ASSET " + asset.path(), content, asset.source());
    }
    digest.update((placing.bundle().runtime() + " " + placing.variables()).getBytes(UTF_8));
    return "version_" + HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  private static void add(MessageDigest digest, String name, OpenArtifact content,
      ArtifactEntry entry) {
    digest.update((name + "\n").getBytes(UTF_8));
    try (InputStream in = content.read(entry)) {
      digest.update(in.readAllBytes());
    } catch (IOException e) {
      throw new PortException.Corrupt("entry " + entry.name() + " cannot be read", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
