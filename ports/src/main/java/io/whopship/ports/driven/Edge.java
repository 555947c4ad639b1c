package io.whopship.ports.driven;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Where workers run and visitors come in. */
public interface Edge extends Checkable {

  /** How it speaks of itself. */
  Description description();

  /**
   * What an edge is called and how it behaves.
   *
   * @param platform within a sentence: {@code Cloudflare Workers for Platforms}
   * @param mapping what it keeps its routes in, within a sentence: {@code KV mapping}
   * @param spread how long after {@link #route} some visitors may still be sent the old way
   * @param overwrite how long after it was overtaken a stalled server's call may still put an
   * earlier route in place of a later one; zero if the edge never lets that happen
   */
  record Description(String platform, String mapping, Duration spread, Duration overwrite) {

    /** Of an edge that lets no earlier route replace a later one. */
    public Description(String platform, String mapping, Duration spread) {
      this(platform, mapping, spread, Duration.ZERO);
    }
  }

  /**
   * Puts a worker and its assets in place. Nobody is sent to it yet. Placing the same name again,
   * with the same content, is fine and completes what an interrupted try left; the version is then
   * the same.
   *
   * @param content from which the bundle's entries are read, during this call
   * @param progress told of what takes long or was tried again
   */
  Placement place(Placing placing, OpenArtifact content, Progress progress);

  /** What is to be placed. */
  record Placing(ReleaseName name, WorkerBundle bundle, Variables variables) {}

  /** Takes lines for the deployment's log, without line breaks. */
  @FunctionalInterface
  interface Progress {
    void line(String message);
  }

  /** What became of a worker to be placed. */
  sealed interface Placement {

    record Placed(Release release) implements Placement {}

    /**
     * The runtime does not take this worker.
     *
     * @param code as an HTTP status
     */
    record Refused(int code, String reason) implements Placement {}
  }

  /**
   * The releases that were placed and not removed, in no order. One that is being placed may be
   * among them, but only after {@link #place} was called for it.
   */
  Set<ReleaseName> placed();

  /** Those of one app. */
  default Set<ReleaseName> placed(AppId app) {
    return placed().stream()
        .filter(release -> release.app().equals(app))
        .collect(Collectors.toSet());
  }

  /**
   * Sends a GET to a release, past all routes, and waits for the answer. Answers {@code Silent} if
   * it does not come in time, or if the release is not there. Throws
   * {@link PortException.Unavailable} if it was not the release that failed to answer, but what is
   * before it.
   *
   * @param host as which the release is addressed
   */
  ProbeResult probe(ReleaseName release, String host, Probe probe);

  /**
   * What is asked.
   *
   * @param path with a leading slash
   * @param timeout for the head of the answer, and what is wanted of its body
   * @param bodyBytes so much of the body is waited for, at most; 0 if nobody looks at it
   */
  record Probe(String path, Duration timeout, int bodyBytes) {

    /** Looks at the head of the answer alone. */
    public Probe(String path, Duration timeout) {
      this(path, timeout, 0);
    }
  }

  /** What a probe saw. */
  sealed interface ProbeResult {

    /**
     * An answer, whatever it says.
     *
     * @param latency until its head was there
     * @param body what was wanted of it, as UTF-8; less if no more came in time
     */
    record Answered(int status, Duration latency, String body) implements ProbeResult {}

    record Silent(String reason) implements ProbeResult {}
  }

  /**
   * Sends the visitors of a host where this route says, from now on or within the edge's spread.
   * Requests under way end where they began. Atomic. A route whose generation is not above that of
   * the route in force changes nothing; an edge that keeps its routes beyond this process says so
   * of one that is below, by {@link PortException.Rejected}. It throws that also if the route names
   * a release that was never placed.
   */
  void route(Route route);

  /** As {@link #route(Route)}, and tells of what was tried again. */
  default void route(Route route, Progress progress) {
    route(route);
  }

  /**
   * Sees that a route that was told is in force, and tells it again if an earlier one has taken its
   * place. As {@link #route} otherwise. Answers whether it had to be told again.
   */
  default boolean confirm(Route route) {
    route(route);
    return false;
  }

  /**
   * Sends the visitors of many hosts where these routes say, each as {@link #route} does. One that
   * cannot be told keeps no other from being told. An edge for which that is less work than one by
   * one does better than this.
   *
   * @return why a route was not told, by its host
   */
  default Map<String, String> routeAll(Collection<Route> routes) {
    Map<String, String> failures = new LinkedHashMap<>();
    for (Route route : routes) {
      try {
        route(route);
      } catch (PortException e) {
        failures.put(route.host(), String.valueOf(e.getMessage()));
      }
    }
    return failures;
  }

  /** Answers nobody under this host any more. That there is no route is fine. */
  void unroute(String host);

  /**
   * Removes what the workers of an app have stored, and with it what its bindings stand for. That
   * there is nothing is fine. The caller sees to it that the app has no release any more.
   */
  void forget(AppId app);

  /**
   * Removes a release, and what its build had in the app's cache. That there is none is fine. The
   * caller sees to it that no route names it.
   */
  void remove(ReleaseName release);
}
